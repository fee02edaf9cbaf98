"""Tuning: the C of a grid with which a linear model does best on the development set."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from seqtext.design import Design
from seqtext.metrics import accuracy, log_loss
from seqtext.models.descent import Columns
from seqtext.models.values import Solver

GRID = tuple(2.0**e for e in range(-6, 9))  # of C, the inverse strength of the regularisation
PATHS = 2  # each goes up the grid, every second C, from optimum to optimum; they run side by side


@dataclass(frozen=True)
class Choice:
    """A fitted model: float32 weights [n-grams, scores], float64 bias [scores], and how it does."""

    strength: float
    weights: np.ndarray
    bias: np.ndarray
    right: float = -1.0
    loss: float = 0.0

    @property
    def rank(self) -> tuple[float, float, float]:
        """Most right, then the higher likelihood, then the stronger regularisation."""
        return self.right, -self.loss, -self.strength


@dataclass(frozen=True)
class Held:
    """The development set: its n-grams, what they are worth, and the right classes, -1: none."""

    design: Design
    columns: Columns
    gold: np.ndarray


def tuned(solvers: Callable[[], list[Solver]], held: Held) -> Choice:
    """The best of GRID; `solvers` makes one for each score. C is 1 if there is nothing to go by."""
    if not (held.gold >= 0).any():
        return _fitted(solvers(), 1.0)
    paths = [path for path in (GRID[start::PATHS] for start in range(PATHS)) if path]
    with ThreadPoolExecutor(PATHS) as pool:
        found = pool.map(lambda path: _best(solvers(), path, held), paths)
        return max(found, key=lambda choice: choice.rank)


def _best(solvers: list[Solver], path: Sequence[float], held: Held) -> Choice:
    best = None
    for strength in path:
        choice = _judged(_fitted(solvers, strength), held)
        if best is None or choice.rank > best.rank:
            best = choice
    assert best is not None
    return best


def _fitted(solvers: list[Solver], strength: float) -> Choice:
    weights, bias = zip(*(solve(strength) for solve in solvers), strict=True)
    return Choice(strength, np.stack(weights, axis=1).astype(np.float32), np.array(bias))


def _judged(choice: Choice, held: Held) -> Choice:
    columns, weights = held.columns, choice.weights.astype(np.float64)
    if len(columns.column):
        weights *= columns.column[:, None]
    scores = [columns.times(held.design, np.ascontiguousarray(side)) for side in weights.T]
    logits = logits_of(np.stack(scores, axis=1) + choice.bias)
    log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    right, loss = accuracy(held.gold, log_p.argmax(1)), log_loss(held.gold, log_p)
    return Choice(choice.strength, choice.weights, choice.bias, right, loss)


def logits_of(scores: np.ndarray) -> np.ndarray:
    """float64 [texts, classes]: half the log-odds for and against; or log-sigmoids."""
    if scores.shape[1] == 1:
        return np.hstack([-scores / 2, scores / 2])
    return -np.logaddexp(0, -scores)
