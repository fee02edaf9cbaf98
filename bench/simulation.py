"""Simulated comparisons of two models, and the intervals and tests applied to them.

A simulation has two models, several seeds and several items. Each item has a position between 0
and 1, the same for both models. For a share `steady` of the items all seeds have the same
position; for the others each seed draws its own. Below `up` only the first model is right, above 1
- `down` only the second; in between both are right or both wrong. up + down is the discordance. up
- down is the effect plus a normal deviation of the seed with standard deviation `spread`,
truncated symmetrically so that up and down are at least 0 and the mean is the effect. So
predictions are correlated between models and between seeds, and the true effect is known.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from scipy.special import stdtrit

from seqtext.statistics import behrens_fisher, hypotheses, intervals, resampling
from seqtext.statistics.intervals import Estimate
from seqtext.statistics.macro_f1 import macro_f1_test

ITEMS, SEEDS, STEADY = (500, 1500, 5000), (3, 5, 10), (0.3, 0.8)
SPREADS, DISCORDANCES = (0.0, 0.005, 0.01), (0.03, 0.08, 0.15)
_BLOCK = 2_000_000  # places drawn at a time


@dataclass(frozen=True)
class Design:
    """One cell of the grid; shares, not points."""

    seeds: int
    items: int
    spread: float
    discordance: float
    steady: float
    effect: float = 0.0


def grid() -> list[Design]:
    """All combinations."""
    return [
        Design(*cell) for cell in itertools.product(SEEDS, ITEMS, SPREADS, DISCORDANCES, STEADY)
    ]


def draws(generator: np.random.Generator, design: Design, repeats: int) -> Iterator[np.ndarray]:
    """Differences of so many comparisons, first right less second right: int8 [seeds, items]."""
    block = max(1, _BLOCK // (design.seeds * design.items))
    for start in range(0, repeats, block):
        yield from _differences(generator, design, min(block, repeats - start))


def _differences(generator: np.random.Generator, design: Design, count: int) -> np.ndarray:
    """int8 [count, seeds, items]."""
    shape = count, design.seeds, design.items
    place = generator.random(shape, dtype=np.float32)
    common = generator.random((count, 1, design.items), dtype=np.float32)
    steady = generator.random((count, 1, design.items), dtype=np.float32) < design.steady
    np.copyto(place, common, where=steady)
    most = design.discordance - abs(design.effect)
    luck = np.clip(generator.normal(0, design.spread, (count, design.seeds, 1)), -most, most)
    up = ((design.discordance + design.effect + luck) / 2).astype(np.float32)
    return (place < up).astype(np.int8) - (place > 1 + up - np.float32(design.discordance))


def answers(
    generator: np.random.Generator, rows: np.ndarray, positive: float = 0.3, accuracy: float = 0.85
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gold [items] and the answers of both models [seeds, items], of two unequal classes.

    Where the two models do not differ, an item is easy or hard for all seeds.
    """
    gold = (generator.random(rows.shape[1]) < positive).astype(np.int8)
    both = (rows == 0) & (generator.random(rows.shape[1]) < accuracy)
    first, second = (rows > 0) | both, (rows < 0) | both
    return gold, np.where(first, gold, 1 - gold), np.where(second, gold, 1 - gold)


# Whether what is tried holds, or shows something: the generator, differences [seeds, items], truth.
Hit = Callable[[np.random.Generator, np.ndarray, Design], bool]


def rate(design: Design, repeats: int, hit: Hit) -> float:
    """How often `hit` is true, in percent."""
    return rates(design, repeats, hit)[0]


def rates(design: Design, repeats: int, *hits: Hit) -> list[float]:
    """The same of several, on the same comparisons."""
    generator = np.random.default_rng([round(1e6 * value) for value in vars(design).values()])
    apart = np.random.default_rng(1)
    results = [[hit(apart, r, design) for hit in hits] for r in draws(generator, design, repeats)]
    return [100 * float(share) for share in np.mean(results, axis=0)]


# --- what is tried ---------------------------------------------------------------------------


def two_way(_: np.random.Generator, rows: np.ndarray, design: Design) -> bool:
    """The interval of the report holds the truth: so does each p of at least 0.05."""
    estimate = intervals.difference_estimate(rows)
    return hypotheses.p_value(replace(estimate, value=estimate.value - design.effect)) >= 0.05


