"""Judged: the answers of a model to some units, with the right ones, and the scores of both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:  # scores load scipy, which a training and predictions do not need
    from seqtext.statistics.scores import Answers, Score


@dataclass(frozen=True)
class Judged:
    """What a score is computed from.

    answers  arrays [1, units, ...]: one pass over the units
    gold     the right answers, as the scores of the task read them
    scores   of the task, by metric
    """

    answers: "Answers"
    gold: Any
    scores: "Mapping[str, Score]"

    def rows(self, metric: str) -> np.ndarray:
        """What each unit adds to a score: [1, units, columns]."""
        return self.scores[metric].rows(self.answers, self.gold)
