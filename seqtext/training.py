"""The training loop: one for all tasks. It knows models that answer a loss, and nothing else."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import nn

from seqtext.errors import SeqtextError
from seqtext.options import TrainingOptions


class Pass(Protocol):
    """One pass over the training data: sized; `seqtext.batch.Batches` is one."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[tuple[Any, Any]]: ...


@dataclass(frozen=True)
class Record:
    """What became of a training: `best_epoch` (from 1) is the one whose weights were kept."""

    epochs: int
    steps: int
    best_epoch: int
    metric: float


def rate(step: int, steps: int, options: TrainingOptions) -> float:
    """The learning rate of a step, 0…steps-1: a linear rise, then a linear fall to 0."""
    warmup = max(1, round(options.warmup * steps))
    rise, fall = (step + 1) / warmup, (steps - step) / max(1, steps - warmup)
    return options.learning_rate * max(0.0, min(1.0, rise, fall))


def optimizer_of(model: nn.Module, options: TrainingOptions) -> torch.optim.AdamW:
    """AdamW (Loshchilov & Hutter 2019), fused; biases do not decay."""
    parameters = [p for p in model.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in parameters if p.dim() > 1], "weight_decay": options.weight_decay},
        {"params": [p for p in parameters if p.dim() <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=options.learning_rate, fused=True)


def clip(model: nn.Module, options: TrainingOptions) -> None:
    """Bound the gradient: its norm over all weights, or each of its values."""
    if options.clip == "norm":
        nn.utils.clip_grad_norm_(model.parameters(), options.clip_limit)
    else:
        nn.utils.clip_grad_value_(model.parameters(), options.clip_limit)


def train(
    model: nn.Module,
    batches: Callable[[int], Pass],
    evaluate: Callable[[], dict[str, Any]],
    options: TrainingOptions,
    log: Callable[[dict[str, Any]], None],
) -> Record:
    """Fit `model` in place; it ends in evaluation mode with the weights of its best epoch.

    model     answers `model(batch)` with (loss summed over its items, number of items)
    batches   the pass of an epoch (from 0); its order must depend on nothing but seed and epoch
    evaluate  figures on the development set; "metric" decides, the larger the better
    log       gets one record an epoch: epoch, step, loss, learning_rate, and the figures
    The caller seeds torch before it makes the model; dropout draws from there on. The same seed,
    data, options, versions and threads give the same bytes on the CPU. SeqtextError: the loss is
    not finite.
    """
    optimizer = optimizer_of(model, options)
    steps = options.epochs * len(batches(0))
    step, best, metric, kept = 0, 0, -math.inf, {}
    for epoch in range(options.epochs):
        model.train()
        total, items = torch.zeros(()), torch.zeros(())
        for _, batch in batches(epoch):
            for group in optimizer.param_groups:
                group["lr"] = rate(step, steps, options)
            loss, count = model(batch)
            optimizer.zero_grad()
            (loss / count).backward()
            clip(model, options)
            optimizer.step()
            total, items, step = total + loss.detach(), items + count, step + 1
        mean = float(total / items)
        if not math.isfinite(mean):
            cause = f"the loss is no longer finite in epoch {epoch + 1}"
            raise SeqtextError("training", cause, "try a lower --learning-rate or --clip-limit")
        model.eval()
        figures = evaluate()
        last = optimizer.param_groups[0]["lr"]
        log({"epoch": epoch + 1, "step": step, "loss": mean, "learning_rate": last, **figures})
        if best == 0 or figures["metric"] > metric:
            best, metric = epoch + 1, float(figures["metric"])
            kept = {name: t.detach().clone() for name, t in model.state_dict().items()}
        if epoch + 1 - best >= options.patience:
            break
    model.load_state_dict(kept)
    return Record(epoch + 1, step, best, metric)
