"""Activation functions by name."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

Activation = Callable[[Tensor], Tensor]

_FUNCTIONS: dict[str, Activation] = {
    "relu": F.relu,
    "leaky-relu": F.leaky_relu,
    "elu": F.elu,
    "gelu": F.gelu,
    "silu": F.silu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "identity": lambda inputs: inputs,
}


def activation_of(name: str | None) -> Activation:
    """The function of a name in `ACTIVATIONS`; None: relu."""
    return _FUNCTIONS[name or "relu"]
