"""The device of networks and its arithmetic, chosen in this module only."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import numpy as np
import torch

from seqtext.errors import SeqtextError
from seqtext.options import ComputeOptions
from seqtext.system import processor
from seqtext.system.threads import cores

SHARING = 8  # trainings on one GPU: small networks leave most of it idle, and more would take turns
SHARE = (
    4 << 30
)  # bytes of GPU memory for each of them: a context, a network, and the cache of torch


def device_of(options: ComputeOptions) -> torch.device:
    """The device of the options; "auto" is CUDA if it is available.

    With `deterministic`, torch uses only operations with the same bits in every run from now on; on
    the CPU it always does. Raises SeqtextError if CUDA is requested and torch finds none.
    """
    available = torch.cuda.is_available()
    if options.device == "cuda" and not available:
        raise SeqtextError("--device cuda", "torch finds no CUDA device", "omit the option")
    on_cuda = available and options.device != "cpu"
    if options.compile and not on_cuda:
        raise SeqtextError("--compile", "is useful only on a CUDA device", "omit the option")
    if on_cuda and options.deterministic:
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # cuBLAS asks for it
        torch.use_deterministic_algorithms(True)
        torch.backends.cudnn.benchmark = False
    return torch.device("cuda" if on_cuda else "cpu")


def trainings_at_once(options: ComputeOptions) -> int:
    """The default number of one-thread trainings in parallel: one per core.

    On CUDA at most `SHARING`, and `SHARE` of memory for each. Raises the errors of `device_of`.
    """
    if device_of(options).type != "cuda":
        return cores()
    memory = torch.cuda.get_device_properties(0).total_memory
    return max(1, min(cores(), SHARING, memory // SHARE))


def machine(device: torch.device) -> dict[str, Any]:
    """What the bits of a result depend on, apart from data and options: JSON-able."""
    on_cuda = device.type == "cuda"
    return {
        "torch": torch.__version__,
        "numpy": np.__version__,
        "threads": torch.get_num_threads(),
        "cpu": _cpu(),
        "device": torch.cuda.get_device_name(device) if on_cuda else "cpu",
        **processor.switches(),
    }


def computed(options: ComputeOptions, bf16_on_cpu: bool = False) -> dict[str, Any]:
    """The results of `effective` and `machine` for a training, as "compute" and "machine"."""
    device = device_of(options)
    return {
        "compute": effective(options, device, bf16_on_cpu),
        "machine": machine(device),
    }


def _cpu() -> str:
    """`Intel AVX512`: the vendor, for MKL and oneDNN, and the instruction set of the loops of
    torch.
    """
    if processor.is_portable():
        return "portable"
    return f"{processor.vendor()} {torch.backends.cpu.get_cpu_capability()}"


def effective(
    options: ComputeOptions, device: torch.device, bf16_on_cpu: bool = False
) -> dict[str, Any]:
    """The effective compute options on a device, as far as they change the bits: JSON-able."""
    if device.type == "cuda":
        record = asdict(options)
        del record["device"]
        return record
    return {"precision": "bf16" if _in_bf16(options.precision, bf16_on_cpu) else "fp32"}


@contextmanager
def arithmetic(device: torch.device, precision: str, bf16_on_cpu: bool = False) -> Iterator[None]:
    """A context for forward passes: "fp32", "tf32", or bf16 where autocast allows it, else tf32.

    The CPU computes in fp32, unless bf16 is allowed and the CPU has instructions for it: its matrix
    products then take half the time. The backward pass uses the same precision.
    """
    if device.type != "cuda":
        with torch.autocast("cpu", torch.bfloat16, enabled=_in_bf16(precision, bf16_on_cpu)):
            yield
        return
    torch.backends.cuda.matmul.allow_tf32 = precision != "fp32"
    torch.backends.cudnn.allow_tf32 = precision != "fp32"
    with torch.autocast("cuda", torch.bfloat16, enabled=precision == "bf16"):
        yield


def _in_bf16(precision: str, allowed: bool) -> bool:
    """Whether the CPU trains in bf16; never in portable arithmetic."""
    return allowed and precision == "bf16" and not processor.is_portable() and _bf16_is_fast()


def _bf16_is_fast() -> bool:
    """Whether this CPU has instructions for bf16; without them bf16 is slow."""
    checks = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(getattr(torch.cpu, name, lambda: False)() for name in checks)
