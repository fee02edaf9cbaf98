"""Logistic regression by coordinate descent on its dual, with implicit sparse rows.

Minimises |w|^2 / 2 + C * sum of s log(1 + exp(-y z)), where z = x w and s is the weight of a text,
by Algorithm 5 of Yu, Huang & Lin 2011, "Dual coordinate descent methods for logistic regression and
maximum entropy models".
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from seqtext.bags.design import Design, Parted
from seqtext.kernel.compiled import inlined, kernel

PASSES = 1000
_STEPS = 100  # of Newton's method on one variable
_FLAT = 1e-2  # the slope at which it stops, or a smaller one if the slopes are small
SEED = 0  # of the order of the rows


@kernel("i8(i4*,u2*,i8*,u1*,i8,f8*,f8*,f8*,f8*)")
def score_rows(columns, counts, offsets, chosen, texts, row, of_count, weights, scores):  # type: ignore[no-untyped-def]
    """scores[i] = row_i * sum of of_count * weights, for the chosen texts."""
    for i in range(texts):
        if chosen[i] == 0:
            continue
        total = 0.0
        for at in range(offsets[i], offsets[i + 1]):
            total += of_count[counts[at]] * weights[columns[at]]
        scores[i] = row[i] * total
    return texts


@dataclass(frozen=True)
class Tolerance:
    """The stopping rule: the pass has no larger slope, and the duality gap is then no larger.

    slope   of the dual in one variable
    gap     between primal and dual objective, as a share of the primal: a bound on the distance of
            the
            objective from its optimum
    """

    slope: float
    gap: float


ROUGH = Tolerance(4.0, math.inf)  # enough to tell one C from another
CLOSE, FINE = Tolerance(2.0, 8e-5), Tolerance(0.1, 8e-5)


@dataclass(frozen=True)
class FeatureValues:
    """The feature values: x_ij = row_i * of_count[c_ij] * column_j, with c_ij from the design.

    row       float64 [texts]
    of_count  float64 [largest count + 1]
    column    float64 [n-grams]
    extra     float64 [texts]: an additional dense column; a column of ones for the bias follows it
    """

    row: np.ndarray
    of_count: np.ndarray
    column: np.ndarray
    extra: np.ndarray

    def times(
        self, design: Design | Parted, weights: np.ndarray, chosen: np.ndarray | None = None
    ) -> np.ndarray:
        """float64 [texts]: row_i * sum of of_count * weights, [n-grams], without the last two
        columns; `chosen`: bool [texts], the sums of the others are 0.
        """
        if isinstance(design, Parted):
            alone = self.of_count[design.counts] * weights[design.columns]
            shared = self.times(design.shared, weights[design.numbers], chosen)
            total = self.row * np.bincount(design.texts, alone, len(design))
            return shared + (total if chosen is None else np.where(chosen, total, 0))
        scores, any_text = np.zeros(len(design)), np.ones(len(design), bool)
        flags = (any_text if chosen is None else chosen).view(np.uint8)
        values = self.row, self.of_count, weights, scores
        score_rows(*design.arrays, flags, len(design), *values)
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


@kernel("i8(i4*,u2*,i8*,i4*,i8,f8*,f8*,f8*,f8*,f8*,f8*,f8*,f4*,f8*,f8*)")
def descend(  # type: ignore[no-untyped-def]
    columns, counts, offsets, order, texts,
    signs, row, of_count, extra, own, curvatures, alphas, weights, state, limits,
):  # fmt: skip
    """One pass over the texts in the given order: each dual variable moves to its optimum.

    signs       +1 or -1
    own         x x of each text over the n-grams that occur in no other text: only it moves them
    curvatures  x x of each text
    alphas      [texts, 2]: the dual variable, and its distance from the limit
    weights     [n-grams, 2]: column_j * w_j, and column_j squared, float32 and adjacent in memory,
                because reading them dominates the time of a pass
    state       the weights of the two last columns, the largest slope seen, Newton's tolerance
    limits      [texts]: C times the weight of the text
    """
    steepest = 0.0
    for k in range(texts):
        i = np.int64(order[k])
        limit = limits[i]
        score = 0.0
        for at in range(offsets[i], offsets[i + 1]):
            score += of_count[counts[at]] * weights[2 * np.int64(columns[at])]
        slope = signs[i] * (row[i] * score + extra[i] * state[0] + state[1])
        slope += own[i] * alphas[2 * i]
        first = 0 if 0.5 * curvatures[i] * (alphas[2 * i + 1] - alphas[2 * i]) + slope >= 0 else 1
        side = 1.0 - 2.0 * first
        old = alphas[2 * i + first]
        seen = abs(side * slope + math.log(old / (limit - old)))
        if seen > steepest:
            steepest = seen
        if seen < state[3]:
            continue
        new = newton(curvatures[i], side * slope, old, limit, state[3])
        alphas[2 * i + first] = new
        alphas[2 * i + 1 - first] = limit - new
        step = side * (new - old) * signs[i]
        for at in range(offsets[i], offsets[i + 1]):
            j = 2 * np.int64(columns[at])
            weights[j] += step * row[i] * of_count[counts[at]] * weights[j + 1]
        state[0] += step * extra[i]
        state[1] += step
    state[2] = steepest
    return texts


@kernel("i8(i4*,u2*,i8*,i8,f8*,f8*,f4*)")
def accumulate(columns, counts, offsets, texts, amounts, of_count, weights):  # type: ignore[no-untyped-def]
    """Add amounts[i] times row i to the weights, [n-grams, 2] as in `descend`."""
    for i in range(texts):
        for at in range(offsets[i], offsets[i + 1]):
            j = 2 * np.int64(columns[at])
            weights[j] += amounts[i] * of_count[counts[at]] * weights[j + 1]
    return texts


@kernel("i8(i4*,u2*,i4*,i8,f8*,f8*,f8*,f4*)")
def spread(columns, counts, texts, entries, amounts, of_count, column, weights):  # type: ignore[no-untyped-def]
    """The weights of n-grams that occur in one text only, from its dual variable."""
    for at in range(entries):
        square = column[columns[at]] * column[columns[at]]
        weights[columns[at]] = amounts[texts[at]] * of_count[counts[at]] * square
    return entries


class Side:
    """One class against the rest, to be solved for any C."""

    def __init__(
        self, parted: Parted, columns: FeatureValues, positive: np.ndarray, balanced: bool = False
    ) -> None:
        """`columns`: the values of all n-grams; `positive`: bool [texts]; `balanced`: weigh both
        sides equally.

        A text then has the weight n / (2 n_side) instead of 1.
        """
        self.parted, self.columns = parted, columns
        self.signs = np.where(positive, 1.0, -1.0)
        self.certain = int(positive.all()) - int(not positive.any())  # 0: both classes occur
        texts, sides = len(positive), np.where(positive, positive.sum(), (~positive).sum())
        self.shares = texts / (2.0 * sides) if balanced else np.ones(texts)  # weights of the texts
        square = replace(columns, of_count=columns.of_count**2, row=columns.row**2)
        alone = square.of_count[parted.counts] * columns.column[parted.columns] ** 2
        self.own = square.row * np.bincount(parted.texts, alone, len(parted))
        self.curvatures = square.times(parted, columns.column**2) + columns.extra**2 + 1

    def weights(self, shared: np.ndarray, alphas: np.ndarray) -> np.ndarray:
        """column_j * w_j of all n-grams, float32, from those of shared n-grams and the dual
        variables.
        """
        parted, columns = self.parted, self.columns
        result = np.zeros(parted.size, np.float32)
        result[parted.numbers] = shared
        alone = parted.columns, parted.counts, parted.texts
        amounts = alphas * self.signs * columns.row
        spread(*alone, len(parted.texts), amounts, columns.of_count, columns.column, result)
        return result


class Descent:
    """The weights for a sequence of Cs, each started from the previous solution."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.strength = 0.0
        self._limits = np.zeros(len(side.signs))
        self.alphas = np.zeros((len(side.signs), 2))
        self._state = np.zeros(4)
        self._weights = np.zeros((len(side.parted.numbers), 2), np.float32)
        self._weights[:, 1] = side.columns.column[side.parted.numbers] ** 2

    def solve(self, strength: float, tolerance: Tolerance) -> tuple[np.ndarray, float, float]:
        """Continue to the optimum for this C.

        Returns column_j * w_j, float32 [n-grams], and the weights of the two last columns.
        """
        self._begin(strength)
        generator = np.random.default_rng(SEED)
        side, columns = self.side, self.side.columns
        for _ in range(PASSES):
            order = generator.permutation(len(side.signs)).astype(np.int32)
            descend(
                *side.parted.shared.arrays, order, len(order),
                side.signs, columns.row, columns.of_count, columns.extra, side.own,
                side.curvatures, self.alphas, self._weights, self._state, self._limits,
            )  # fmt: skip
            near = self._state[2] < tolerance.slope
            if near and (tolerance.gap == math.inf or self._gap() <= tolerance.gap):
                break
            self._state[3] = min(_FLAT, self._state[2] / 100)
        weights = side.weights(self._weights[:, 0], self.alphas[:, 0])
        return weights, float(self._state[0]), float(self._state[1])

    def _gap(self) -> float:
        """The duality gap, as a share of the primal objective."""
        side, columns, alphas = self.side, self.side.columns, self.alphas
        shared = columns.times(side.parted.shared, self._weights[:, 0].astype(np.float64))
        scores = shared + side.own * alphas[:, 0] * side.signs
        scores += columns.extra * self._state[0] + self._state[1]
        margins = side.signs * scores
        half = alphas[:, 0] @ margins / 2  # |w|^2 / 2: w is the sum of alpha y x
        primal = half + (self._limits * np.logaddexp(0, -margins)).sum()
        entropy = (self._limits * np.log(self._limits)).sum()
        dual = entropy - (alphas * np.log(alphas)).sum() - half
        return float((primal - dual) / primal)

    def _begin(self, strength: float) -> None:
        """Scale the solution of the previous C; the dual variables stay within their limits."""
        self._limits = strength * self.side.shares
        if not self.strength:
            self.resume(_beginning(self._limits), strength)
        else:
            scale = strength / self.strength
            self.alphas *= scale
            self._weights[:, 0] *= scale
            self._state[:2] *= scale
        self.strength = strength
        self._state[3] = _FLAT

    def resume(self, alphas: np.ndarray, strength: float) -> None:
        """Start from dual variables, [texts, 2], of a solution for this C."""
        self.alphas, self.strength = alphas.copy(), strength
        self._weights[:, 0] = 0
        amounts, columns = alphas[:, 0] * self.side.signs, self.side.columns
        shared = self.side.parted.shared
        arguments = amounts * columns.row, columns.of_count, self._weights
        accumulate(*shared.arrays, len(shared), *arguments)
        self._state[:2] = amounts @ columns.extra, amounts.sum()

    def extend(self, alphas: np.ndarray, strength: float) -> None:
        """Start from dual variables of a solution for this C and the first texts alone."""
        if not alphas.all():
            return  # one class only: it was not solved
        start = _beginning(strength * self.side.shares)
        first = start[: len(alphas)]
        first[:] = alphas * (first.sum(1) / alphas.sum(1))[:, None]  # the limits may have changed
        self.resume(start, strength)


def _beginning(limits: np.ndarray) -> np.ndarray:
    """float64 [texts, 2]: dual variables close to 0, with their distances from the limits."""
    start = np.minimum(0.001 * limits, 1e-8)
    return np.stack([start, limits - start], axis=1)
