"""The training loop: one for all tasks. It knows models that answer a loss, and nothing else."""

import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from torch import nn

from seqtext.errors import SeqtextError
from seqtext.log import Log, tell_progress
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
    """What became of a training: `best_epoch` (from 1) is the one whose weights were kept.

    stopped  why it ended before its time: what was no longer finite, and at which step
    earlier  seconds of the runs before this one, as far as it went on from them
    """

    epochs: int
    steps: int
    best_epoch: int
    metric: float
    stopped: str | None = None
    earlier: float = 0.0


def steps_in(batches: Callable[[int], Pass], epochs: int) -> int:
    """How many steps the schedule has: the batches of all passes.

    Few texts make as many batches in any order, and many one more or less. So the passes after
    COUNTED are taken to be as long as those before them are on average.
    """
    counts = [len(batches(epoch)) for epoch in range(min(epochs, COUNTED))]
    return -(-sum(counts) * epochs // len(counts))


def one_epoch(
    batches: Pass, course: Course, evaluate: Callable[[], dict[str, Any]], keeper: Keeper
) -> str | None:
    """A step for each batch of a pass that was not taken yet, and a look at what was learned.

    Answers what is no longer finite, if anything is: then the pass ends, and counts for nothing.
    """
    course.model.train()
    for _, batch in islice(batches, len(course.losses), None):
        course.step(batch)
        wrong = course.first_wrong(len(batches))
        if wrong is not None:
            return f"the loss is no longer finite at step {wrong}"
        keeper.offer(course.state)
        tell_progress(course.share(len(batches)))
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
) -> TrainingSummary:
    """Fit `model` in place; it ends in evaluation mode with the weights of its best epoch.

    model       answers `model(batch)` with (loss summed over its items, number of items)
    batches     the pass of an epoch (from 0); its order depends on nothing but seed and epoch
    evaluate    figures on the development set; "metric" decides, the larger the better, and is not
                finite where the model's answers are not
    log         gets a record an epoch (epoch, step, loss, learning_rate, and the figures), and
                {"note": …} of what befell the training; beside figures a note tells of those
    arithmetic  stands around each forward pass
    named       rows of a table that a batch names, about: see `Optimizer`
    keeper      keeps the state; where it has one, the training goes on from there
    The caller seeds torch before it makes the model; dropout draws from there on. The same seed,
    data, options, versions and threads give the same bytes on the CPU, at a stretch or not. A loss,
    weights or a metric that are not finite end the training with the best weights before them;
    SeqtextError where there are none.
    """
    steps = steps_in(batches, options.epochs)
    course = Course(model, options, steps, named, arithmetic, log)
    best, stopped = course.best, None
    with keeper:
        state = keeper.load(machine(next(model.parameters()).device))
        if state is not None:
            with keeper.fits():
                course.take(state)
        while course.epoch < options.epochs and course.epoch - best.epoch < options.patience:
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
