"""Tuning: the C of a grid with which a linear model does best on the development set."""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from seqtext.design import Design
from seqtext.metrics import accuracy, log_loss
from seqtext.models.descent import CLOSE, FINE, ROUGH, Columns, Side, Tolerance
from seqtext.models.values import Bayes, Scorer, TfIdf

GRID = tuple(2.0**e for e in range(-6, 9))  # of C, the inverse strength of the regularisation
PATHS = 2  # each takes every second C, from optimum to optimum; they run side by side
PATIENCE = 2  # steps of a path, with a loss that rises and no better accuracy, before it ends
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
    paths = [GRID[start::PATHS] for start in range(PATHS) if GRID[start::PATHS]]
    with ThreadPoolExecutor(PATHS) as pool:
        jobs = [pool.submit(_best, values, sides, path, held, rough) for path in paths]
        best = max((job.result() for job in jobs), key=_rank)
    for scorer, alphas in zip(scorers, best.alphas, strict=True):
        scorer.descent.resume(alphas, best.strength)
    worth, bias = _solved(scorers, best.strength, close)
    return Choice(best.strength, worth, bias, *_judged(worth, bias, held))


@dataclass(frozen=True)
class Best:
    """The best C of a path, how well it does, and the dual variables of each score there."""

    strength: float = 0.0
    alphas: Sequence[np.ndarray] = ()
    right: float = -1.0
    loss: float = 0.0


def _rank(best: Best) -> tuple[float, float, float]:
    """Most right, then the higher likelihood, then the stronger regularisation."""
    return best.right, -best.loss, -best.strength


def _best(
    values: TfIdf | Bayes,
    sides: Sequence[Side],
    path: Sequence[float],
    held: Held,
    tolerance: Tolerance,
) -> Best:
    """The best of a path, which ends where the loss has risen twice and nothing came of it."""
    scorers = [Scorer(values, side) for side in sides]
    best, before, risen = Best(), math.inf, 0
    for strength in path:
        right, loss = _judged(*_solved(scorers, strength, tolerance), held)
        risen, before = risen + 1 if loss > before else 0, loss
        if (right, -loss) > (best.right, -best.loss):
            alphas = [scorer.descent.alphas.copy() for scorer in scorers]
            best, risen = Best(strength, alphas, right, loss), 0
        if risen == PATIENCE:
            break
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
