"""Scores: functions of rows, what each unit of a test set adds, and when two models differ in one.

Rows are [seeds, units, columns]: what the answers of each seed add, unit by unit, to the sums from
which the score is computed. So intervals, tests, verdicts and claims are the same for every score,
and know neither task nor model. Differences are such that above 0 the first model is better; they
are fractions, and a report writes them times 100.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy.sparse import csr_matrix

from seqtext.statistics.hypotheses import mcnemar, p_value
from seqtext.statistics.intervals import (
    Estimate,
    clipped,
    difference_interval,
    proportion,
    two_way_interval,
)
from seqtext.statistics.macro_f1 import (
    macro_f1_difference,
    macro_f1_interval,
    macro_f1_statistic,
    macro_f1_test,
)
from seqtext.statistics.metrics import macro_f1
from seqtext.statistics.resampling import Statistic, bootstrap, combination, crossed_bootstrap
from seqtext.statistics.summed import (
    summed_combination,
    summed_difference,
    summed_interval,
    summed_test,
)
from seqtext.statistics.units import Units, inflated_p, linearised

T_TEST, RANDOMISATION = "two-way t", "approximate randomisation"
Answers = Mapping[str, np.ndarray]  # of a model, by name: [passes, units, ...]
Pair = tuple[np.ndarray, np.ndarray]  # the rows of two models


@dataclass(frozen=True)
class Outcome:
    """Whether two models differ: the two-sided p, the name of the test, and another interval."""

    name: str
    p: float
    bootstrap: Estimate | None


class Score(ABC):
    """A score of rows; the larger the better. A task defines which rows its answers give.

    metric  its name as an option
    noun    its name in a report
    unit    of a difference that is written times 100, in a sentence
    column  the same, in the head of a column
    gain    what a difference is, in the note of a table; in_words: the same within a sentence
    units   how the units count in intervals; None: each by itself
    """

    metric: str
    noun: str
    unit = "points"
    column = "points"
    gain: str
    units: Units | None = None

    def over(self, units: Units) -> Self:
        """This score with the intervals of these units."""
        score = copy(self)
        score.units = None if units.trivial else units
        return score

    @property
    def inflation(self) -> float:
        """The factor of every variance."""
        return self.units.inflation if self.units else 1.0

    @property
    def membership(self) -> csr_matrix | None:
        """[units, clusters], where units are in clusters."""
        return self.units.membership if self.units else None

    def widened(self, estimate: Estimate) -> Estimate:
        """The estimate with the variance that these units have."""
        return estimate if self.inflation == 1 else estimate.widened(self.inflation)

    @property
    def in_words(self) -> str:
        return self.gain[0].lower() + self.gain[1:]

    @property
    def header(self) -> str:
        """The head of a column of the score times 100."""
        return self.noun

    @property
    def capital(self) -> str:
        """The noun at the beginning of a sentence."""
        return self.noun[0].upper() + self.noun[1:]

    @abstractmethod
    def rows(self, answers: Answers, gold: Any) -> np.ndarray:
        """The rows [passes, units, columns] of answers to units with these right answers."""

    def pooled(self, answers: Answers, gold: Any) -> np.ndarray:
        """The rows [units, columns] of the mean answer over passes; here the mean of their rows."""
        return self.rows(answers, gold).mean(axis=0)

    def single(self, answers: Answers, gold: Any) -> np.ndarray:
        """The rows [units, columns] of single answers, the mean over passes."""
        return self.rows(answers, gold).mean(axis=0)

    @abstractmethod
    def value(self, rows: np.ndarray) -> float:
        """The score of rows [units, columns]."""

    def mean(self, rows: np.ndarray) -> float:
        """The mean over seeds."""
        return float(np.mean([self.value(row) for row in rows]))

    @abstractmethod
    def interval(self, rows: np.ndarray) -> Estimate:
        """The mean over seeds, with its interval over seeds and units."""

    @abstractmethod
    def difference(self, first: np.ndarray, second: np.ndarray) -> Estimate:
        """By how much the first model is better; both have the same seeds and units."""

    @abstractmethod
    def test(self, first: np.ndarray, second: np.ndarray) -> Outcome:
        """Whether it is."""

    def exact(self, first: np.ndarray, second: np.ndarray) -> float | None:
        """The exact p for one training of each, where there is such a test."""
        return None

    @abstractmethod
    def combined(self, pairs: Sequence[Pair], weights: np.ndarray) -> Estimate:
        """The weighted sum of the differences of several pairs of rows, of the same units."""


class ShareScore(Score):
    """The mean of one column from 0 to 1, such as right or wrong."""

    @property
    def header(self) -> str:
        return f"{self.noun} %"

    def value(self, rows: np.ndarray) -> float:
        """The mean; nan without units."""
        return float(rows.mean()) if len(rows) else float("nan")

    def mean(self, rows: np.ndarray) -> float:
        """The mean over seeds and units."""
        return float(rows.mean())

    def interval(self, rows: np.ndarray) -> Estimate:
        """The two-way interval from 0 to 1."""
        values = rows[..., 0]
        if self.units:
            values = linearised(self.units.means(values), self.units.weights)
        return clipped(self.widened(proportion(values)), 0, 1)

    def difference(self, first: np.ndarray, second: np.ndarray) -> Estimate:
        """By the two-way interval of the units' differences."""
        return self._interval((first - second)[..., 0])

    def _interval(self, differences: np.ndarray) -> Estimate:
        """Of differences [seeds, units]."""
        return self.widened(difference_interval(*self._clusters(differences)))

    def _clusters(self, differences: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """The means of clusters and their weights; None: all are equal."""
        if self.units is None:
            return differences, None
        return self.units.means(differences), self.units.weights

    def test(self, first: np.ndarray, second: np.ndarray) -> Outcome:
        """p is below 0.05 where that interval excludes 0; the crossed bootstrap stands beside."""
        means, weights = self._clusters((first - second)[..., 0])
        p = p_value(self._interval((first - second)[..., 0]))
        return Outcome(T_TEST, p, self.widened(crossed_bootstrap(means, weights=weights)))

    def exact(self, first: np.ndarray, second: np.ndarray) -> float | None:
        """McNemar's test; of clusters by their sums. None with folds, which it does not know."""
        means, _ = self._clusters((first - second)[..., 0])
        if len(means) > 1 or self.inflation > 1:
            return None
        return mcnemar(means[0] > 0, means[0] < 0)

    def combined(self, pairs: Sequence[Pair], weights: np.ndarray) -> Estimate:
        """By the two-way interval of the units' sums."""
        return self._interval(_weighted([(a - b)[..., 0] for a, b in pairs], weights))


class LossScore(Score):
    """Minus a mean loss over the units that count. Columns: minus the loss, and 1 for those."""

    def value(self, rows: np.ndarray) -> float:
        """The mean; nan where no unit counts."""
        counted = rows[rows[:, 1] > 0, 0]
        return float(np.mean(counted)) if len(counted) else float("nan")

    def interval(self, rows: np.ndarray) -> Estimate:
        """The two-way interval."""
        return self._interval(rows[..., 0], rows)

    def _interval(self, values: np.ndarray, rows: np.ndarray) -> Estimate:
        """Of values [seeds, units], over the units that count in these rows."""
        counts = rows[0, :, 1] > 0
        values = values[:, counts].astype(np.float64)
        if self.units:
            units = self.units.select(counts)
            values = linearised(units.means(values), units.weights)
        return self.widened(two_way_interval(values))

    def difference(self, first: np.ndarray, second: np.ndarray) -> Estimate:
        """By the two-way interval of the units' differences: how much less the loss is."""
        return self._interval(first[..., 0].astype(float) - second[..., 0], first)

    def test(self, first: np.ndarray, second: np.ndarray) -> Outcome:
        """p is below 0.05 where that interval excludes 0."""
        return Outcome(T_TEST, p_value(self.difference(first, second)), None)

    def combined(self, pairs: Sequence[Pair], weights: np.ndarray) -> Estimate:
        """By the two-way interval of the units' sums."""
        differences = [a[..., 0].astype(float) - b[..., 0] for a, b in pairs]
        return self._interval(_weighted(differences, weights), pairs[0][0])


def _weighted(differences: Sequence[np.ndarray], weights: np.ndarray) -> np.ndarray:
    """The weighted sum of [seeds, units], where one seed stands for all."""
    shape = max(len(rows) for rows in differences), differences[0].shape[1]
    stacked = np.stack([np.broadcast_to(rows, shape) for rows in differences])
    # Rounded, so that units that are the same in all pairs count as no difference at all.
    return np.tensordot(weights, stacked, 1).round(9)


class F1Score(Score):
    """Macro-F1: no mean over units. Columns: the right class, -1 for an unknown one; the answer."""

    def single(self, answers: Answers, gold: Any) -> np.ndarray:
        """The rows of the first pass: there is no mean of classes."""
        return self.rows(answers, gold)[0]

    def value(self, rows: np.ndarray) -> float:
        """The mean F1 of the classes that occur."""
        return macro_f1(rows[:, 0], rows[:, 1])

    def interval(self, rows: np.ndarray) -> Estimate:
        """By the bootstrap."""
        classes, among = int(rows.max()) + 1, self.membership
        estimate = macro_f1_interval(rows[0, :, 0], rows[..., 1], classes, membership=among)
        return clipped(self.widened(estimate), 0, 1)

    def difference(self, first: np.ndarray, second: np.ndarray) -> Estimate:
        """By the crossed bootstrap."""
        among = self.membership
        return self.widened(macro_f1_difference(*_classes(first, second), membership=among))

    def test(self, first: np.ndarray, second: np.ndarray) -> Outcome:
        """By approximate randomisation."""
        p = macro_f1_test(*_classes(first, second), membership=self.membership)
        return Outcome(RANDOMISATION, inflated_p(p, self.inflation), None)

    def combined(self, pairs: Sequence[Pair], weights: np.ndarray) -> Estimate:
        """By the bootstrap."""
        classes = 1 + max(int(rows.max()) for pair in pairs for rows in pair)
        gold = pairs[0][0][0, :, 0]

        def statistic(rows: np.ndarray) -> Statistic:
            columns = np.vstack([gold, rows[..., 1]])
            return macro_f1_statistic(columns, classes, membership=self.membership)

        sides = [(statistic(first), statistic(second)) for first, second in pairs]
        clusters = len(self.units.weights) if self.units else len(gold)
        return self.widened(bootstrap(combination(sides, weights), np.ones(clusters, np.int64)))


def _classes(
    first: np.ndarray, second: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """The right classes, the answers of both models, and the number of classes that occur."""
    classes = int(max(first.max(), second.max())) + 1
    return first[0, :, 0], first[..., 1], second[..., 1], classes


class CorpusScore(Score):
    """A score from 0 to 1 of the sums of all columns, such as BLEU."""

    @abstractmethod
    def figures(self, sums: np.ndarray) -> np.ndarray:
        """The scores, float64 [rows], of float64 [rows, columns], each the sums of a corpus."""

    def value(self, rows: np.ndarray) -> float:
        """The score of the corpus."""
        return float(self.figures(rows.sum(axis=0, dtype=np.float64)[None])[0])

    def interval(self, rows: np.ndarray) -> Estimate:
        """By the bootstrap over units."""
        return clipped(self.widened(summed_interval(self.figures, self._summed(rows), 1)), 0, 1)

    def _summed(self, rows: np.ndarray) -> np.ndarray:
        """The sums of clusters."""
        return self.units.sums(rows) if self.units else rows

    def difference(self, first: np.ndarray, second: np.ndarray) -> Estimate:
        """By the bootstrap over units, the same for both."""
        pair = self._summed(first), self._summed(second)
        return self.widened(summed_difference(self.figures, *pair, 1))

    def test(self, first: np.ndarray, second: np.ndarray) -> Outcome:
        """By approximate randomisation."""
        p = summed_test(self.figures, self._summed(first), self._summed(second))
        return Outcome(RANDOMISATION, inflated_p(p, self.inflation), None)

    def combined(self, pairs: Sequence[Pair], weights: np.ndarray) -> Estimate:
        """By the bootstrap over units."""
        summed = [(self._summed(a), self._summed(b)) for a, b in pairs]
        return self.widened(summed_combination(self.figures, summed, weights))
