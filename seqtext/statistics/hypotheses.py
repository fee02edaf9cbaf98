"""Hypothesis tests: p-values, equivalence, power, and the correction for many claims."""

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import bdtr

from seqtext.statistics.intervals import Estimate

POWER = 0.8
_MOST = 1 << 40  # items: beyond it, more items are not a practical remedy


def p_value(estimate: Estimate) -> float:
    """The two-sided p-value of "the true value is 0": below 0.05 if the 95 % interval excludes
    0.
    """
    if estimate.error == 0:
        return float(estimate.value == 0)
    return min(1.0, 2 * estimate.below(-abs(estimate.value) / estimate.error))


def mcnemar(first: np.ndarray, second: np.ndarray) -> float:
    """The exact two-sided p of McNemar's test: are two models right equally often?

    first, second: bool [items], whether each model is right on the same items. The test concerns
    these two trained models only, not other seeds.
    """
    only_first = int(np.sum(first & ~second))
    only_second = int(np.sum(second & ~first))
    discordant = only_first + only_second
    if discordant == 0:
        return 1.0
    return min(1.0, 2.0 * float(bdtr(min(only_first, only_second), discordant, 0.5)))


def tost(estimate: Estimate, margin: float) -> float:
    """The p-value of "the effect is outside ±margin": two one-sided tests (Schuirmann 1987).

    It is below 0.05 if the 90 % interval lies inside the margin.
    """
    if estimate.error == 0:
        return 0.0 if abs(estimate.value) < margin else 1.0
    return estimate.below((abs(estimate.value) - margin) / estimate.error)


def holm(p: Sequence[float]) -> list[float]:
    """Adjusted p values of a family of claims (Holm 1979), in the given order.

    If all claims with an adjusted p below 0.05 are accepted, at most 5 % of families contain a
    false one, however the claims depend on each other.
    """
    adjusted, least = [0.0] * len(p), 0.0
    for rank, index in enumerate(sorted(range(len(p)), key=lambda i: p[i])):
        least = max(least, min(1.0, (len(p) - rank) * p[index]))
        adjusted[index] = least
    return adjusted


def minimum_detectable_effect(estimate: Estimate, power: float = POWER) -> float:
    """The smallest true effect whose 95 % interval excludes 0 with this probability."""
    return (estimate.quantile(0.975) + estimate.quantile(power)) * estimate.error


def items_to_settle(estimate: Estimate, margin: float, power: float = POWER) -> int | None:
    """The number of items that would settle the question, with the present seeds and their spread.

    With so many items TOST shows equivalence with this probability if there is no effect (Chow,
    Shao & Wang 2008, chapter 3), and an effect of the size of the margin is found with at least
    that power. None if the seeds alone vary too much: then more seeds are needed, not more items.
    """
    if (
        not math.isfinite(estimate.item_variance)
        or detectable_margin(estimate, _MOST, power) > margin
    ):
        return None
    too_few, enough = 0, _MOST
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if detectable_margin(estimate, middle, power) > margin:
            too_few = middle
        else:
            enough = middle
    return enough


def detectable_margin(estimate: Estimate, items: int, power: float = POWER) -> float:
    """The smallest margin that TOST would show with this many items if there is no effect."""
    total = estimate.seed_variance + estimate.item_variance / items
    item_part = max(estimate.seed_share * estimate.error**2 - estimate.seed_variance, 0.0)
    by_seed = estimate.seed_variance + item_part * estimate.items / items
    predicted = Estimate(
        0.0,
        0.0,
        0.0,
        error=math.sqrt(total),
        seed_share=min(by_seed / total, 1.0) if total > 0 else 0.0,
        seeds=estimate.seeds,
        items=items,
    )
    return (predicted.quantile(0.95) + predicted.quantile(0.5 + power / 2)) * predicted.error
