"""Tuning: the C of a grid under which the development set is most likely.

By the likelihood, not by the share that is right: between neighbours on the grid that share differs
by a handful of texts, which is chance, and it rises on where the model is already too sure.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from seqtext.design import Design
from seqtext.metrics import accuracy, log_loss
from seqtext.models.descent import CLOSE, FINE, ROUGH, Columns, Side, Tolerance
from seqtext.models.values import Bayes, Scorer, TfIdf

GRID = tuple(2.0**e for e in range(-6, 9))  # of C, the inverse strength of the regularisation
MIDDLE = 6  # of GRID, C = 1: there the second of two paths begins, which run side by side
MUCH = 1 << 20  # n-grams of all texts from which on each C is solved roughly until one is chosen


@dataclass(frozen=True)
class Choice:
    """A fitted model and how it does on the development set.

    worth   float32 [n-grams, scores]: what an n-gram adds, times what its count is worth
    bias    float64 [scores]
    """

    strength: float
    worth: np.ndarray
    bias: np.ndarray
    right: float = -1.0
    loss: float = 0.0


@dataclass(frozen=True)
class Held:
    """The development set: its n-grams, what they are worth, and the right classes, -1: none."""

    design: Design
    columns: Columns
    gold: np.ndarray


def tuned(values: TfIdf | Bayes, sides: Sequence[Side], held: Held) -> Choice:
    """The best of GRID; one side for each score. C is 1 if there is nothing to go by."""
    scorers = [Scorer(values, side) for side in sides]
    much = len(scorers[0].side.parted.shared.columns) > MUCH
    rough, close = (ROUGH, CLOSE) if much else (FINE, FINE)
    if not (held.gold >= 0).any():
        return Choice(1.0, *_solved(scorers, 1.0, close))
    paths = [path for path in (GRID[:MIDDLE], GRID[MIDDLE:]) if path]
    with ThreadPoolExecutor(len(paths)) as pool:
        jobs = [pool.submit(_best, values, sides, path, held, rough) for path in paths]
        best = min((job.result() for job in jobs), key=lambda one: one.loss)
    for scorer, alphas in zip(scorers, best.alphas, strict=True):
        scorer.descent.resume(alphas, best.strength)
    worth, bias = _solved(scorers, best.strength, close)
    return Choice(best.strength, worth, bias, *_judged(worth, bias, held))


@dataclass(frozen=True)
class Tried:
    """A C, the log-loss on the development set, and the dual variables of each score there."""

    strength: float
    loss: float
    alphas: Sequence[np.ndarray]


def _best(
    values: TfIdf | Bayes,
    sides: Sequence[Side],
    path: Sequence[float],
    held: Held,
    tolerance: Tolerance,
) -> Tried:
    """The C of a path with the least loss: it goes from optimum to optimum until the loss rises."""
    scorers = [Scorer(values, side) for side in sides]
    best: Tried | None = None
    for strength in path:
        _, loss = _judged(*_solved(scorers, strength, tolerance), held)
        if best is not None and loss >= best.loss:
            break
        alphas = [scorer.descent.alphas.copy() for scorer in scorers]
        best = Tried(strength, loss, alphas)
    assert best is not None
    return best


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
