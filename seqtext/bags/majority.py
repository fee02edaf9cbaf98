"""The baseline: every text gets the shares of the classes in the training texts."""

from typing import Any

import numpy as np

from seqtext.log import Log
from seqtext.options import Settings
from seqtext.registry import ModelSpec
from seqtext.system.contents import tensor
from seqtext.words.corpus import Corpus, Problem

TINY = 1e-6  # count of a class without texts, so that its logarithm is finite


class Majority:
    """Predicts the most frequent class of the training texts for every text."""

    def __init__(self, log_shares: np.ndarray) -> None:
        """`log_shares`: float64 [classes], the log-probability of each class."""
        self.log_shares = log_shares
        self.dev_log_p: np.ndarray | None = None
        self.facts: dict[str, Any] = {"parameters": len(log_shares), "embedding_parameters": 0}

    @classmethod
    def fit(
        cls,
        spec: ModelSpec,
        problem: Problem,
        settings: Settings,
        seed: int,
        log: Log,
    ) -> "Majority":
        """Count the classes of problem.train."""
        counts = np.bincount(problem.train.labels, minlength=problem.classes)
        return cls(np.log(np.maximum(counts, TINY) / counts.sum()))

    def logits(self, corpus: Corpus) -> np.ndarray:
        """float64 [texts, classes]: the same row for each text."""
        return np.tile(self.log_shares, (len(corpus), 1))

    def tensors(self) -> dict[str, np.ndarray]:
        """The log-shares."""
        return {"log_shares": self.log_shares}

    def options(self) -> dict[str, Any]:
        """Empty."""
        return {}

    @classmethod
    def from_tensors(
        cls,
        spec: ModelSpec,
        tensors: dict[str, np.ndarray],
        options: dict[str, Any],
        sizes: tuple[int, int],
    ) -> "Majority":
        """The model of `tensors`, for `sizes`: numbers of tokens and of classes. Raises
        UnfitError.
        """
        return cls(tensor(tensors, "log_shares", np.float64, sizes[1]))
