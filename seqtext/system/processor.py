"""The effect of the processor on the bits of networks, and portable arithmetic.

Libraries choose their loops by the processor: torch by `get_cpu_capability`, oneDNN and MKL also by
its vendor. Floats are then added in another order. Linear models and vocabularies are the same on
all processors: `bench/results/portable.md`.
"""

import os

PORTABLE = "SEQTEXT_PORTABLE"  # the user's variable: 1 for the switches below
# Environment variables that each library reads when it loads. COMPATIBLE is the only mode of MKL
# that Intel documents for other vendors' processors too ("Conditional Numerical Reproducibility").
SWITCHES = {
    "ATEN_CPU_CAPABILITY": "avx2",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "MKL_CBWR": "COMPATIBLE",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
# Variables by which a user changes the arithmetic of networks; those that are set are recorded.
_OF_USER = (
    "MKL_CBWR",
    "MKL_ENABLE_INSTRUCTIONS",
    "ONEDNN_MAX_CPU_ISA",
    "DNNL_MAX_CPU_ISA",
    "ONEDNN_DEFAULT_FPMATH_MODE",
)


def is_portable() -> bool:
    """Whether the user asked for arithmetic that is the same on all x86-64 with AVX2."""
    return os.environ.get(PORTABLE, "0") not in ("", "0")


def set_switches() -> None:
    """Set the variables if the user asked for portable arithmetic: before torch loads, for workers
    too.
    """
    if is_portable():
        os.environ.update(SWITCHES)


def vendor() -> str:
    """The vendor: Intel, AMD, or LLVM's name of another processor."""
    import llvmlite.binding as llvm

    name = llvm.get_host_cpu_name()
    if name.startswith(("znver", "bdver", "btver", "amdfam")):
        return "AMD"
    return "Intel" if llvm.get_process_triple().startswith(("x86_64", "i686")) else str(name)


def switches() -> dict[str, str]:
    """The variables that are set and change the arithmetic of networks."""
    if is_portable():
        return {}
    return {name: os.environ[name] for name in _OF_USER if name in os.environ}
