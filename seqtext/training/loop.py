"""The training loop of all tasks. It requires only that a model returns a loss."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from torch import nn

from seqtext.errors import SeqtextError
from seqtext.log import Log, report_progress
from seqtext.networks.device import machine
from seqtext.options import TrainingOptions
from seqtext.training.best_weights import settle_on
from seqtext.training.resume import NOBODY, Keeper
from seqtext.training.training_state import Course

REMEDY = "try a lower --learning-rate or --clip-limit"
COUNTED = 100  # passes whose batches are counted before the first step


class Pass(Protocol):
    """One pass over the training data: sized; `seqtext.networks.batch.Batches` is one."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[tuple[Any, Any]]: ...


@dataclass(frozen=True)
class TrainingSummary:
    """The outcome of a training. `best_epoch` (from 1) is the epoch whose weights were kept.

    stopped  why it ended early: what was not finite, and at which step; None if it did not
    earlier  seconds of earlier runs from which this one continued
    """

    epochs: int
    steps: int
    best_epoch: int
    metric: float
    stopped: str | None = None
    earlier: float = 0.0


def never(records: Sequence[dict[str, Any]]) -> bool:
    """No training ends before its epochs or its patience do."""
    return False


def steps_in(batches: Callable[[int], Pass], epochs: int) -> int:
    """The number of steps of the schedule: the batches of all passes.

    The number of batches hardly depends on the order of the texts. So the passes after the first
    COUNTED are assumed to have their mean length.
    """
    counts = [len(batches(epoch)) for epoch in range(min(epochs, COUNTED))]
    return -(-sum(counts) * epochs // len(counts))


def _goes_on(course: Course, options: TrainingOptions) -> bool:
    """Whether epochs are left, and one of the last ones was better than those before."""
    waited = course.epoch - course.best.epoch
    return course.epoch < options.epochs and waited < options.patience


def one_epoch(
    batches: Pass, course: Course, evaluate: Callable[[], dict[str, Any]], keeper: Keeper
) -> str | None:
    """Take a step for each remaining batch of a pass, then evaluate.

    Returns what is no longer finite, or None. If something is not finite, the pass ends and does
    not count.
    """
    course.model.train()
    for _, batch in islice(batches, len(course.losses), None):
        course.step(batch)
        wrong = course.first_wrong(len(batches))
        if wrong is not None:
            return f"the loss is no longer finite at step {wrong}"
        keeper.offer(course.state)
        report_progress(course.share(len(batches)))
    return course.close(evaluate)


def train_loop(
    model: nn.Module,
    batches: Callable[[int], Pass],
    evaluate: Callable[[], dict[str, Any]],
    options: TrainingOptions,
    log: Log,
    arithmetic: Callable[[], AbstractContextManager[None]] = nullcontext,
    named: float = math.inf,
    keeper: Keeper = NOBODY,
    solved: Callable[[Sequence[dict[str, Any]]], bool] = never,
) -> TrainingSummary:
    """Fit `model` in place; it ends in evaluation mode with the weights of its best epoch.

    model       `model(batch)` returns (loss summed over its items, number of items)
    batches     the pass of an epoch (from 0); its order depends only on seed and epoch
    evaluate    figures on the development set. "metric" chooses the best epoch, larger is better.
                It is not finite if the model's output is not
    log         gets one record per epoch (epoch, step, loss, learning_rate, and the figures), and
                {"note": …} for special events; figures in the same record belong to the note
    arithmetic  the context of each forward pass
    named       approximate number of table rows that a batch reads: see `Optimizer`
    keeper      stores the state; if it has a stored state, the training continues from there
    solved      from the records so far, whether more epochs would give nothing

    The caller seeds torch before it creates the model; dropout continues that sequence. The same
    seed, data, options, versions and threads give the same bytes on the CPU, interrupted or not. A
    loss, weights or a metric that are not finite end the training with the best weights before
    them. Raises SeqtextError if there are none.
    """
    steps = steps_in(batches, options.epochs)
    course = Course(model, options, steps, named, arithmetic, log)
    best, stopped = course.best, None
    with keeper:
        state = keeper.load(machine(next(model.parameters()).device))
        if state is not None:
            with keeper.fits():
                course.take(state)
        while _goes_on(course, options) and not solved(course.records):
            stopped = one_epoch(batches(course.epoch), course, evaluate, keeper)
            if stopped:
                break
            keeper.offer(course.state)
    if stopped and not best.kept:
        keeper.drop()
        raise SeqtextError("training", stopped, REMEDY)
    if stopped:
        log({"note": f"{stopped}: the weights of epoch {best.epoch} are kept; {REMEDY}"})
    course.optimizer.release()
    metric, steps = settle_on(model, best, evaluate, log), course.optimizer.steps
    return TrainingSummary(course.epoch, steps, best.epoch, metric, stopped, course.earlier)
