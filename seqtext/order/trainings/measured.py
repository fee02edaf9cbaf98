"""A training with its cost: wall-clock time, and the peak memory of the process.

The peak is VmHWM of Linux, the largest resident set of the process, reset when the training begins.
It includes earlier memory of the process, such as libraries and texts, so both are recorded.
"""

import sys
import time
from pathlib import Path
from typing import Any

from seqtext.log import Log
from seqtext.tasks.task import Problem, Spec, Task
from seqtext.tasks.trained import Trained
from seqtext.training.resume import KeeperOf

_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def measured_fit(
    task: Task,
    spec: Spec,
    problem: Problem,
    settings: Any,
    seed: int,
    log: Log,
    keeper_of: KeeperOf,
) -> tuple[Trained, dict[str, Any]]:
    """The fitted model and its facts, with these in addition.

    seconds            of the fit, tuning and early stopping included
    tokens             of the training texts; tokens_per_second: of all passes for a model that
                       trains in passes, else of one
    trials             number of values of C, or of epochs, tried on the development set; 0: the
                       model has no real training
    memory             {"peak", "before"} in bytes; absent if the system does not report it
    device_memory      peak memory of tensors on the card, in bytes; only for trainings on CUDA
    """
    _load(task, spec, settings)
    before, started = _reset(), time.perf_counter()
    model = task.fit(spec, problem, settings, seed, log, keeper_of)
    seconds, tokens = time.perf_counter() - started, len(problem.texts[0].ids)
    trials = int(model.facts.get("epochs" if spec.varies else "trials", 0))
    speed = {"tokens_per_second": tokens / seconds} if trials else {}
    facts = {"seconds": seconds, **speed, **model.facts}
    facts |= {"tokens": tokens, "trials": trials}
    if facts.get("device") == "cuda":
        import torch

        facts["device_memory"] = torch.cuda.max_memory_allocated()
    return model, facts | ({"memory": {"peak": _peak(), "before": before}} if before else {})


def _load(task: Task, spec: Spec, settings: Any) -> None:
    """Load what the first training of a process would load, so that it counts as earlier memory."""
    task.load_for(spec)
    if spec.varies:
        import torch

        from seqtext.networks.device import device_of

        torch.ones(1, device=device_of(settings.compute)).sum().item()  # on a card: its context


def _reset() -> int | None:
    """Reset the peaks. Returns the bytes in memory now, or None if the system cannot reset them."""
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
