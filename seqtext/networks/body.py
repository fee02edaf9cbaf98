"""The body of a network: the ids of a text become a state for each of its words."""

from abc import ABC, abstractmethod
from typing import Any

from torch import Tensor, nn

from seqtext.networks.batch import Batch
from seqtext.networks.pooling import pool


class Body(nn.Module, ABC):
    """Reads texts in order.

    width       of a state
    uncompiled  why torch.compile does not help it; None if it does
    facts       what its architecture fixes, for the log
    """

    width: int
    uncompiled: str | None = None
    facts: dict[str, Any]

    def __init__(self) -> None:
        super().__init__()
        self.facts = {}

    @abstractmethod
    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """States [time, texts, width], and the number of states of each text: int64 [texts]."""

    def last(self, states: Tensor, lengths: Tensor) -> Tensor:
        """The state after the whole text: [texts, width]; 0 for an empty text."""
        return pool(states, lengths, "last")
