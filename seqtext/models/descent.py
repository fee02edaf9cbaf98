"""Logistic regression by coordinate descent on its dual, with sparse rows that are never stored.

Minimises |w|^2 / 2 + C * sum of log(1 + exp(-y z)), where z = x w, by Algorithm 5 of Yu, Huang &
Lin 2011, "Dual coordinate descent methods for logistic regression and maximum entropy models".
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from seqtext.compiled import inlined, kernel
from seqtext.design import Design

SLOPE = 0.1  # a pass with no larger slope is the last; the objective is then within 1e-5
PASSES = 1000
_STEPS = 100  # of Newton's method on one variable
_FLAT = 1e-2  # the slope at which it stops, or less where the slopes are small
SEED = 0  # of the order in which the rows are taken


@kernel("i8(i4*,u2*,i8*,i8,f8*,f8*,f8*,f8*)")
def score(columns, counts, offsets, texts, row, of_count, weights, scores):  # type: ignore[no-untyped-def]
    """scores[i] = row_i * sum of of_count * weights."""
    for i in range(texts):
        total = 0.0
        for at in range(offsets[i], offsets[i + 1]):
            total += of_count[counts[at]] * weights[columns[at]]
        scores[i] = row[i] * total
    return texts


@dataclass(frozen=True)
class Columns:
    """The numbers behind the rows: x_ij = row_i * of_count[c_ij] * column_j, c_ij from the design.

    row       float64 [texts]
    of_count  float64 [largest count + 1]
    column    float64 [n-grams]
    extra     float64 [texts]: a dense column more, after which comes one of ones, for the bias
    """

    row: np.ndarray
    of_count: np.ndarray
    column: np.ndarray
    extra: np.ndarray

    def times(self, design: Design, weights: np.ndarray) -> np.ndarray:
        """float64 [texts]: row_i * sum of of_count * weights, [n-grams]; no other column counts."""
        scores = np.empty(len(design))
        score(*design.arrays, len(design), self.row, self.of_count, weights, scores)
        return scores


@inlined
def newton(curvature, slope, start, limit, flat):  # type: ignore[no-untyped-def]
    """The z in (0, limit) where log(z / (limit - z)) + curvature * (z - start) + slope is 0."""
    z = start * 0.1 if limit - start < 0.5 * limit else start
    for _ in range(_STEPS):
        rise = curvature * (z - start) + slope + math.log(z / (limit - z))
        if abs(rise) < flat:
            break
        after = z - rise / (curvature + limit / (limit - z) / z)
        z = after if after > 0 else z * 0.1
    return z


@kernel("i8(i4*,u2*,i8*,i4*,i8,f8*,f8*,f8*,f8*,f8*,f8*,f8*,f8*,f8)")
def descend(  # type: ignore[no-untyped-def]
    columns, counts, offsets, order, texts,
    signs, row, of_count, extra, curvatures, alphas, weights, state, strength,
):  # fmt: skip
    """One pass over the texts in the given order: each dual variable goes to its optimum.

    signs       +1 or -1
    curvatures  x x of each text
    alphas      [texts, 2]: the dual variable and what it lacks of `strength`
    weights     [n-grams, 2]: column_j * w_j, and column_j squared, beside each other in memory
    state       the weights of the two last columns, the largest slope seen, Newton's tolerance
    """
    steepest = 0.0
    for k in range(texts):
        i = np.int64(order[k])
        score = 0.0
        for at in range(offsets[i], offsets[i + 1]):
            score += of_count[counts[at]] * weights[2 * np.int64(columns[at])]
        slope = signs[i] * (row[i] * score + extra[i] * state[0] + state[1])
        first = 0 if 0.5 * curvatures[i] * (alphas[2 * i + 1] - alphas[2 * i]) + slope >= 0 else 1
        side = 1.0 - 2.0 * first
        old = alphas[2 * i + first]
        seen = abs(side * slope + math.log(old / (strength - old)))
        if seen > steepest:
            steepest = seen
        if seen < state[3]:
            continue
        new = newton(curvatures[i], side * slope, old, strength, state[3])
        alphas[2 * i + first] = new
        alphas[2 * i + 1 - first] = strength - new
        step = side * (new - old) * signs[i]
        for at in range(offsets[i], offsets[i + 1]):
            j = 2 * np.int64(columns[at])
            weights[j] += step * row[i] * of_count[counts[at]] * weights[j + 1]
        state[0] += step * extra[i]
        state[1] += step
    state[2] = steepest
    return texts


@kernel("i8(i4*,u2*,i8*,i8,f8*,f8*,f8*)")
def accumulate(columns, counts, offsets, texts, amounts, of_count, weights):  # type: ignore[no-untyped-def]
    """Add amounts[i] times row i to the weights, [n-grams, 2] as above."""
    for i in range(texts):
        for at in range(offsets[i], offsets[i + 1]):
            j = 2 * np.int64(columns[at])
            weights[j] += amounts[i] * of_count[counts[at]] * weights[j + 1]
    return texts


class Descent:
    """The weights for one target and one C after another, each from where the last one ended."""

    def __init__(self, design: Design, columns: Columns, positive: np.ndarray) -> None:
        """`positive`: bool [texts]."""
        self.design, self.columns = design, columns
        self.signs = np.where(positive, 1.0, -1.0)
        self.strength = 0.0
        self._state = np.zeros(4)
        self._alphas = np.zeros((len(design), 2))
        self._weights = np.zeros((design.size, 2))
        self._weights[:, 1] = columns.column**2
        squares = replace(columns, of_count=columns.of_count**2, row=columns.row**2)
        self._curvatures = squares.times(design, columns.column**2) + columns.extra**2 + 1

    def solve(self, strength: float) -> tuple[np.ndarray, float, float]:
        """Go on to the optimum for this C: column_j * w_j, and the weights of the two last columns.

        What it answers changes as the next C is solved.
        """
        self._begin(strength)
        generator = np.random.default_rng(SEED)
        for _ in range(PASSES):
            order = generator.permutation(len(self.design)).astype(np.int32)
            design, columns = self.design.arrays, self.columns
            descend(
                *design, order, len(order), self.signs, columns.row, columns.of_count,
                columns.extra, self._curvatures, self._alphas, self._weights, self._state, strength,
            )  # fmt: skip
            if self._state[2] < SLOPE:
                break
            self._state[3] = min(_FLAT, self._state[2] / 100)
        return self._weights[:, 0], float(self._state[0]), float(self._state[1])

    def _begin(self, strength: float) -> None:
        """Scale the solution for the last C; the dual variables stay within (0, C)."""
        if not self.strength:
            start = min(0.001 * strength, 1e-8)
            self._alphas[:] = start, strength - start
            amounts, columns = start * self.signs, self.columns
            given = amounts * columns.row, columns.of_count, self._weights
            accumulate(*self.design.arrays, len(self.design), *given)
            self._state[:2] = amounts @ columns.extra, amounts.sum()
        else:
            scale = strength / self.strength
            self._alphas *= scale
            self._weights[:, 0] *= scale
            self._state[:2] *= scale
        self.strength = strength
        self._state[3] = _FLAT
