"""The choice of a device; what needs CUDA is in bench/gpu.py."""

import pytest
import torch

from seqtext.device import arithmetic, device_of
from seqtext.errors import SeqtextError
from seqtext.options import ComputeOptions

without_cuda = pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")


@without_cuda
@pytest.mark.parametrize("device", ["auto", "cpu"])
def test_the_cpu_is_what_there_is(device):
    assert device_of(ComputeOptions(device, deterministic=True)) == torch.device("cpu")


@without_cuda
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"device": "cuda"}, "--device cuda: torch finds no CUDA device"),
        ({"compile": True}, "--compile: pays on a CUDA device alone"),
    ],
)
def test_what_needs_cuda_is_refused_in_one_line(options, said):
    with pytest.raises(SeqtextError, match=said):
        device_of(ComputeOptions(**options))


@pytest.mark.parametrize("precision", ["bf16", "tf32", "fp32"])
def test_the_cpu_computes_in_fp32(precision):
    with arithmetic(torch.device("cpu"), precision):
        product = torch.ones(2, 2) @ torch.ones(2, 2)
    assert product.dtype == torch.float32