def two_way_rejects(_: np.random.Generator, rows: np.ndarray, design: Design) -> bool:
    """The p of a claim is below 0.05."""
    return hypotheses.p_value(intervals.difference_estimate(rows)) < 0.05


def crossed(generator: np.random.Generator, rows: np.ndarray, design: Design) -> bool:
    """The bootstrap beside it, its draws others in every comparison."""
    seed = int(generator.integers(1 << 30))
    estimate = resampling.crossed_bootstrap(rows, replicates=REPLICATES, seed=seed)
    return estimate.low <= design.effect <= estimate.high


def mcnemar_rejects(_: np.random.Generator, rows: np.ndarray, design: Design) -> bool:
    """McNemar's exact test of one seed."""
    return hypotheses.mcnemar(rows[0] > 0, rows[0] < 0) < 0.05


def randomisation_rejects(generator: np.random.Generator, rows: np.ndarray, _: Design) -> bool:
    """Approximate randomisation of macro-F1, two classes, 3 in 10 positive."""
    return macro_f1_test(*answers(generator, rows), 2, COINS) <= 0.05


def tost_shows(_: np.random.Generator, rows: np.ndarray, design: Design) -> bool:
    """TOST calls the effect smaller than the margin that these items should show 8 times in 10."""
    return hypotheses.tost(intervals.difference_estimate(rows), margin(design)) < 0.05


REPLICATES, COINS = 500, 99


@cache
def margin(design: Design) -> float:
    """The margin that TOST should show with a power of 80 %, where there is no effect."""
    return hypotheses.detectable_margin(truth(design), design.items)


def truth(design: Design) -> Estimate:
    """What an interval would be if the components of variance were known; no effect."""
    rest = (1 - design.steady) * design.discordance
    seed, item = design.spread**2 / design.seeds, design.discordance * design.steady
    item_variance = item + rest / design.seeds
    by_seed = seed + rest / (design.seeds * design.items)
    total = seed + item_variance / design.items
    return Estimate(
        0.0,
        0.0,
        0.0,
        error=float(np.sqrt(total)),
        seed_share=by_seed / total if design.seeds > 1 else 0.0,
        seeds=design.seeds,
        items=design.items,
        seed_variance=seed,
        item_variance=item_variance,
    )


# --- what was tried before -------------------------------------------------------------------


def satterthwaite(_: np.random.Generator, rows: np.ndarray, design: Design) -> bool:
    """Tried first: variance components cut at 0, Satterthwaite's degrees of freedom."""
    mean, by_seed, by_item, rest = intervals._mean_squares(rows.astype(float))
    by_seed, by_item = max(by_seed, rest), max(by_item, rest)
    total, seeds, items = by_seed + by_item - rest, design.seeds, design.items
    squares = [(by_seed, seeds - 1), (by_item, items - 1), (rest, (seeds - 1) * (items - 1))]
    df = total**2 / sum(square**2 / free for square, free in squares)
    half = stdtrit(df, 0.975) * np.sqrt(total / (seeds * items))
    return bool(abs(mean - design.effect) <= half)


def fisher_alone(_: np.random.Generator, rows: np.ndarray, design: Design) -> bool:
    """Tried second: nothing cut, the distribution of Behrens and Fisher."""
    estimate = intervals.difference_estimate(rows)
    x = abs(estimate.value - design.effect) / estimate.error
    return (
        behrens_fisher.behrens_fisher(x, estimate.seed_share, design.seeds - 1, design.items - 1)
        < 0.975
    )


def pigeonhole(generator: np.random.Generator, rows: np.ndarray, design: Design) -> bool:
    """Tried as the bootstrap: seeds and items drawn again, percentiles (Owen 2007)."""
    values, counts = resampling.distinct_items(rows.astype(np.float32))
    weights = generator.multinomial(design.items, counts / design.items, size=REPLICATES)
    shares = np.full(design.seeds, 1 / design.seeds)
    seeds = generator.multinomial(design.seeds, shares, size=REPLICATES)
    means = ((weights @ values.T / design.items) * seeds / design.seeds).sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return bool(low <= design.effect <= high)
