"""The best weights of a training, and the choice of the final ones."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from seqtext.log import Log

Weights = dict[str, Tensor]


@dataclass
class Best:
    """The best epochs so far, best first, each with its metric and its weights.

    keep  the number of epochs to keep
    """

    keep: int = 1
    kept: list[tuple[float, int, Weights]] = field(default_factory=list)

    @property
    def epoch(self) -> int:
        """The best epoch, from 1; 0 before the first."""
        return self.kept[0][1] if self.kept else 0

    @property
    def metric(self) -> float:
        return self.kept[0][0] if self.kept else -math.inf

    def offer(self, model: nn.Module, epoch: int, metric: float) -> None:
        """Keep these weights if they are among the best; of equal epochs the earlier one is
        better.
        """
        place = sum(not metric > other for other, _, _ in self.kept)
        if place < self.keep:
            self.kept.insert(place, (metric, epoch, copied(model)))
            del self.kept[self.keep :]

    def state(self) -> Weights:
        """The kept metrics, epochs and weights as tensors by name, for `take`."""
        tensors = {
            "metrics": torch.tensor([metric for metric, _, _ in self.kept], dtype=torch.float64),
            "epochs": torch.tensor([epoch for _, epoch, _ in self.kept], dtype=torch.int64),
        }
        for i, (_, _, weights) in enumerate(self.kept):
            tensors |= {f"{i}.{name}": tensor for name, tensor in weights.items()}
        return tensors

    def take(self, state: Weights, device: torch.device) -> None:
        """Restore what `state` returned, with the weights where those of the model are."""
        self.kept = []
        figures = zip(state["metrics"].tolist(), state["epochs"].tolist(), strict=True)
        for i, (metric, epoch) in enumerate(figures):
            prefix = f"{i}."
            of_it = {n: tensor for n, tensor in state.items() if n.startswith(prefix)}
            weights = {n.removeprefix(prefix): t.to(device) for n, t in of_it.items()}
            self.kept.append((metric, epoch, weights))

    def mean(self) -> Weights:
        """The mean of the kept weights."""
        all_weights = [weights for _, _, weights in self.kept]
        return {
            name: torch.stack([weights[name] for weights in all_weights]).mean(dim=0)
            if first.is_floating_point()
            else first
            for name, first in all_weights[0].items()
        }


def copied(model: nn.Module) -> Weights:
    """A copy of all weights by name."""
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}


def settle_on(
    model: nn.Module,
    best: Best,
    evaluate: Callable[[], dict[str, Any]],
    log: Log,
) -> float:
    """Load the best weights into the model, or the mean of the kept ones if it is as good.

    Returns the metric of these weights.
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
