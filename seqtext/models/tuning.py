"""Tuning: the C of a grid with which a linear model does best on the development set."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqtext.design import Design
from seqtext.metrics import accuracy, log_loss
from seqtext.models.descent import CLOSE, FINE, ROUGH, Columns, Side, Tolerance
from seqtext.models.values import Bayes, Scorer, TfIdf
from seqtext.threads import side_by_side

GRID = tuple(2.0**e for e in range(-6, 9))  # of C, the inverse strength of the regularisation
PATIENCE = 3  # steps up the grid, with a loss that rises and no better accuracy, before it ends
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
    strength, alphas = _best(scorers, held, rough)
    for scorer, its in zip(scorers, alphas, strict=True):
        scorer.descent.resume(its, strength)
    worth, bias = _solved(scorers, strength, close)
    return Choice(strength, worth, bias, *_judged(worth, bias, held))


def _best(
    scorers: list[Scorer], held: Held, tolerance: Tolerance
) -> tuple[float, list[np.ndarray]]:
    """The best C: most right, then the higher likelihood, then the smallest; and the duals there.

    It goes up the grid, and ends where the loss has risen some times and nothing came of it.
    """
    best, strength, alphas = (-1.0, 0.0), 0.0, []
    before, risen = math.inf, 0
    for c in GRID:
        right, loss = _judged(*_solved(scorers, c, tolerance), held)
        risen, before = risen + 1 if loss > before else 0, loss
        if (right, -loss) > best:
            best, risen, strength = (right, -loss), 0, c
            alphas = [scorer.descent.alphas.copy() for scorer in scorers]
        if risen == PATIENCE:
            break
    return strength, alphas


def _solved(
    scorers: list[Scorer], strength: float, tolerance: Tolerance
) -> tuple[np.ndarray, np.ndarray]:
    """What n-grams are worth [n-grams, scores], and biases; the scores side by side."""
    answers = list(side_by_side(lambda scorer: scorer.solve(strength, tolerance), scorers))
    worth, bias = zip(*answers, strict=True)
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
