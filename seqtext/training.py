"""The training loop: one for all tasks. It knows models that answer a loss, and nothing else."""

import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from seqtext.errors import SeqtextError
from seqtext.optimizer import Optimizer
from seqtext.options import TrainingOptions

CHECK = 100  # steps between two looks at the loss: for each look the host waits for the device
REMEDY = "try a lower --learning-rate or --clip-limit"


class Pass(Protocol):
    """One pass over the training data: sized; `seqtext.batch.Batches` is one."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[tuple[Any, Any]]: ...


@dataclass(frozen=True)
class Record:
    """What became of a training: `best_epoch` (from 1) is the one whose weights were kept.

    stopped  why it ended before its time, where the loss was no longer finite
    """

    epochs: int
    steps: int
    best_epoch: int
    metric: float
    stopped: str | None = None


class Gradient:
    """Leaves the gradient of a batch's mean loss in the weights.

    A batch that memory cannot hold is cut into halves, and those again; their gradients add up to
    that of the batch. It then stays so for all that follow.
    """

    def __init__(
        self,
        model: nn.Module,
        optimizer: Optimizer,
        arithmetic: Callable[[], AbstractContextManager[None]],
        log: Callable[[dict[str, Any]], None],
    ) -> None:
        self.model, self.optimizer, self.arithmetic, self.log = model, optimizer, arithmetic, log
        self.pieces = 1

    def __call__(self, batch: Any) -> tuple[Tensor, Tensor]:
        """The loss, summed over the items of the batch, and their number."""
        while True:
            self.optimizer.clear()
            try:
                return self._of(divided(batch, self.pieces))
            except RuntimeError as error:
                if not _of_memory(error):
                    raise
            self._halve(batch)  # out of the handler, which holds on to what did not fit

    def _of(self, pieces: list[Any]) -> tuple[Tensor, Tensor]:
        total, items = torch.zeros(()), torch.zeros(())
        for piece in pieces:
            with self.arithmetic():
                loss, count = self.model(piece)
            (loss / count if len(pieces) == 1 else loss).backward()
            total, items = loss.detach() + total.to(loss), count + items.to(loss)
        if len(pieces) > 1:
            torch._foreach_div_(self.optimizer.gradients(), items)
        return total, items

    def _halve(self, batch: Any) -> None:
        if not hasattr(batch, "halves") or self.pieces >= len(batch):
            remedy = "cut texts with --max-length, or take a smaller network"
            raise SeqtextError("training", "a single text does not fit into memory", remedy)
        self.pieces *= 2
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        note = f"a batch of {len(batch)} does not fit into memory: it goes in {self.pieces} pieces"
        self.log({"note": f"{note} from here on, to the same effect"})


def divided(batch: Any, pieces: int) -> list[Any]:
    """The batch in so many pieces, a power of two; one text is not divided further."""
    parts = [batch]
    while pieces > 1:
        parts = [half for part in parts for half in (part.halves() if len(part) > 1 else (part,))]
        pieces //= 2
    return parts


def _of_memory(error: RuntimeError) -> bool:
    """Whether memory was short: torch has a class for it on CUDA; the CPU and cuDNN have words."""
    words = ("can't allocate memory", "ALLOC_FAILED")
    short = isinstance(error, torch.cuda.OutOfMemoryError)
    return short or any(word in str(error) for word in words)


Weights = dict[str, Tensor]


@dataclass
class Best:
    """The best epochs so far, the best of all first, each with its figure and its weights.

    keep  how many are kept
    """

    keep: int = 1
    kept: list[tuple[float, int, Weights]] = field(default_factory=list)

    @property
    def epoch(self) -> int:
        """The best one, from 1; 0: none yet."""
        return self.kept[0][1] if self.kept else 0

    @property
    def metric(self) -> float:
        return self.kept[0][0] if self.kept else -math.inf

    def offer(self, model: nn.Module, epoch: int, metric: float) -> None:
        """Keep these weights if they are among the best; between equals the earlier epoch wins."""
        place = sum(not metric > other for other, _, _ in self.kept)
        if place < self.keep:
            self.kept.insert(place, (metric, epoch, copied(model)))
            del self.kept[self.keep :]

    def mean(self) -> Weights:
        """The mean of the weights that are kept."""
        every = [weights for _, _, weights in self.kept]
        return {
            name: torch.stack([weights[name] for weights in every]).mean(dim=0)
            if first.is_floating_point()
            else first
            for name, first in every[0].items()
        }


def copied(model: nn.Module) -> Weights:
    """A copy of all weights by name."""
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}


def settle_on(
    model: nn.Module,
    best: Best,
    evaluate: Callable[[], dict[str, Any]],
    log: Callable[[dict[str, Any]], None],
) -> float:
    """Give the model its best weights, or the mean of those that are kept where it is as good.

    Answers their figure.
    """
    model.eval()
    if len(best.kept) > 1:
        model.load_state_dict(best.mean())
        figures = evaluate()
        better = float(figures["metric"]) >= best.metric
        epochs = ", ".join(str(epoch) for epoch in sorted(epoch for _, epoch, _ in best.kept))
        verdict = "kept" if better else f"not kept: epoch {best.epoch} alone is better"
        log({"note": f"the mean of the weights of epochs {epochs} is {verdict}", **figures})
        if better:
            return float(figures["metric"])
    model.load_state_dict(best.kept[0][2] if best.kept else {})
    return best.metric


def one_epoch(batches: Pass, gradient: Gradient, optimizer: Optimizer) -> tuple[float, int | None]:
    """A pass with a step for each batch.

    Answers the mean loss, and the first step of the pass (from 0) at which it was not finite: then
    the pass ends soon after.
    """
    losses: list[Tensor] = []
    counts: list[Tensor] = []
    for i, (_, batch) in enumerate(batches, start=1):
        loss, count = gradient(batch)
        optimizer.step()
        losses.append(loss)
        counts.append(count)
        if i % CHECK == 0 or i == len(batches):
            wrong = (~torch.stack(losses[-CHECK:]).isfinite()).nonzero()
            if len(wrong):
                return math.nan, len(losses[:-CHECK]) + int(wrong[0])
    return float(torch.stack(losses).sum() / torch.stack(counts).sum()), None


def train(
    model: nn.Module,
    batches: Callable[[int], Pass],
    evaluate: Callable[[], dict[str, Any]],
    options: TrainingOptions,
    log: Callable[[dict[str, Any]], None],
    arithmetic: Callable[[], AbstractContextManager[None]] = nullcontext,
    named: float = math.inf,
) -> Record:
    """Fit `model` in place; it ends in evaluation mode with the weights of its best epoch.

    model       answers `model(batch)` with (loss summed over its items, number of items)
    batches     the pass of an epoch (from 0); its order depends on nothing but seed and epoch
    evaluate    figures on the development set; "metric" decides, the larger the better
    log         gets a record an epoch (epoch, step, loss, learning_rate, and the figures), and
                {"note": …} of what the user should know
    arithmetic  stands around each forward pass
    named       rows of a table that a batch names, about: see `Optimizer`
    The caller seeds torch before it makes the model; dropout draws from there on. The same seed,
    data, options, versions and threads give the same bytes on the CPU. A loss that is not finite
    ends the training with the best weights so far; SeqtextError where there are none.
    """
    steps = sum(len(batches(epoch)) for epoch in range(options.epochs))
    optimizer = Optimizer(model, options, steps, named)
    gradient = Gradient(model, optimizer, arithmetic, log)
    best, stopped, epoch = Best(options.average), None, 0
    while epoch < options.epochs and epoch - best.epoch < options.patience:
        model.train()
        before = optimizer.steps
        loss, wrong = one_epoch(batches(epoch), gradient, optimizer)
        if wrong is not None:
            stopped = f"the loss is no longer finite at step {before + wrong + 1}"
            break
        epoch += 1
        optimizer.settle()
        model.eval()
        figures = evaluate()
        at = {"epoch": epoch, "step": optimizer.steps, "learning_rate": optimizer.rate}
        log({**at, "loss": loss, **figures})
        best.offer(model, epoch, float(figures["metric"]))
    if stopped and not best.kept:
        raise SeqtextError("training", stopped, REMEDY)
    if stopped:
        log({"note": f"{stopped}: the weights of epoch {best.epoch} are kept; {REMEDY}"})
    optimizer.release()
    metric = settle_on(model, best, evaluate, log)
    return Record(epoch, optimizer.steps, best.epoch, metric, stopped)
