"""Predictions: log-probabilities of classes, and the labels that a classifier gives."""

from dataclasses import dataclass

import numpy as np


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """float32 [texts, classes] of normalised log-probabilities."""
    logits = logits.astype(np.float64)
    shifted = logits - logits.max(axis=1, keepdims=True)
    result = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result.astype(np.float32)


@dataclass(frozen=True)
class Prediction:
    """The predictions for some texts.

    labels             the most probable label of each text
    probabilities      float32 [texts]: of that label
    log_probabilities  float32 [texts, classes]
    cut                number of texts longer than the model reads
    """

    labels: list[str]
    probabilities: np.ndarray
    log_probabilities: np.ndarray
    cut: int

    def __len__(self) -> int:
        return len(self.labels)
