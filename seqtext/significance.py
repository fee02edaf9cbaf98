"""Intervals and tests: what the figures of a comparison are worth.

All of them start from per-item results, arrays [seeds, items]. Seeds and items are crossed: every
seed is judged on the same items, so a seed's luck is shared by all its items and an item's
difficulty by all seeds; an interval that forgets either is too narrow.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import bdtr, ndtri, stdtr, stdtrit

POWER = 0.8
_BLOCK = 4_000_000  # weights held at a time by the bootstrap: 16 MB


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval.

    value, low, high  the figure and the ends of its interval, in the figure's own unit
    level             of the interval: 0.95
    error             standard error of the value
    df                degrees of freedom of the error (Satterthwaite); infinite: normal
    seeds, items      what it was computed from
    seed_variance     the part of error**2 that more items cannot remove
    item_variance     of one item: error**2 = seed_variance + item_variance / items
    """

    value: float
    low: float
    high: float
    level: float = 0.95
    error: float = math.nan
    df: float = math.inf
    seeds: int = 1
    items: int = 0
    seed_variance: float = 0.0
    item_variance: float = math.nan

    def at(self, level: float) -> tuple[float, float]:
        """The interval at another level, from the t distribution."""
        half = self.quantile(0.5 + level / 2) * self.error
        return self.value - half, self.value + half

    def quantile(self, probability: float) -> float:
        """Of Student's t with this estimate's degrees of freedom."""
        if math.isinf(self.df):
            return float(ndtri(probability))
        return float(stdtrit(self.df, probability))


def two_way_interval(differences: np.ndarray, level: float = 0.95) -> Estimate:
    """The mean of [seeds, items], with an interval over both.

    Crossed random effects y = mu + seed + item + rest, components by the ANOVA method and never
    below 0; Satterthwaite's degrees of freedom (Searle, Casella & McCulloch 1992, chapters 2, 4).
    With one seed only items vary: the interval says nothing of other seeds, and `seeds` is 1.
    With one item the interval is infinite.
    """
    values = np.atleast_2d(np.asarray(differences, dtype=np.float64))
    seeds, items = values.shape
    if items < 2:
        value = float(values.mean())
        return Estimate(value, -math.inf, math.inf, level, math.inf, 1.0, seeds, items)
    mean, by_seed, by_item, rest = _mean_squares(values)
    by_seed, by_item = max(by_seed, rest), max(by_item, rest)
    total = by_seed + by_item - rest  # of seeds * items * Var(mean)
    error = math.sqrt(total / (seeds * items))
    shares = [(by_item, items - 1)]
    if seeds > 1:
        shares += [(by_seed, seeds - 1), (rest, (seeds - 1) * (items - 1))]
    spread = sum(square**2 / df for square, df in shares)
    df = total**2 / spread if spread > 0 else float(items - 1)
    half = float(stdtrit(df, 0.5 + level / 2)) * error
    seed_variance = (by_seed - rest) / (seeds * items)
    return Estimate(
        mean,
        mean - half,
        mean + half,
        level,
        error,
        df,
        seeds,
        items,
        seed_variance,
        by_item / seeds,
    )


def _mean_squares(values: np.ndarray) -> tuple[float, float, float, float]:
    """Mean, and mean squares between seeds, between items and of the rest, of [seeds, items].

    With one seed the seed and the rest are 0: all the variance is between items.
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


def kinds(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different columns of [rows, items], and how many items have each.

    Items with equal answers are alike to a bootstrap, and there are few different ones.
    """
    unique, counts = np.unique(columns, axis=1, return_counts=True)
    return unique, counts


