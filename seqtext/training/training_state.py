"""The state of a training: all that changes while it runs, saved and restored as one record."""

import math
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import torch
from torch import Tensor, nn

from seqtext.log import Log
from seqtext.options import TrainingOptions
from seqtext.training.best_weights import Best
from seqtext.training.gradient import Gradient
from seqtext.training.optimizer import Optimizer
from seqtext.training.resume import State

CHECK = 100  # steps between two checks of the loss: each makes the host wait for the device


class Course:
    """A training between two steps.

    epoch           finished passes
    losses, counts  for each batch of this pass so far: loss summed over its items; number of items
    records         the records logged so far
    earlier         seconds of earlier runs from which this one continues
    """

    def __init__(
        self,
        model: nn.Module,
        options: TrainingOptions,
        steps: int,
        named: float,
        arithmetic: Callable[[], AbstractContextManager[None]],
        log: Log,
    ) -> None:
        self.model, self.log = model, log
        self.epochs = options.epochs
        self.optimizer = Optimizer(model, options, steps, named)
        self.gradient = Gradient(model, self.optimizer, arithmetic, self.tell)
        self.best = Best(options.average)
        self.epoch = 0
        self.losses: list[Tensor] = []
        self.counts: list[Tensor] = []
        self.records: list[dict[str, Any]] = []
        self.earlier, self.started = 0.0, time.perf_counter()

    def tell(self, record: dict[str, Any]) -> None:
        """Log a record."""
        self.records.append(record)
        self.log(record)

    def step(self, batch: Any) -> None:
        """Take one optimizer step on a batch."""
        loss, count = self.gradient(batch)
        self.optimizer.step()
        self.losses.append(loss)
        self.counts.append(count)

    def share(self, batches: int) -> float:
        """The finished share of all passes, from 0 to 1; `batches`: the number in this pass."""
        return (self.epoch + len(self.losses) / batches) / self.epochs

    def first_wrong(self, batches: int) -> int | None:
        """The first step (from 1) with a non-finite loss; None if there is none or no check is due.

        `batches`: the number of batches in this pass.
        """
        done = len(self.losses)
        if done % CHECK and done < batches:
            return None
        wrong = (~torch.stack(self.losses[-CHECK:]).isfinite()).nonzero()
        if not len(wrong):
            return None
        return self.optimizer.steps - len(self.losses[-CHECK:]) + int(wrong[0]) + 1

    def close(self, evaluate: Callable[[], dict[str, Any]]) -> str | None:
        """End a pass: log its mean loss and the figures, and offer the weights to `best`.

        Returns what is not finite, weights or figures, or None. If something is not finite, the
        weights are not kept.
        """
        self.optimizer.settle()
        steps, rate = self.optimizer.steps, self.optimizer.rate
        if not _finite(self.model):
            return f"the weights are no longer finite after step {steps}"
        self.model.eval()
        figures = evaluate()
        metric = float(figures["metric"])
        if not math.isfinite(metric):
            return f"the answers on the development set are no longer finite after step {steps}"
        loss = float(torch.stack(self.losses).sum() / torch.stack(self.counts).sum())
        self.losses, self.counts = [], []
        self.epoch += 1
        at = {"epoch": self.epoch, "step": steps, "learning_rate": rate}
        self.tell({**at, "loss": loss, **figures})
        self.best.offer(self.model, self.epoch, metric)
        return None

    def state(self) -> State:
        """The whole state. The tensors are not copies: the next step changes them."""
        seconds = self.earlier + time.perf_counter() - self.started
        parts: dict[str, dict[str, Tensor]] = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state(),
            "best": self.best.state(),
            "generator": _generators(),
            "course": {
                "epoch": torch.tensor(self.epoch),
                "pieces": torch.tensor(self.gradient.pieces),
                "seconds": torch.tensor(seconds, dtype=torch.float64),
                "losses": _side_by_side(self.losses),
                "counts": _side_by_side(self.counts),
            },
        }
        tensors = {
            f"{part}.{name}": tensor.detach().cpu().numpy()
            for part, named in parts.items()
            for name, tensor in named.items()
        }
        place = f"{self.epoch} epochs and {len(self.losses)} batches"
        return State(tensors, self.records, place)

    def take(self, state: State) -> None:
        """Restore a state, and log its records again."""
        parts: dict[str, dict[str, Tensor]] = {}
        for name, array in state.tensors.items():
            part, _, key = name.partition(".")
            # Copied into torch's aligned memory, because sums may depend on the alignment.
            parts.setdefault(part, {})[key] = torch.from_numpy(array).clone()
        self.model.load_state_dict(parts["model"])
        self.optimizer.take(parts["optimizer"])
        course, device = parts["course"], next(self.model.parameters()).device
        self.best.take(parts["best"], device)
        _restore(parts["generator"])
        self.epoch, self.gradient.pieces = int(course["epoch"]), int(course["pieces"])
        self.losses = list(course["losses"].to(device).unbind())
        self.counts = list(course["counts"].to(device).unbind())
        self.earlier = float(course["seconds"])
        for record in state.log:
            self.tell(record)


def _finite(model: nn.Module) -> bool:
    """Whether all weights are finite. Minimum and maximum show it (nan too) without extra
    memory.
    """
    extremes = [torch.stack(p.detach().aminmax()) for p in model.parameters() if p.numel()]
    return bool(torch.stack(extremes).isfinite().all())


def _side_by_side(numbers: list[Tensor]) -> Tensor:
    return torch.stack(numbers) if numbers else torch.empty(0)


def _generators() -> dict[str, Tensor]:
    """The states of torch's generators: dropout draws from them."""
    cuda = {"cuda": torch.cuda.get_rng_state()} if torch.cuda.is_initialized() else {}
    return {"cpu": torch.get_rng_state(), **cuda}


def _restore(generators: dict[str, Tensor]) -> None:
    torch.set_rng_state(generators["cpu"])
    if "cuda" in generators:
        torch.cuda.set_rng_state(generators["cuda"])
