"""What every network that labels a text shares: the answer that training asks of it."""

from abc import ABC, abstractmethod

import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.batch import Batch

NO_LABEL = -1  # a class that training never saw


class TextClassifier(nn.Module, ABC):
    """A network with `logits`; `forward` is its loss.

    uncompiled  why torch.compile is of no use to it; None where it is
    """

    uncompiled: str | None = None

    @abstractmethod
    def logits(self, batch: Batch) -> Tensor:
        """Scores before the softmax: float [texts, classes]."""

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """The cross-entropy (in nats) summed over the texts that have a label, and their number."""
        logits = self.logits(batch)
        loss = F.cross_entropy(logits, batch.labels, ignore_index=NO_LABEL, reduction="sum")
        return loss, (batch.labels != NO_LABEL).sum()
