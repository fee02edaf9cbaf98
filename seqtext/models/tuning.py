"""Tuning: the C of a grid under which the development set is most likely.

By the likelihood, not by the share that is right: between neighbours on the grid that share differs
by a handful of texts, which is chance, and it rises on where the model is already too sure.
"""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from seqtext.design import Design
from seqtext.metrics import accuracy, log_loss
from seqtext.models.descent import CLOSE, FINE, ROUGH, Columns, Side, Tolerance
from seqtext.models.values import Bayes, Scorer, TfIdf
from seqtext.threads import cores

GRID = tuple(2.0**e for e in range(-6, 9))  # of C, the inverse strength of the regularisation
STEP = 2  # of GRID, from one C that is tried to the next
MUCH = 1 << 20  # n-grams of all texts from which on each C is solved roughly until one is chosen


@dataclass(frozen=True)
class Choice:
    """A fitted model and how it does on the development set.

    worth   float32 [n-grams, scores]: what an n-gram adds, times what its count is worth
    bias    float64 [scores]
    tried   values of C that were fitted
    """

    strength: float
    worth: np.ndarray
    bias: np.ndarray
    right: float = -1.0
    loss: float = 0.0
    tried: int = 1


@dataclass(frozen=True)
class Held:
    """The development set: its n-grams, what they are worth, and the right classes, -1: none."""

    design: Design
    columns: Columns
    gold: np.ndarray


def tuned(values: TfIdf | Bayes, sides: Sequence[Side], held: Held) -> Choice:
    """The best of GRID; one side for each score. C is 1 if there is nothing to go by.

    Every second C is tried, from the usual ones outwards, until the best has a worse one on both
    sides. A parabola through the three tells whether its neighbour on GRID is better.
    """
    scorers = [Scorer(values, side) for side in sides]
    much = len(scorers[0].side.parted.shared.columns) > MUCH
    rough, close = (ROUGH, CLOSE) if much else (FINE, FINE)
    if not (held.gold >= 0).any():
        return Choice(1.0, *_solved(scorers, 1.0, close))
    tried = _tried(lambda strength: _try(values, sides, strength, held, rough), values.usual)
    best = _best(tried)
    for scorer, alphas in zip(scorers, tried[best].alphas, strict=True):
        scorer.descent.resume(alphas, tried[best].strength)
    chosen = _lowest(tried)
    worth, bias = _solved(scorers, GRID[chosen], close)
    judged = _judged(worth, bias, held)
    return Choice(GRID[chosen], worth, bias, *judged, len({*tried, chosen}))


@dataclass(frozen=True)
class Tried:
    """A C, the log-loss on the development set, and the dual variables of each score there."""

    strength: float
    loss: float
    alphas: Sequence[np.ndarray]


def _tried(attempt: Callable[[float], Tried], usual: float) -> dict[int, Tried]:
    """By their place in GRID what was tried: the best, what is STEP away or at an end, and more."""
    best = min(range(len(GRID)), key=lambda at: abs(math.log(GRID[at] / usual)))
    tried: dict[int, Tried] = {}
    while True:
        wanted = sorted({*_near(best)} - set(tried))
        if not wanted:
            return tried
        with ThreadPoolExecutor(cores()) as pool:
            tried |= zip(wanted, pool.map(attempt, [GRID[at] for at in wanted]), strict=True)
        best = _best(tried)


def _near(best: int) -> tuple[int, int, int]:
    """A place of GRID between those STEP away; at an end it is its own neighbour."""
    return max(best - STEP, 0), best, min(best + STEP, len(GRID) - 1)


def _best(tried: dict[int, Tried]) -> int:
    """The place with the least loss; between equals the smaller C."""
    return min(tried, key=lambda at: (tried[at].loss, at))


def _lowest(tried: dict[int, Tried]) -> int:
    """The place where the parabola through the best and its neighbours is lowest."""
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
    _, loss = _judged(*_solved(scorers, strength, tolerance), held)
    return Tried(strength, loss, [scorer.descent.alphas for scorer in scorers])


def _solved(
    scorers: list[Scorer], strength: float, tolerance: Tolerance
) -> tuple[np.ndarray, np.ndarray]:
    """What n-grams are worth [n-grams, scores], and biases."""
    worth, bias = zip(*(scorer.solve(strength, tolerance) for scorer in scorers), strict=True)
    one = worth[0][:, None] if len(worth) == 1 else np.stack(worth, axis=1)
    return one, np.array(bias)


def _judged(worth: np.ndarray, bias: np.ndarray, held: Held) -> tuple[float, float]:
    """The share that is right, and the log-loss."""
    design, columns = held.design, held.columns
    texts = np.repeat(np.arange(len(design)), np.diff(design.offsets))
    values = columns.of_count[design.counts] * columns.row[texts]
    sums = [np.bincount(texts, values * side[design.columns], len(design)) for side in worth.T]
    logits = logits_of(np.stack(sums, axis=1) + bias)
    log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    return accuracy(held.gold, log_p.argmax(1)), log_loss(held.gold, log_p)


def logits_of(scores: np.ndarray) -> np.ndarray:
    """float64 [texts, classes]: half the log-odds for and against; or log-sigmoids."""
    if scores.shape[1] == 1:
        return np.hstack([-scores / 2, scores / 2])
    return -np.logaddexp(0, -scores)
