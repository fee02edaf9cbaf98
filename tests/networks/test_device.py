"""The choice of a device; what needs CUDA is in bench/gpu.py."""

import os
from types import SimpleNamespace

import pytest
import torch

from seqtext.errors import SeqtextError
from seqtext.networks.device import arithmetic, device_of, trainings_at_once
from seqtext.options import ComputeOptions

without_cuda = pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")


@without_cuda
@pytest.mark.parametrize("device", ["auto", "cpu"])
def test_the_cpu_is_what_there_is(device):
    assert device_of(ComputeOptions(device, deterministic=True)) == torch.device("cpu")


@without_cuda
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"device": "cuda"}, "--device cuda: torch finds no CUDA device"),
        ({"compile": True}, "--compile: is useful only on a CUDA device"),
    ],
)
def test_what_needs_cuda_is_refused_in_one_line(options, message):
    with pytest.raises(SeqtextError, match=message):
        device_of(ComputeOptions(**options))


@without_cuda
def test_a_training_a_core_where_there_is_no_card():
    assert trainings_at_once(ComputeOptions()) == len(os.sched_getaffinity(0))
    with pytest.raises(SeqtextError, match="torch finds no CUDA device"):
        trainings_at_once(ComputeOptions("cuda"))


@pytest.mark.parametrize(
    ("cores", "gigabytes", "expected"),
    [(16, 80, 8), (4, 80, 4), (16, 24, 6), (16, 2, 1)],
)
def test_a_card_is_shared_by_few(monkeypatch, cores, gigabytes, expected):
    """By a card that is not there: cores and memory are what it answers."""
    card = SimpleNamespace(total_memory=gigabytes << 30)
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    monkeypatch.setattr("torch.cuda.get_device_properties", lambda device: card)
    monkeypatch.setattr("os.sched_getaffinity", lambda process: set(range(cores)))
    assert trainings_at_once(ComputeOptions()) == expected


@pytest.mark.parametrize("precision", ["bf16", "tf32", "fp32"])
def test_the_cpu_computes_in_fp32(precision):
    with arithmetic(torch.device("cpu"), precision):
        product = torch.ones(2, 2) @ torch.ones(2, 2)
    assert product.dtype == torch.float32
