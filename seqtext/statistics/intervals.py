"""Intervals of the figures of a comparison.

All of them are computed from per-item results, arrays [seeds, items]. Seeds and items are crossed:
every seed is evaluated on the same items. All items share the luck of a seed, and all seeds share
the difficulty of an item. An interval that ignores either is too narrow.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri

from seqtext.statistics import behrens_fisher
from seqtext.statistics.units import linearised

LEVEL = 0.95  # coverage of the intervals


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval.

    value, low, high  the figure and the ends of its interval, in the figure's own unit
    level             coverage of the interval
    error             standard error of the value
    seed_share        share of error**2 that is estimated from the means of the seeds, with seeds -
                      1 degrees of freedom; the remaining share is estimated from the items
    seeds, items      numbers from which it was computed; 0 items: the error is normal
    seed_variance     the part of error**2 that more items cannot remove
    item_variance     variance of one item: error**2 is about seed_variance + item_variance / items
    """

    value: float
    low: float
    high: float
    level: float = LEVEL
    error: float = math.nan
    seed_share: float = 0.0
    seeds: int = 1
    items: int = 0
    seed_variance: float = 0.0
    item_variance: float = math.nan

    def times(self, factor: float) -> "Estimate":
        """The same in another unit."""
        return replace(
            self,
            value=factor * self.value,
            low=factor * self.low,
            high=factor * self.high,
            error=factor * self.error,
            seed_variance=factor**2 * self.seed_variance,
            item_variance=factor**2 * self.item_variance,
        )

    def widened(self, inflation: float) -> "Estimate":
        """The same with a variance that is so many times as large."""
        root = math.sqrt(inflation)
        return replace(
            self,
            low=self.value - root * (self.value - self.low),
            high=self.value + root * (self.high - self.value),
            error=root * self.error,
            seed_variance=inflation * self.seed_variance,
            item_variance=inflation * self.item_variance,
        )

    def at(self, level: float) -> tuple[float, float]:
        """The interval at another level, from the distribution of the error."""
        half = self.quantile(0.5 + level / 2) * self.error
        return self.value - half, self.value + half

    def quantile(self, probability: float) -> float:
        """The quantile of (value - truth) / error: of Student's t, or of a sum of two if seeds
        vary.
        """
        return behrens_fisher.quantile(probability, *self._chances())

    def below(self, x: float) -> float:
        """The probability that (value - truth) / error is at most x."""
        return behrens_fisher.cdf(x, *self._chances())

    def _chances(self) -> tuple[float, float, float]:
        return self.seed_share, self.seeds - 1, self.items - 1 if self.items > 1 else math.inf


def two_way_interval(differences: np.ndarray) -> Estimate:
    """The mean of [seeds, items], with an interval over both.

    Crossed random effects y = mu + seed + item + rest (Searle, Casella & McCulloch 1992, chapter
    4). The variance of the mean is E(mean square of seeds) + E(mean square of items) - E(rest),
    over seeds * items. The first has few degrees of freedom and the others many, so (mean - mu)
    is distributed as the sum of a Student's t of the seeds and one of the items (Behrens and
    Fisher). The variance of the seeds is never set to 0, because three seeds cannot show that they
    do not differ. With one seed only items vary: the interval does not cover other seeds, and
    `seeds` is 1. With one item the interval is infinite.
    """
    values = np.atleast_2d(np.asarray(differences, dtype=np.float64))
    seeds, items = values.shape
    if items < 2:
        value = float(values.mean())
        return Estimate(value, -math.inf, math.inf, LEVEL, math.inf, 0.0, seeds, items)
    return _with_interval(_without_interval(values))


def _without_interval(values: np.ndarray) -> Estimate:
    """The mean of float64 [seeds, items] and its error; `low` and `high` are not computed yet."""
    seeds, items = values.shape
    mean, by_seed, by_item, rest = _mean_squares(values)
    steady = max(by_item - rest, 0.0)
    if by_seed + steady < 1e-9 * rest:
        by_seed = rest  # seeds and items agree by accident: the rest alone shows what they vary
    total, cells = by_seed + steady, seeds * items
    return Estimate(
        mean,
        mean,
        mean,
        error=math.sqrt(total / cells),
        seed_share=by_seed / total if total > 0 else 0.0,
        seeds=seeds,
        items=items,
        seed_variance=max(by_seed - rest, 0.0) / cells,
        item_variance=max(by_item, rest) / seeds,
    )


