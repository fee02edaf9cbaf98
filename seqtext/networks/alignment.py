"""Attention of a recurrent decoder to the states of the source: additive and multiplicative."""

from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn


class Alignment(nn.Module, ABC):
    """Scores of queries against keys become weights, and weighted states a context."""

    @abstractmethod
    def remember(self, states: Tensor) -> Tensor:
        """Source states [texts, source, width] -> keys [texts, source, size]."""

    @abstractmethod
    def scores(self, asking: Tensor, keys: Tensor) -> Tensor:
        """Queries [texts, time, hidden], keys [texts, source, size] -> [texts, time, source]."""

    def forward(
        self, asking: Tensor, keys: Tensor, states: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Queries [texts, time, hidden]; keys; states [texts, source, width]; the mask of the
        source.

        Returns contexts [texts, time, width] and weights [texts, time, source], which sum to 1.
        """
        scores = self.scores(asking, keys).masked_fill(~mask[:, None], -torch.inf)
        weights = scores.softmax(dim=-1)  # [texts, time, source]
        return weights @ states, weights


class Additive(Alignment):
    """score = v' tanh(W s + U h) (Bahdanau et al. 2015, section A.1.2)."""

    def __init__(self, hidden: int, width: int) -> None:
        super().__init__()
        self.asking = nn.Linear(hidden, hidden, bias=False)  # W
        self.states = nn.Linear(width, hidden, bias=False)  # U
        self.score = nn.Linear(hidden, 1, bias=False)  # v

    def remember(self, states: Tensor) -> Tensor:
        return self.states(states)  # [texts, source, hidden]

    def scores(self, asking: Tensor, keys: Tensor) -> Tensor:
        both = self.asking(asking)[:, :, None] + keys[:, None]  # [texts, time, source, hidden]
        return self.score(both.tanh()).squeeze(-1)  # [texts, time, source]


class Multiplicative(Alignment):
    """score = s' W h ("general", Luong et al. 2015, section 3.1)."""

    def __init__(self, hidden: int, width: int) -> None:
        super().__init__()
        self.states = nn.Linear(width, hidden, bias=False)  # W

    def remember(self, states: Tensor) -> Tensor:
        return self.states(states)  # [texts, source, hidden]

    def scores(self, asking: Tensor, keys: Tensor) -> Tensor:
        return asking @ keys.transpose(1, 2)  # [texts, time, source]
