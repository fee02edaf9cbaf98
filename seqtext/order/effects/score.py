"""The score that a comparison is decided by: what it is, and when two models differ in it.

A score is a function of gold classes and per-item log-probabilities. It knows no effect, and no
effect knows which score it is. Differences are such that above 0 the first model is better.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from seqtext.statistics.hypotheses import mcnemar, p_value
from seqtext.statistics.intervals import Estimate, difference_interval, two_way_interval
from seqtext.statistics.macro_f1 import macro_f1_difference, macro_f1_test
from seqtext.statistics.metrics import QUALITY
from seqtext.statistics.resampling import crossed_bootstrap

T_TEST, RANDOMISATION = "two-way t", "approximate randomisation"


@dataclass(frozen=True)
class Outcome:
    """Whether two models differ: the two-sided p, how it was found, and another interval."""

    name: str
    p: float
    bootstrap: Estimate | None


class Score(ABC):
    """A figure of a classifier. Log-probabilities are [seeds, items, classes], paired by seed.

    metric  its name as an option
    noun    its name in a report
    unit    of a difference that is written times 100, in a sentence
    column  the same, in the head of a column
    gain    what a difference is, in the note of a table; in_words: the same within a sentence
    """

    metric: str
    noun: str
    unit = "points"
    column = "points"
    gain: str

    @property
    def in_words(self) -> str:
        return self.gain[0].lower() + self.gain[1:]

    def value(self, gold: np.ndarray, log_p: np.ndarray) -> float:
        """How good the answers of one model are, [items, classes]; the larger the better."""
        return QUALITY[self.metric](gold, log_p)

    @abstractmethod
    def difference(self, gold: np.ndarray, first: np.ndarray, second: np.ndarray) -> Estimate:
        """By how much the first model is better, with its interval over seeds and items."""

    @abstractmethod
    def test(self, gold: np.ndarray, first: np.ndarray, second: np.ndarray) -> Outcome:
        """Whether it is."""

    def exact(self, gold: np.ndarray, first: np.ndarray, second: np.ndarray) -> float | None:
        """The exact p for one training of each, where there is such a test."""
        return None


class Accuracy(Score):
    """The share of right answers: the two-way layout, and McNemar's test for one seed."""

    metric, noun, gain = "accuracy", "accuracy", "Points of accuracy"

    def difference(self, gold: np.ndarray, first: np.ndarray, second: np.ndarray) -> Estimate:
        """By the two-way interval of the items' differences."""
        return difference_interval(self._rows(gold, first, second))

    def test(self, gold: np.ndarray, first: np.ndarray, second: np.ndarray) -> Outcome:
        """p is below 0.05 where that interval excludes 0; the crossed bootstrap stands beside."""
        rows = self._rows(gold, first, second)
        return Outcome(T_TEST, p_value(difference_interval(rows)), crossed_bootstrap(rows))

    def exact(self, gold: np.ndarray, first: np.ndarray, second: np.ndarray) -> float | None:
        """McNemar's test."""
        rows = self._rows(gold, first, second)
        return mcnemar(rows[0] > 0, rows[0] < 0) if len(rows) == 1 else None

    def _rows(self, gold: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        first_right, second_right = (
            (log_p.argmax(axis=-1) == gold).astype(float) for log_p in (first, second)
        )
        return first_right - second_right


class MacroF1(Score):
    """The mean F1 of the classes: no mean over items, so the bootstrap and randomisation."""

    metric, noun, gain = "macro-f1", "macro-F1", "Points of macro-F1"
    unit = "points of macro-F1"

    def difference(self, gold: np.ndarray, first: np.ndarray, second: np.ndarray) -> Estimate:
        """By the crossed bootstrap."""
        answers = first.argmax(axis=-1), second.argmax(axis=-1)
        return macro_f1_difference(gold, *answers, first.shape[-1])

    def test(self, gold: np.ndarray, first: np.ndarray, second: np.ndarray) -> Outcome:
        """By approximate randomisation."""
        answers = first.argmax(axis=-1), second.argmax(axis=-1)
        p = macro_f1_test(gold, *answers, first.shape[-1])
        return Outcome(RANDOMISATION, p, None)


class LogLoss(Score):
    """Minus the mean log-probability of the right class, over the items whose class is known."""

    metric, noun, unit, column = "log-loss", "log-loss", "hundredths of a nat", "0.01 nat"
    gain = "Log-loss, in hundredths of a nat, by how much it is less"

    def difference(self, gold: np.ndarray, first: np.ndarray, second: np.ndarray) -> Estimate:
        """By the two-way interval of the items' differences: how much less the loss is."""
        items = np.flatnonzero(gold >= 0)
        first_log_p, second_log_p = (
            log_p[:, items, gold[items]].astype(float) for log_p in (first, second)
        )
        return two_way_interval(first_log_p - second_log_p)

    def test(self, gold: np.ndarray, first: np.ndarray, second: np.ndarray) -> Outcome:
        """p is below 0.05 where that interval excludes 0."""
        return Outcome(T_TEST, p_value(self.difference(gold, first, second)), None)


SCORES: dict[str, Score] = {score.metric: score for score in (Accuracy(), MacroF1(), LogLoss())}
