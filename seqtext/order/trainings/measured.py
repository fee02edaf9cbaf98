"""A training with what it took: time by the clock, and the peak of the process's memory.

The peak is VmHWM of Linux, the most of the process that was in memory at one time, reset as the
training begins. It holds what the process had before, libraries and texts, so both are told.
"""

import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from seqtext.log import Log
from seqtext.options import Settings
from seqtext.registry import ModelSpec
from seqtext.tasks.classify.classifier import Model, fit_model
from seqtext.training.resume import Keeper
from seqtext.words.corpus import Problem

_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def measured_fit(
    spec: ModelSpec,
    problem: Problem,
    settings: Settings,
    seed: int,
    log: Log,
    keeper: Keeper,
) -> tuple[Model, dict[str, Any]]:
    """The fitted model and its facts, with these that it lacks.

    seconds            of the fit, tuning and early stopping included
    tokens             of the training texts; tokens_per_second: those of all passes, where a model
                       makes passes, else those of one
    trials             how many values of C, or epochs, were tried on the development set; 0: there
                       is no training to speak of
    memory             {"peak", "before"} in bytes; absent where the system cannot tell
    device_memory      the most that tensors took on the card, in bytes; of trainings on CUDA
    """
    _load(spec, settings)
    before, started = _reset(), time.perf_counter()
    model = fit_model(spec, problem, settings, seed, log, keeper)
    seconds, tokens = time.perf_counter() - started, len(problem.train.ids)
    trials = int(model.facts.get("epochs" if spec.varies else "trials", 0))
    speed = {"tokens_per_second": tokens / seconds} if trials else {}
    facts = {"seconds": seconds, **speed, **model.facts}
    facts |= {"tokens": tokens, "trials": trials}
    if facts.get("device") == "cuda":
        import torch

        facts["device_memory"] = torch.cuda.max_memory_allocated()
    return model, facts | ({"memory": {"peak": _peak(), "before": before}} if before else {})


def _load(spec: ModelSpec, settings: Settings) -> None:
    """Load what the first training of a process would load: it counts as what was there before."""
    import_module(spec.family.path.partition(":")[0])
    if spec.varies:
        import torch

        from seqtext.networks.device import device_of

        torch.ones(1, device=device_of(settings.compute)).sum().item()  # on a card: its context


def _reset() -> int | None:
    """Forget the peaks; answers the bytes in memory now, or None where that cannot be done."""
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_initialized():
        torch.cuda.reset_peak_memory_stats()
    try:
        _RESET.write_text("5")  # man 5 proc: "reset the peak resident set size"
        return _peak()
    except OSError:
        return None


def _peak() -> int:
    """VmHWM in bytes."""
    lines = _STATUS.read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
