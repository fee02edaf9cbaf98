"""Figures of a corpus that are functions of sums over its units, such as BLEU: interval and test.

Such a figure is no mean over units. Its interval is a bootstrap over units (Koehn 2004), and two
models are compared by approximate randomisation (Riezler & Maxwell 2005). Both cost one product of
two matrices for each seed.
"""

from collections.abc import Callable, Sequence

import numpy as np

from seqtext.statistics.intervals import Estimate, clipped
from seqtext.statistics.resampling import Statistic, bootstrap, combination, randomisation

REPLICATES = 2000  # twice the usual number

Figure = Callable[[np.ndarray], np.ndarray]  # sums, float64 [rows, columns] -> float64 [rows]


def summed_interval(
    figure: Figure, rows: np.ndarray, most: float, replicates: int = REPLICATES
) -> Estimate:
    """The mean of a figure from 0 to `most` over seeds, rows [seeds, units, columns]."""
    return clipped(bootstrap(_statistic(figure, rows), _ones(rows), replicates), 0, most)


def summed_difference(
    figure: Figure,
    first: np.ndarray,
    second: np.ndarray,
    most: float,
    replicates: int = REPLICATES,
) -> Estimate:
    """The figure of the first model minus that of the second; each draw has the same units."""
    estimate = summed_combination(figure, [(first, second)], np.ones(1), replicates)
    return clipped(estimate, -most, most)


def summed_combination(
    figure: Figure,
    pairs: Sequence[tuple[np.ndarray, np.ndarray]],
    weights: np.ndarray,
    replicates: int = REPLICATES,
) -> Estimate:
    """The weighted sum of the differences of several pairs, all of the same units."""
    sides = [(_statistic(figure, first), _statistic(figure, second)) for first, second in pairs]
    return bootstrap(combination(sides, weights), _ones(pairs[0][0]), replicates)


def summed_test(
    figure: Figure, first: np.ndarray, second: np.ndarray, replicates: int = REPLICATES
) -> float:
    """The two-sided p of "both models are equally good": their answers to a unit are exchangeable.

    Both models have equally many seeds.
    """

    def exchanged(stay: np.ndarray) -> np.ndarray:
        first_sums = _sums(first, stay) + _sums(second, 1 - stay)
        second_sums = _sums(first, 1 - stay) + _sums(second, stay)
        return _figures(figure, first_sums) - _figures(figure, second_sums)

    return randomisation(exchanged, _ones(first), replicates)


def _ones(rows: np.ndarray) -> np.ndarray:
    """int64 [units]: 1 for each unit, because no two units are treated as equal."""
    return np.ones(rows.shape[1], dtype=np.int64)


def _statistic(figure: Figure, rows: np.ndarray) -> Statistic:
    return lambda weights: _figures(figure, _sums(rows, weights))


def _sums(rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Sums of the rows with weights [replicates, units]: [replicates, seeds, columns]."""
    return np.stack([weights @ seed for seed in rows], axis=1)


def _figures(figure: Figure, sums: np.ndarray) -> np.ndarray:
    """The figures of sums [replicates, seeds, columns]: float64 [replicates, seeds]."""
    flat = sums.reshape(-1, sums.shape[-1]).astype(np.float64)
    return figure(flat).reshape(sums.shape[:2])