def _with_interval(estimate: Estimate) -> Estimate:
    low, high = estimate.at(LEVEL)
    return replace(estimate, low=low, high=high)


def _mean_squares(values: np.ndarray) -> tuple[float, float, float, float]:
    """The mean of [seeds, items], and the mean squares of seeds, of items and of the residual.

    With one seed, those of seeds and residual are 0: all variance is between items.
    """
    seeds, items = values.shape
    mean = float(values.mean())
    seed_sum = items * float(((values.mean(axis=1) - mean) ** 2).sum())
    item_sum = seeds * float(((values.mean(axis=0) - mean) ** 2).sum())
    if seeds == 1:
        return mean, 0.0, item_sum / (items - 1), 0.0
    rest = max(float(((values - mean) ** 2).sum()) - seed_sum - item_sum, 0.0)
    free = (seeds - 1) * (items - 1)
    return mean, seed_sum / (seeds - 1), item_sum / (items - 1), rest / free


def wilson(successes: float, trials: int) -> Estimate:
    """A proportion with Wilson's score interval (1927), which is valid near 0 and 1 too."""
    z = float(ndtri(0.5 + LEVEL / 2))
    share = successes / trials
    centre = (share + z**2 / (2 * trials)) / (1 + z**2 / trials)
    root = math.sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2))
    half = z * root / (1 + z**2 / trials)
    error = math.sqrt(share * (1 - share) / trials)
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return Estimate(share, low, high, error=error, items=trials)


def proportion(right: np.ndarray) -> Estimate:
    """The share of ones in [seeds, items]: the two-way interval, clipped to 0 and 1.

    If all values are equal, or there is one item, that interval is a point or infinite. Wilson's
    interval over the items then replaces it.
    """
    right = np.atleast_2d(right)
    estimate = two_way_interval(right)
    if not 0 < estimate.error < math.inf:
        return wilson(float(right.mean()) * right.shape[1], right.shape[1])
    return clipped(estimate, 0, 1)


def clipped(estimate: Estimate, least: float, most: float) -> Estimate:
    """The estimate with its interval clipped to [least, most], the range of possible values."""
    low, high = max(least, estimate.low), min(most, estimate.high)
    return replace(estimate, low=low, high=high)


def difference_interval(differences: np.ndarray, weights: np.ndarray | None = None) -> Estimate:
    """A difference of two shares, [seeds, items] of -1…1: the two-way interval, `with_doubt`.

    weights: of the items, if they are means of clusters.
    """
    return clipped(_with_interval(difference_estimate(differences, weights)), -1, 1)


def difference_estimate(differences: np.ndarray, weights: np.ndarray | None = None) -> Estimate:
    """The difference of two shares and its error, `with_doubt`, without an interval."""
    rows = np.atleast_2d(np.asarray(differences, dtype=np.float64))
    estimate = _without_interval(doubted(rows, weights))
    value = (
        float(np.average(rows.mean(axis=0), weights=weights))
        if weights is not None
        else float(rows.mean())
    )
    return replace(estimate, value=value, low=value, high=value, items=rows.shape[1])


def doubted(rows: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
    """The differences `with_doubt`, linearised; a pseudo-item weighs as much as a mean cluster."""
    values = with_doubt(rows)
    if weights is None:
        return values
    return linearised(values, np.append(weights, 2 * [weights.mean()]))


def with_doubt(rows: np.ndarray) -> np.ndarray:
    """The differences [seeds, items] with two pseudo-items added, one positive and one negative.

    The variance of the interval is computed with them (Bonett & Price 2012, for one seed). So a few
    discordant items do not prove two models different, and no discordant item does not prove them
    equal. The size of the two is the root mean square of the nonzero means over seeds, or 1.
    """
    means = rows.mean(axis=0)[(rows != 0).any(axis=0)]
    size = math.sqrt(float((means**2).mean())) if len(means) else 1.0
    pair = np.array([[size or 1.0, -(size or 1.0)]])
    return np.hstack([rows, np.repeat(pair, len(rows), axis=0)])
