"""Simulated comparisons of two models, and what is tried on them: intervals and tests.

Two models, some seeds, some items. Each item has a place between 0 and 1
that both models see. With a share `steady` of the items the place is the same for all seeds, with
the rest each seed draws its own. Below `up` only the first model is right, above 1 - `down` only
the second; between, both are right or both wrong. up + down is the discordance, and up - down is
the effect plus the luck of the seed: normal, with `spread` as its standard deviation, cut where up
or down would be below 0 (on both sides alike, so that the mean stays the effect). So the answers
are correlated between models and between seeds, and the true effect is known.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from seqtext import hypotheses, resampling, significance
from seqtext.significance import Estimate

ITEMS, SEEDS = (500, 1500, 5000), (3, 5, 10)
SPREADS, DISCORDANCES, STEADY = (0.0, 0.005, 0.01), (0.03, 0.15), (0.3, 0.8)


@dataclass(frozen=True)
class Design:
    """One cell of the grid; shares, not points."""

    seeds: int
    items: int
    spread: float
    discordance: float
    steady: float
    effect: float = 0.0


def grid(**fixed: float) -> list[Design]:
    """All combinations."""
    cells = itertools.product(SEEDS, ITEMS, SPREADS, DISCORDANCES, STEADY)
    return [Design(*cell, **fixed) for cell in cells]


def places(generator: np.random.Generator, design: Design) -> tuple[np.ndarray, np.ndarray]:
    """The place of each item [seeds, items] and the luck of each seed [seeds, 1]."""
    shape = design.seeds, design.items
    own = generator.random(shape, dtype=np.float32)
    common = generator.random(shape[1], dtype=np.float32)
    steady = generator.random(shape[1], dtype=np.float32) < design.steady
    most = design.discordance - abs(design.effect)
    luck = np.clip(generator.normal(0, design.spread, (shape[0], 1)), -most, most)
    return np.where(steady, common, own), luck


def draw(generator: np.random.Generator, design: Design) -> np.ndarray:
    """Differences, first right less second right: int8 [seeds, items]."""
    place, luck = places(generator, design)
    up = (design.discordance + design.effect + luck) / 2
    down = design.discordance - up
    return (place < up).astype(np.int8) - (place > 1 - down)


def answers(
    generator: np.random.Generator, design: Design, positive: float = 0.3, accuracy: float = 0.85
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gold [items] and the answers of both models [seeds, items], of two unequal classes."""
    place, luck = places(generator, design)
    gold = (generator.random(design.items) < positive).astype(np.int8)
    up = (design.discordance + design.effect + luck) / 2
    down = design.discordance - up
    both = (place >= up) & (place < up + accuracy * (1 - design.discordance))
    first, second = (place < up) | both, (place > 1 - down) | both
    return gold, np.where(first, gold, 1 - gold), np.where(second, gold, 1 - gold)


def rate(
    design: Design, repeats: int, hit: Callable[[np.random.Generator, Design], bool], seed: int = 0
) -> float:
    """How often `hit` is true, in percent."""
    generator = np.random.default_rng([seed, *map(_bits, vars(design).values())])
    return 100 * sum(hit(generator, design) for _ in range(repeats)) / repeats


def _bits(value: float) -> int:
    return round(1e6 * value)


# --- what is tried ---------------------------------------------------------------------------


def covers(estimate: Estimate, truth: float) -> bool:
    """Whether the interval holds the truth."""
    return estimate.low <= truth <= estimate.high


def two_way(generator: np.random.Generator, design: Design) -> bool:
    """The interval of the report."""
    return covers(significance.difference(draw(generator, design)), design.effect)


def crossed(generator: np.random.Generator, design: Design) -> bool:
    """The bootstrap beside it."""
    rows = draw(generator, design)
    return covers(resampling.crossed_bootstrap(rows, replicates=1000), design.effect)


def satterthwaite(generator: np.random.Generator, design: Design) -> bool:
    """Tried first: variance components cut at 0, Satterthwaite's degrees of freedom."""
    mean, by_seed, by_item, rest = significance._mean_squares(draw(generator, design).astype(float))
    by_seed, by_item = max(by_seed, rest), max(by_item, rest)
    total, seeds, items = by_seed + by_item - rest, design.seeds, design.items
    squares = [(by_seed, seeds - 1), (by_item, items - 1), (rest, (seeds - 1) * (items - 1))]
    df = total**2 / sum(square**2 / free for square, free in squares)
    half = stdtrit(df, 0.975) * np.sqrt(total / (seeds * items))
    return bool(abs(mean - design.effect) <= half)


def cut_components(generator: np.random.Generator, design: Design) -> bool:
    """Tried second: Behrens and Fisher, but the seeds' component less the rest, cut at 0."""
    mean, by_seed, by_item, rest = significance._mean_squares(draw(generator, design).astype(float))
    own = max(by_seed - rest, 0.0)
    cells = design.seeds * design.items
    total = own + by_item
    known = {"seed_share": own / total, "seeds": design.seeds, "items": design.items}
    half = Estimate(mean, 0, 0, error=np.sqrt(total / cells), **known).quantile(0.975)
    return bool(abs(mean - design.effect) <= half * np.sqrt(total / cells))


def pigeonhole(generator: np.random.Generator, design: Design) -> bool:
    """Tried as the bootstrap: seeds and items drawn again, percentiles (Owen 2007)."""
    rows, counts = resampling.kinds(draw(generator, design).astype(np.float32))
    weights = generator.multinomial(design.items, counts / design.items, size=1000)
    seeds = generator.multinomial(design.seeds, np.full(design.seeds, 1 / design.seeds), size=1000)
    means = ((weights @ rows.T / design.items) * seeds / design.seeds).sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return bool(low <= design.effect <= high)


def two_way_rejects(generator: np.random.Generator, design: Design) -> bool:
    """The p of a claim is below 0.05."""
    return hypotheses.p_value(significance.difference(draw(generator, design))) < 0.05


def mcnemar_rejects(generator: np.random.Generator, design: Design) -> bool:
    """McNemar's exact test of one seed."""
    rows = draw(generator, design)
    return hypotheses.mcnemar(rows[0] > 0, rows[0] < 0) < 0.05


def randomisation_rejects(generator: np.random.Generator, design: Design) -> bool:
    """Approximate randomisation of macro-F1, two classes, 3 in 10 positive."""
    gold, first, second = answers(generator, design)
    return resampling.macro_f1_difference(gold, first, second, 2, 500)[1] < 0.05


def tost_shows(margin: float) -> Callable[[np.random.Generator, Design], bool]:
    """TOST calls the effect smaller than the margin."""

    def shows(generator: np.random.Generator, design: Design) -> bool:
        return hypotheses.tost(significance.difference(draw(generator, design)), margin) < 0.05

    return shows


def truth(design: Design) -> Estimate:
    """What an interval would be if the components of variance were known."""
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
