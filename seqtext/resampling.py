"""Intervals and tests by computation: the crossed bootstrap, approximate randomisation, macro-F1.

Both draw items many times, one draw for all seeds. Few seeds cannot be drawn: three of them redrawn
show two thirds of their variance, and never more than they happened to spread. Their luck comes
from Student's t instead, as in the two-way interval.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_matrix

from seqtext.significance import Estimate, with_doubt

REPLICATES = 10_000
_BLOCK = 2_000_000  # weights held at a time: 8 MB
_FEW = 20  # items of a kind on average; where there are fewer, items are drawn one by one

# Weights of the kinds of items [replicates, kinds] -> a figure of each seed [replicates, seeds].
Statistic = Callable[[np.ndarray], np.ndarray]


def kinds(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different columns of [rows, items], and how many items have each.

    Items with equal answers are alike to a bootstrap, and there are few different ones.
    """
    unique, counts = np.unique(columns, axis=1, return_counts=True)
    return unique, counts


def bootstrap(
    statistic: Statistic,
    counts: np.ndarray,
    level: float = 0.95,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Estimate:
    """The percentile interval of any statistic, the mean over seeds (Efron & Tibshirani 1993).

    counts: items of each kind. As many items are drawn as there are, one draw for all seeds.
    """
    by_seed = statistic(counts[None].astype(np.float32))[0].astype(np.float64)
    drawn = np.concatenate([statistic(w) for w in _resamples(counts, replicates, seed)])
    values = by_seed.mean() + _spread(drawn - by_seed, by_seed, seed)
    low, high = np.quantile(values, [0.5 - level / 2, 0.5 + level / 2])
    return Estimate(
        float(by_seed.mean()),
        float(low),
        float(high),
        level,
        error=float(values.std(ddof=1)),
        seeds=len(by_seed),
        items=int(counts.sum()),
    )


def randomisation(
    statistic: Statistic, counts: np.ndarray, replicates: int = REPLICATES, seed: int = 0
) -> float:
    """The two-sided p of "two models do equally well", by approximate randomisation.

    Noreen 1989; Yeh 2000: the answers to each item change sides or stay, as a coin says, one coin
    for all seeds. counts: items of each kind; `statistic` takes how many of each stay, and gives
    the difference of the two models; all stay in what was observed.
    """
    by_seed = statistic(counts[None].astype(np.float32))[0].astype(np.float64)
    drawn = np.concatenate([statistic(w) for w in _coins(counts, replicates, seed)])
    null = np.abs(_spread(drawn, by_seed, seed))
    as_far = null >= abs(by_seed.mean()) * (1 - 1e-6)  # but for the rounding of a float32
    return float((1 + as_far.sum()) / (1 + replicates))


def _spread(drawn: np.ndarray, by_seed: np.ndarray, seed: int) -> np.ndarray:
    """How far the mean over seeds strays by items and by seeds: float64 [replicates].

    drawn: [replicates, seeds], how far the figure of each seed strays as items are drawn;
    by_seed: the figures as observed. What items alone move is common to the seeds: the mean of the
    covariances between them. What only one seed shows, of its luck or its items', is in the spread
    of the seeds.
    """
    mean = drawn.mean(axis=1, dtype=np.float64)
    seeds = len(by_seed)
    luck = by_seed.var(ddof=1) if seeds > 1 else 0.0
    if luck == 0:
        return mean
    whole, own = mean.var(), drawn.var(axis=0, dtype=np.float64).mean()
    common = max((whole * seeds - own) / (seeds - 1), 0.0)
    students = np.random.default_rng((seed, 1)).standard_t(seeds - 1, len(mean))
    return mean * np.sqrt(common / whole if whole else 0.0) + students * np.sqrt(luck / seeds)


def _blocks(width: int, replicates: int) -> Iterator[int]:
    """Rows of each block of `replicates` rows of so many weights."""
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


@lru_cache(maxsize=50)  # of some 2 MB: the figures of a report are drawn on the same items
def _drawn_items(items: int, rows: int, seed: int, number: int) -> np.ndarray:
    """How often each item is drawn: uint8 [items, rows], the block of this number."""
    random = np.random.default_rng((seed, number))
    drawn = random.integers(0, items, (rows, items)) * rows + np.arange(rows)[:, None]
    times = np.bincount(drawn.ravel(), minlength=items * rows)
    return times.astype(np.uint8).reshape(items, rows)  # more than 255 times is beyond all chance


def _coins(counts: np.ndarray, replicates: int, seed: int) -> Iterator[np.ndarray]:
    """How many items of each kind stay on their side: float32 [rows, kinds], a block at a time."""
    random = np.random.default_rng(seed)
    for rows in _blocks(len(counts), replicates):
        yield random.binomial(counts, 0.5, size=(rows, len(counts))).astype(np.float32)


def crossed_bootstrap(
    differences: np.ndarray, level: float = 0.95, replicates: int = REPLICATES, seed: int = 0
) -> Estimate:
    """The difference of two shares, [seeds, items], by the bootstrap, `with_doubt`.

    It stands beside the two-way interval, and needs no normal items.
    """
    rows = np.atleast_2d(np.asarray(differences, dtype=np.float64))
    values, counts = kinds(with_doubt(rows).astype(np.float32))
    items = counts.sum()
    return bootstrap(lambda w: w @ values.T / items, counts, level, replicates, seed)


def macro_f1_interval(
    gold: np.ndarray,
    predicted: np.ndarray,
    classes: int,
    level: float = 0.95,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Estimate:
    """Macro-F1, the mean over the rows of `predicted`, by the bootstrap.

    gold: int [items], -1 where the label was never seen; predicted: int [seeds, items]. The mean is
    over the classes that occur as gold or as prediction, as scikit-learn's.
    """
    columns, counts = kinds(np.vstack([gold, predicted]))
    return bootstrap(macro_f1(columns, classes), counts, level, replicates, seed)


def macro_f1_difference(
    gold: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    classes: int,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> tuple[Estimate, float]:
    """Macro-F1 of the first model less that of the second: the interval, and p by randomisation.

    first, second: int [seeds, items]; one row stands for every seed of the other.
    """
    seeds = max(len(np.atleast_2d(first)), len(np.atleast_2d(second)))
    one, other = (np.broadcast_to(m, (seeds, len(gold))) for m in (first, second))
    columns, counts = kinds(np.vstack([gold, one, other]))
    gold, one, other = columns[0], columns[1 : seeds + 1], columns[seeds + 1 :]
    ones, others = (macro_f1(np.vstack([gold, m]), classes) for m in (one, other))
    estimate = bootstrap(lambda w: ones(w) - others(w), counts, 0.95, replicates, seed)
    sides = np.vstack([np.tile(gold, 2), np.hstack([one, other])])
    swapped = macro_f1(sides, classes)

    def exchanged(stay: np.ndarray) -> np.ndarray:
        leave = counts.astype(np.float32) - stay
        return swapped(np.hstack([stay, leave])) - swapped(np.hstack([leave, stay]))

    return estimate, randomisation(exchanged, counts, replicates, seed)


def macro_f1(columns: np.ndarray, classes: int) -> Statistic:
    """Macro-F1 of each seed as a statistic of weights.

    columns: int [1 + seeds, kinds], gold and then a row a seed. The mean is over the classes that
    a seed's row or the gold has, at any weights.
    """
    gold, predicted = columns[0], columns[1:]
    golden = _indicator(gold, classes)
    chosen = [_indicator(row, classes) for row in predicted]
    hits = [_indicator(np.where(row == gold, row, -1), classes) for row in predicted]

    def statistic(weights: np.ndarray) -> np.ndarray:
        drawn = np.ascontiguousarray(weights.T)
        gold_counts = golden @ drawn  # [classes, replicates]
        scores = []
        for right, answers in zip(hits, chosen, strict=True):
            both = gold_counts + answers @ drawn
            f1 = np.divide(2 * (right @ drawn), both, out=np.zeros_like(both), where=both > 0)
            scores.append(f1[np.diff((golden + answers).indptr) > 0].mean(axis=0))
        return np.stack(scores, axis=1)

    return statistic


def _indicator(values: np.ndarray, classes: int) -> csr_matrix:
    """float32 [classes, items]: 1 where the item has the class; -1 has none."""
    known = np.flatnonzero(values >= 0)
    ones = np.ones(len(known), dtype=np.float32)
    return csr_matrix((ones, (values[known], known)), shape=(classes, len(values)))