def resamples(counts: np.ndarray, replicates: int, seed: int) -> Iterator[np.ndarray]:
    """How often each kind of item is drawn: float32 [block, kinds] at a time, `replicates` rows.

    counts: items of each kind. As many items are drawn as there are.
    """
    generator = np.random.default_rng(seed)
    items = counts.sum()
    block = max(1, _BLOCK // len(counts))
    for start in range(0, replicates, block):
        rows = min(block, replicates - start)
        yield generator.multinomial(items, counts / items, size=rows).astype(np.float32)


def bootstrap(
    statistic: Callable[[np.ndarray], np.ndarray],
    seeds: int,
    counts: np.ndarray,
    level: float = 0.95,
    replicates: int = 2000,
    seed: int = 0,
) -> Estimate:
    """The percentile interval of any statistic (Efron & Tibshirani 1993, chapter 13).

    `statistic` takes weights of the kinds of items [replicates, kinds] and gives [replicates,
    seeds]; its value is the mean over seeds at `counts`. Items and seeds are resampled apart, one
    draw of items for all seeds (Owen 2007). With few seeds it is too narrow: resampling n seeds
    shows only (n - 1) / n of their variance.
    """
    value = float(statistic(counts[None].astype(np.float32)).mean())
    generator = np.random.default_rng((seed, 1))
    rows = []
    for weights in resamples(counts, replicates, seed):
        drawn = generator.multinomial(seeds, np.full(seeds, 1 / seeds), size=len(weights))
        rows.append((statistic(weights) * drawn / seeds).sum(axis=1))
    values = np.concatenate(rows)
    low, high = np.quantile(values, [0.5 - level / 2, 0.5 + level / 2])
    error, items = float(values.std(ddof=1)), int(counts.sum())
    return Estimate(value, float(low), float(high), level, error, math.inf, seeds, items)


def crossed_bootstrap(
    differences: np.ndarray, level: float = 0.95, replicates: int = 2000, seed: int = 0
) -> Estimate:
    """The mean of [seeds, items] by the bootstrap: beside the two-way interval, and free of t."""
    values, counts = kinds(np.atleast_2d(np.asarray(differences, dtype=np.float32)))
    items = counts.sum()
    return bootstrap(lambda w: w @ values.T / items, len(values), counts, level, replicates, seed)


def macro_f1_interval(
    gold: np.ndarray,
    predicted: np.ndarray,
    classes: int,
    level: float = 0.95,
    replicates: int = 2000,
    seed: int = 0,
) -> Estimate:
    """Macro-F1, the mean over the rows of `predicted`, by the crossed bootstrap.

    gold: int [items], -1 where the label was never seen; predicted: int [seeds, items]. The mean is
    over the classes that occur as gold or as prediction, as scikit-learn's.
    """
    columns, counts = kinds(np.vstack([gold, predicted]))
    gold, predicted = columns[0], columns[1:]
    golden = _indicator(gold, classes)
    chosen = [_indicator(row, classes) for row in predicted]
    hits = [_indicator(np.where(row == gold, row, -1), classes) for row in predicted]

    def macro_f1(weights: np.ndarray) -> np.ndarray:
        drawn = np.ascontiguousarray(weights.T)
        gold_counts = golden @ drawn  # [classes, replicates]
        scores = []
        for right, answers in zip(hits, chosen, strict=True):
            both = gold_counts + answers @ drawn
            f1 = np.divide(2 * (right @ drawn), both, out=np.zeros_like(both), where=both > 0)
            scores.append(f1[np.diff((golden + answers).indptr) > 0].mean(axis=0))
        return np.stack(scores, axis=1)

    return bootstrap(macro_f1, len(predicted), counts, level, replicates, seed)


def _indicator(values: np.ndarray, classes: int) -> csr_matrix:
    """float32 [classes, items]: 1 where the item has the class; -1 has none."""
    known = np.flatnonzero(values >= 0)
    ones = np.ones(len(known), dtype=np.float32)
    return csr_matrix((ones, (values[known], known)), shape=(classes, len(values)))


def wilson(successes: float, trials: int, level: float = 0.95) -> Estimate:
    """A proportion with Wilson's score interval (1927), which holds near 0 and 1 too."""
    z = float(ndtri(0.5 + level / 2))
    share = successes / trials
    centre = (share + z**2 / (2 * trials)) / (1 + z**2 / trials)
    root = math.sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2))
    half = z * root / (1 + z**2 / trials)
    error = math.sqrt(share * (1 - share) / trials)
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return Estimate(share, low, high, level, error, math.inf, 1, trials)


def proportion(right: np.ndarray, level: float = 0.95) -> Estimate:
    """The share of ones in [seeds, items]: the two-way interval, cut at 0 and 1.

    Where all answers agree, or there is one item, that interval is a point or infinite, and
    Wilson's over the items takes its place.
    """
    right = np.atleast_2d(right)
    estimate = two_way_interval(right, level)
    if not 0 < estimate.error < math.inf:
        return wilson(float(right.mean()) * right.shape[1], right.shape[1], level)
    return replace(estimate, low=max(0.0, estimate.low), high=min(1.0, estimate.high))


def difference(differences: np.ndarray, level: float = 0.95) -> Estimate:
    """A difference of two shares, [seeds, items] of -1…1: the two-way interval.

    Where no item tells the two models apart, that interval is a point, which so few items do not
    prove: it reaches as far as Wilson's for the share of such items.
    """
    estimate = two_way_interval(differences, level)
    if estimate.error > 0:
        return estimate
    reach = wilson(0, estimate.items, level).high
    error = reach / estimate.quantile(0.5 + level / 2)
    low, high = estimate.value - reach, estimate.value + reach
    spread = error**2 * estimate.items
    return replace(estimate, low=low, high=high, error=error, item_variance=spread)


def mcnemar(first: np.ndarray, second: np.ndarray) -> float:
    """The exact two-sided p of McNemar's test: are two models right equally often?

    first, second: bool [items], right or wrong on the same items. It speaks of these two trained
    models, and says nothing of other seeds.
    """
    only_first = int(np.sum(first & ~second))
    only_second = int(np.sum(second & ~first))
    discordant = only_first + only_second
    if discordant == 0:
        return 1.0
    return min(1.0, 2.0 * float(bdtr(min(only_first, only_second), discordant, 0.5)))


def tost(estimate: Estimate, margin: float) -> float:
    """The p of "the effect is outside ±margin": two one-sided tests (Schuirmann 1987).

    It is below 0.05 where the 90 % interval lies inside the margin.
    """
    if estimate.error == 0:
        return 0.0 if abs(estimate.value) < margin else 1.0
    distance = (margin - abs(estimate.value)) / estimate.error
    return float(1 - stdtr(min(estimate.df, 1e9), distance))


def minimum_detectable_effect(estimate: Estimate, power: float = POWER) -> float:
    """The smallest true effect whose 95 % interval excludes 0 with this probability."""
    return (estimate.quantile(0.975) + estimate.quantile(power)) * estimate.error


def items_to_settle(estimate: Estimate, margin: float, power: float = POWER) -> int | None:
    """How many items would settle the question, with the seeds at hand and their spread.

    So many that, where there is no effect, TOST shows it with this probability (Chow, Shao & Wang
    2008, chapter 3); an effect as large as the margin is then found with at least that power. None
    where the seeds alone spread too much: more seeds are needed, not more items.
    """
    reach = estimate.quantile(0.95) + estimate.quantile(0.5 + power / 2)
    room = (margin / reach) ** 2 - estimate.seed_variance
    if room <= 0 or not math.isfinite(estimate.item_variance):
        return None
    return max(1, math.ceil(estimate.item_variance / room))
