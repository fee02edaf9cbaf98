"""Intervals and tests by resampling: the crossed bootstrap and approximate randomisation.

Both draw items many times, one draw for all seeds. A few seeds cannot be resampled: three redrawn
seeds show two thirds of their variance. Resampling seeds and items together (Owen 2007) counts the
variance of a single seed and item up to three times. Therefore the variance of items is what the
seeds have in common over the draws, and the variance of seeds is their observed spread, with the
distribution of the two-way interval.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_matrix

from seqtext.statistics import behrens_fisher
from seqtext.statistics.intervals import LEVEL, Estimate, clipped, doubted
from seqtext.statistics.units import linearised

REPLICATES = 10_000
_BLOCK = 2_000_000  # weights in memory at a time: 8 MB
_FEW = 100  # mean items per kind below which items are drawn one by one

# Weights of the kinds of items [replicates, kinds] -> the statistic of each seed [replicates,
# seeds].
Statistic = Callable[[np.ndarray], np.ndarray]


def combination(pairs: Sequence[tuple[Statistic, Statistic]], weights: np.ndarray) -> Statistic:
    """The weighted sum of differences of statistics; one of one seed counts for every seed."""
    sides = list(zip(pairs, weights.tolist(), strict=True))
    return lambda drawn: sum(
        (weight * (first(drawn) - second(drawn)) for (first, second), weight in sides),
        start=np.zeros((len(drawn), 1)),
    )


def distinct_items(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct columns of [rows, items], and how many items have each.

    Items with equal columns are interchangeable in a bootstrap, and few columns are distinct.
    """
    unique, counts = np.unique(columns, axis=1, return_counts=True)
    return unique, counts


def bootstrap(
    statistic: Statistic,
    counts: np.ndarray,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Estimate:
    """The percentile interval of any statistic, the mean over seeds (Efron & Tibshirani 1993).

    counts: the number of items of each kind. Each draw has as many items as the data, for all
    seeds.
    """
    by_seed = statistic(counts[None].astype(np.float32))[0].astype(np.float64)
    drawn = np.concatenate([statistic(w) for w in _resamples(counts, replicates, seed)])
    mean, seed_variance = _over_seeds(drawn - by_seed)
    return _percentiles(mean, seed_variance, by_seed, seed, int(counts.sum()))


def _percentiles(
    mean: np.ndarray,
    single_variance: float,
    by_seed: np.ndarray,
    seed: int,
    items: int,
) -> Estimate:
    """The estimate from the deviations of the mean as items are drawn; arguments as in `_stray`."""
    stray, common, luck = _stray(mean, single_variance, by_seed, seed)
    value, mean_variance = float(by_seed.mean()), float(mean.var())
    low, high = value + np.quantile(stray, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2])
    return Estimate(
        value,
        float(low),
        float(high),
        error=math.sqrt(common + luck),
        seed_share=luck / (common + luck) if luck else 0.0,
        seeds=len(by_seed),
        items=items,
        seed_variance=max(luck - (mean_variance - common), 0.0) if luck else 0.0,
        item_variance=mean_variance * items,
    )


def randomisation(
    statistic: Statistic, counts: np.ndarray, replicates: int = REPLICATES, seed: int = 0
) -> float:
    """The two-sided p-value of "both models are equally good", by approximate randomisation.

    Noreen 1989; Yeh 2000: a coin decides for each item whether the two models swap predictions, one
    coin for all seeds. counts: items of each kind. `statistic` maps how many of each kind are not
    swapped to the difference of the two models; in the observed data none is swapped.
    """
    by_seed = statistic(counts[None].astype(np.float32))[0].astype(np.float64)
    drawn = np.concatenate([statistic(w) for w in _coins(counts, replicates, seed)])
    null = np.abs(_stray(*_over_seeds(drawn), by_seed, seed)[0])
    as_far = null >= abs(by_seed.mean()) * (1 - 1e-6)  # tolerance for float32 rounding
    return float((1 + as_far.sum()) / (1 + replicates))


def _over_seeds(drawn: np.ndarray) -> tuple[np.ndarray, float]:
    """The mean over seeds of [replicates, seeds], and the mean over seeds of their variance."""
    seed_variance = drawn.var(axis=0, dtype=np.float64).mean()
    return drawn.mean(axis=1, dtype=np.float64), float(seed_variance)


def _stray(
    mean: np.ndarray, seed_variance: float, by_seed: np.ndarray, seed: int
) -> tuple[np.ndarray, float, float]:
    """Deviations of the mean over seeds, float64 [replicates]; its variance by items and by seeds.

    mean: its deviations as items are drawn; seed_variance: the variance of one seed over the draws;
    by_seed: the observed statistics. The variance of items is common to the seeds: the mean of the
    covariances between them. The variance that only one seed shows is part of the spread of the
    seeds.
    """
    mean_variance, seeds = float(mean.var()), len(by_seed)
    luck = float(by_seed.var(ddof=1)) / seeds if seeds > 1 else 0.0
    if luck == 0:
        return mean, mean_variance, 0.0
    common = max((mean_variance * seeds - seed_variance) / (seeds - 1), 0.0)
    items = mean * math.sqrt(common / mean_variance if mean_variance else 0.0)
    return _with_luck(items, common, luck, seeds - 1, seed), common, luck


