"""Tuning: the C of a grid with the best log-loss, or another metric, on the development set.

By default by the log-loss, not by accuracy: between neighbours on the grid the accuracy differs by
a few texts, which is chance, and it still rises where the model is already overconfident.
"""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from seqtext.bags.descent import CLOSE, FINE, ROUGH, FeatureValues, Side, Tolerance
from seqtext.bags.design import Design
from seqtext.bags.values import Bayes, Scorer, TfIdf
from seqtext.statistics.metrics import quality
from seqtext.system.threads import cores

GRID = tuple(2.0**e for e in range(-6, 9))  # of C, the inverse strength of the regularisation
LIKELIHOOD = "log-loss"  # a metric that is smooth in C, so that a parabola can predict neighbours
STEP = 2  # of GRID, from one C that is tried to the next
MUCH = 1 << 20  # n-grams of all texts from which each C is solved roughly until one is chosen


@dataclass(frozen=True)
class Choice:
    """A fitted model.

    worth   float32 [n-grams, scores]: the weight of an n-gram times the value of its column
    bias    float64 [scores]
    alphas  the dual variables of each score, from which a refit starts
    log_p   float64 [texts, classes], of the development set; None if nothing was chosen on it
    tried   number of values of C that were fitted
    """

    strength: float
    worth: np.ndarray
    bias: np.ndarray
    alphas: Sequence[np.ndarray]
    log_p: np.ndarray | None = None
    tried: int = 1

    @property
    def at_the_end(self) -> str | None:
        """A note if the best C is the smallest or largest of GRID: a better one may exist."""
        if self.log_p is None or self.strength not in (GRID[0], GRID[-1]):
            return None
        end = "smallest" if self.strength == GRID[0] else "largest"
        tried = f"the {end} value tried"
        return f"C = {self.strength:g}, {tried}, is best: a value beyond it may be better"


@dataclass(frozen=True)
class Held:
    """The development set: its n-grams, their values, and the gold classes, -1: unknown.

    metric  of `seqtext.statistics.metrics`: it chooses C
    """

    design: Design
    columns: FeatureValues
    gold: np.ndarray
    metric: str = LIKELIHOOD


def tuned(values: TfIdf | Bayes, sides: Sequence[Side], held: Held) -> Choice:
    """The best C of GRID; one side for each score. C is 1 if no development text has a known label.

    Every second C is tried, from the usual ones outwards, until the best one has a worse one on
    both sides. For the log-loss, a parabola through these three decides whether a neighbour on GRID
    is better.
    """
    rough, close = _tolerances(sides)
    if not (held.gold >= 0).any():
        return fixed(values, sides, 1.0)
    scorers = [Scorer(values, side) for side in sides]
    tried = _tried(lambda strength: _try(values, sides, strength, held, rough), values.usual)
    best = _best(tried)
    for scorer, alphas in zip(scorers, tried[best].alphas, strict=True):
        scorer.descent.resume(alphas, tried[best].strength)
    chosen = _lowest(tried) if held.metric == LIKELIHOOD else best
    worth, bias = _solved(scorers, GRID[chosen], close)
    log_p, trials = _judged(worth, bias, held), len({*tried, chosen})
    return Choice(GRID[chosen], worth, bias, _alphas(scorers), log_p, trials)


def fixed(
    values: TfIdf | Bayes,
    sides: Sequence[Side],
    strength: float,
    start: Sequence[np.ndarray] | None = None,
) -> Choice:
    """The model for this C, without tuning.

    `start`: the dual variables of a solution for the same C and the first texts. The optimum does
    not depend on it.
    """
    scorers = [Scorer(values, side) for side in sides]
    for scorer, alphas in zip(scorers, start or (), strict=False):
        scorer.descent.extend(alphas, strength)
    worth, bias = _solved(scorers, strength, _tolerances(sides)[1])
    return Choice(strength, worth, bias, _alphas(scorers))


def _alphas(scorers: Sequence[Scorer]) -> Sequence[np.ndarray]:
    return [scorer.descent.alphas for scorer in scorers]


def _tolerances(sides: Sequence[Side]) -> tuple[Tolerance, Tolerance]:
    """The tolerances for the search of C, and for the chosen C."""
    much = len(sides[0].parted.shared.columns) > MUCH
    return (ROUGH, CLOSE) if much else (FINE, FINE)


@dataclass(frozen=True)
class Tried:
    """A C, the loss on the development set, and the dual variables of each score.

    The loss is the log-loss, or the negative of another metric.
    """

    strength: float
    loss: float
    alphas: Sequence[np.ndarray]


def _tried(attempt: Callable[[float], Tried], usual: float) -> dict[int, Tried]:
    """The Cs that were tried, by index in GRID."""
    best = min(range(len(GRID)), key=lambda at: abs(math.log(GRID[at] / usual)))
    tried: dict[int, Tried] = {}
    while True:
        untried = sorted({*_near(best)} - set(tried))
        if not untried:
            return tried
        with ThreadPoolExecutor(cores()) as pool:
            tried |= zip(untried, pool.map(attempt, [GRID[at] for at in untried]), strict=True)
        best = _best(tried)


def _near(best: int) -> tuple[int, int, int]:
    """The index itself, between those STEP away; at an end of GRID it is its own neighbour."""
    return max(best - STEP, 0), best, min(best + STEP, len(GRID) - 1)


def _best(tried: dict[int, Tried]) -> int:
    """The index of the least loss; of equal ones the smaller C."""
    return min(tried, key=lambda at: (tried[at].loss, at))


def _lowest(tried: dict[int, Tried]) -> int:
    """The index where the parabola through the best C and its neighbours is lowest."""
    near = _near(_best(tried))
    left, best, right = near
    if best in (left, right):
        return best
    bend, slope, _ = np.polyfit(near, [tried[at].loss - tried[best].loss for at in near], 2)
    return round(-slope / (2 * bend)) if bend > 0 else best


def _try(
    values: TfIdf | Bayes, sides: Sequence[Side], strength: float, held: Held, tolerance: Tolerance
) -> Tried:
    scorers = [Scorer(values, side) for side in sides]
    log_p = _judged(*_solved(scorers, strength, tolerance), held)
    loss = -quality(held.metric, held.gold, log_p)
    return Tried(strength, loss, _alphas(scorers))


def _solved(
    scorers: list[Scorer], strength: float, tolerance: Tolerance
) -> tuple[np.ndarray, np.ndarray]:
    """The worth of the n-grams [n-grams, scores], and the biases."""
    worth, bias = zip(*(scorer.solve(strength, tolerance) for scorer in scorers), strict=True)
    weights = worth[0][:, None] if len(worth) == 1 else np.stack(worth, axis=1)
    return weights, np.array(bias)


def _judged(worth: np.ndarray, bias: np.ndarray, held: Held) -> np.ndarray:
    """float64 [texts, classes]: log-probabilities."""
    design, columns = held.design, held.columns
    texts = np.repeat(np.arange(len(design)), np.diff(design.offsets))
    values = columns.of_count[design.counts] * columns.row[texts]
    sums = [np.bincount(texts, values * side[design.columns], len(design)) for side in worth.T]
    logits = logits_of(np.stack(sums, axis=1) + bias)
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def logits_of(scores: np.ndarray) -> np.ndarray:
    """float64 [texts, classes]: half the log-odds for and against; or log-sigmoids."""
    if scores.shape[1] == 1:
        return np.hstack([-scores / 2, scores / 2])
    return -np.logaddexp(0, -scores)
