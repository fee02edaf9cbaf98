"""The base class of networks that label a text, with its loss."""

from abc import ABC, abstractmethod

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.networks.batch import Batch

NO_LABEL = -1  # a class that training never saw


class TextClassifier(nn.Module, ABC):
    """A network with `logits`; `forward` is its loss.

    uncompiled     why torch.compile does not help it; None if it does
    class_weights  float [classes]: weight of a text of each class in the loss; None: 1
    """

    uncompiled: str | None = None
    class_weights: Tensor | None = None

    @abstractmethod
    def logits(self, batch: Batch) -> Tensor:
        """Scores before the softmax: float [texts, classes]."""

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """The cross-entropy (in nats) summed over the texts that have a label, and their number.

        With class weights, the loss and the count of each text are weighted by its class.
        """
        logits, labels, weights = self.logits(batch), batch.labels, self.class_weights
        loss = F.cross_entropy(logits, labels, weights, ignore_index=NO_LABEL, reduction="sum")
        labelled = labels != NO_LABEL
        if weights is None:
            return loss, labelled.sum()
        return loss, (weights[labels.clamp(min=0)] * labelled).sum()


def balanced(labels: np.ndarray, classes: int) -> Tensor:
    """float32 [classes]: n / (k n_c), so that all classes count equally (King & Zeng 2001)."""
    counts = np.bincount(labels, minlength=classes)
    return torch.from_numpy(len(labels) / (classes * np.maximum(counts, 1))).float()