def _with_luck(items: np.ndarray, common: float, luck: float, free: int, seed: int) -> np.ndarray:
    """Draws of the sum of the items' part (variance `common`) and the seeds' part (variance
    `luck`).

    They follow the mixture of `seqtext.statistics.behrens_fisher`: in Fisher's solution the seeds'
    part is a Student's t, in Welch's the sum is.
    """
    random, count = np.random.default_rng((seed, 1)), len(items)
    fisher = items + math.sqrt(luck) * random.permutation(behrens_fisher.even(free, count))
    normal = items + math.sqrt(luck) * random.permutation(behrens_fisher.even(math.inf, count))
    df = behrens_fisher.satterthwaite(luck / (common + luck), free, math.inf)
    welch = normal * np.sqrt(df / random.chisquare(df, count))
    return np.where(
        random.random(count) < behrens_fisher.fisher_weight(free, math.inf), fisher, welch
    )


def _blocks(width: int, replicates: int) -> Iterator[int]:
    """The number of rows of each block, for `replicates` rows of `width` weights."""
    block = max(1, _BLOCK // width)
    for start in range(0, replicates, block):
        yield min(block, replicates - start)


def _resamples(counts: np.ndarray, replicates: int, seed: int) -> Iterator[np.ndarray]:
    """How often each kind of item is drawn: float32 [rows, kinds], a block at a time."""
    items, width = int(counts.sum()), len(counts)
    if items >= _FEW * width:
        random = np.random.default_rng(seed)
        for rows in _blocks(width, replicates):
            yield random.multinomial(items, counts / items, size=rows).astype(np.float32)
        return
    ones = np.ones(items, dtype=np.float32)
    kind = csr_matrix((ones, (np.repeat(np.arange(width), counts), np.arange(items))))
    for number, rows in enumerate(_blocks(items, replicates)):
        yield (kind @ _drawn_items(items, rows, seed, number).astype(np.float32)).T


@lru_cache(maxsize=128)  # about 2 MB each: the figures of a report share the draws of items
def _drawn_items(items: int, rows: int, seed: int, number: int) -> np.ndarray:
    """How often each item is drawn: uint8 [items, rows], the block of this number."""
    random = np.random.default_rng((seed, number))
    drawn = random.integers(0, items, (rows, items)) * rows + np.arange(rows)[:, None]
    times = np.bincount(drawn.ravel(), minlength=items * rows)
    return times.astype(np.uint8).reshape(
        items, rows
    )  # more than 255 times has a negligible probability


def _coins(counts: np.ndarray, replicates: int, seed: int) -> Iterator[np.ndarray]:
    """How many items of each kind stay on their side: float32 [rows, kinds], a block at a time."""
    random = np.random.default_rng(seed)
    for rows in _blocks(len(counts), replicates):
        yield _coin(random, counts, rows)


def _coin(random: np.random.Generator, counts: np.ndarray, rows: int) -> np.ndarray:
    """The heads among `counts` coins, float32 [rows, kinds]; single coins are drawn as bits
    (faster).
    """
    heads = np.empty((rows, len(counts)), dtype=np.float32)
    single = counts == 1
    bits = random.integers(0, 256, (rows, -(-int(single.sum()) // 8)), dtype=np.uint8)
    heads[:, single] = np.unpackbits(bits, axis=1, count=int(single.sum()))
    heads[:, ~single] = random.binomial(counts[~single], 0.5, (rows, int((~single).sum())))
    return heads


def crossed_bootstrap(
    differences: np.ndarray,
    replicates: int = REPLICATES,
    seed: int = 0,
    weights: np.ndarray | None = None,
) -> Estimate:
    """The difference of two shares, [seeds, items], by the bootstrap, `with_doubt`.

    It accompanies the two-way interval and does not assume normal items. weights: of the items, if
    they are means of clusters.
    """
    values_by_seed = np.atleast_2d(np.asarray(differences, dtype=np.float64))
    rows = doubted(values_by_seed, weights)
    if weights is not None:
        values_by_seed = linearised(values_by_seed, weights)
    # The mean over seeds needs only the mean of each item; the variance of one seed is known.
    values, counts = np.unique(rows.mean(axis=0).round(9), return_counts=True)
    drawn = np.concatenate([w @ values for w in _resamples(counts, replicates, seed)])
    mean = (drawn - counts @ values) / rows.shape[1]
    seed_variance = float(rows.var(axis=1).mean()) / rows.shape[1]
    estimate = _percentiles(
        mean, seed_variance, values_by_seed.mean(axis=1), seed, values_by_seed.shape[1]
    )
    return clipped(estimate, -1, 1)
