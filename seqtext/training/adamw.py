"""AdamW by torch's fused step (Loshchilov & Hutter 2019).

torch.optim.AdamW takes bit-identical steps, but its first step imports torch's compiler, which
takes four seconds: more than many trainings.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.optim.adamw import adamw

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
Moments = dict[str, Tensor]  # step, exp_avg, exp_avg_sq


class AdamW:
    """The optimizer of some weights. The moments of a weight begin with its first gradient."""

    def __init__(self, weights: Sequence[Tensor], decay: float) -> None:
        """`decay`: weight decay of matrices; weights of one dimension (biases, norms) do not
        decay.
        """
        matrices = [weight for weight in weights if weight.dim() > 1]
        vectors = [weight for weight in weights if weight.dim() <= 1]
        self.weights = matrices + vectors
        self.groups = ((range(len(matrices)), decay), (range(len(matrices), len(weights)), 0.0))
        self.moments: dict[int, Moments] = {}  # by the index of the weight

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Update the weights that have a gradient."""
        for numbers, decay in self.groups:
            updated = [i for i in numbers if self.weights[i].grad is not None]
            self._move(updated, rate, decay)

    def _move(self, numbers: list[int], rate: float, decay: float) -> None:
        for i in numbers:
            if i not in self.moments:
                self.moments[i] = _none(self.weights[i])
        moments = [self.moments[i] for i in numbers]
        weights = [self.weights[i] for i in numbers]
        adamw(
            weights,
            [weight.grad for weight in weights if weight.grad is not None],
            [moment["exp_avg"] for moment in moments],
            [moment["exp_avg_sq"] for moment in moments],
            [],
            [moment["step"] for moment in moments],
            fused=True,
            amsgrad=False,
            beta1=BETA1,
            beta2=BETA2,
            lr=rate,
            weight_decay=decay,
            eps=EPSILON,
            maximize=False,
        )

    def state(self) -> dict[str, Tensor]:
        """The moments of each weight that had a gradient, by `NUMBER.NAME`."""
        return {f"{i}.{name}": t for i, part in self.moments.items() for name, t in part.items()}

    def take(self, state: dict[str, Tensor]) -> None:
        """Restore what `state` returned."""
        self.moments = {}
        for key, tensor in state.items():
            number, _, name = key.partition(".")
            moments = self.moments.setdefault(int(number), _none(self.weights[int(number)]))
            moments[name].copy_(tensor)


def _none(weight: Tensor) -> Moments:
    """The moments before the first step."""
    return {
        "step": torch.zeros((), dtype=torch.float32, device=weight.device),
        "exp_avg": torch.zeros_like(weight, memory_format=torch.preserve_format),
        "exp_avg_sq": torch.zeros_like(weight, memory_format=torch.preserve_format),
    }
