"""What an n-gram of a text is worth to a linear model: tf-idf, or its log-count ratio."""

from collections.abc import Callable

import numpy as np

from seqtext.design import LARGEST, Design
from seqtext.models.descent import Columns, Descent

CERTAIN = 20.0  # log-odds of a class that is alone in the training texts, or not in them
TRUST = 0.3  # in naive Bayes: scale of its column, in texts of one n-gram

PRESENT = np.append(0.0, np.ones(LARGEST))  # by how often a text has an n-gram
SUBLINEAR = np.append(0.0, 1 + np.log(np.arange(1, LARGEST + 1)))

Solver = Callable[[float], tuple[np.ndarray, float]]  # C to weights [n-grams] and bias


class TfIdf:
    """Logistic regression on (1 + ln tf) * idf in rows of length 1, one class against the rest."""

    def __init__(self, train: Design) -> None:
        documents = np.bincount(train.columns, minlength=train.size)
        idf = np.log((1 + len(train)) / (1 + documents)) + 1
        self.idf = np.where(documents > 0, idf, 0).astype(np.float32)  # what is new is left out
        self.columns = self.of(train)
        self.design = train

    def of(self, design: Design) -> Columns:
        """The values of other texts."""
        idf = self.idf.astype(np.float64)
        squares = Columns(np.ones(len(design)), SUBLINEAR**2, idf, np.zeros(len(design)))
        norms = np.sqrt(squares.times(design, idf**2))
        rows = np.divide(1, norms, out=np.zeros_like(norms), where=norms > 0)
        return Columns(rows, SUBLINEAR, idf, np.zeros(len(design)))

    def solver(self, positive: np.ndarray) -> Solver:
        """Weights of (1 + ln tf) * idf; `positive`: bool [texts]."""
        descent = Descent(self.design, self.columns, positive)

        def solve(strength: float) -> tuple[np.ndarray, float]:
            weights, _, bias = descent.solve(strength)
            idf = self.columns.column
            return np.divide(weights, idf, out=np.zeros_like(idf), where=idf > 0), bias

        return solve


class Bayes:
    """The same on r * x, with one column more: what naive Bayes says of the text, the sum of r * x.

    With v for the weight of that column and t for its scale, the weight of n-gram j is w_j + t v:
    the regularisation draws all weights to a common one, which is learned, where the paper draws
    them to their mean by a set share. In training, the column is what naive Bayes learns from the
    other texts: it knows the text's own n-grams too well, and would be trusted too much.
    """

    idf = None

    def __init__(self, train: Design) -> None:
        self.design = train
        self.lengths = np.diff(train.offsets).astype(np.float64)
        self.scale = TRUST / np.sqrt(self.lengths.mean())

    def of(self, design: Design) -> Columns:
        """The values of other texts: 1 for each n-gram that they have."""
        ones = np.ones(len(design))
        return Columns(ones, PRESENT, np.empty(0), ones)

    def solver(self, positive: np.ndarray) -> Solver:
        """Weights of x; `positive`: bool [texts]."""
        design, scale = self.design, self.scale
        of_texts = positive[design.texts]
        p, q = (  # texts that have each n-gram, smoothed by 1
            1.0 + np.bincount(design.columns[side], minlength=design.size)
            for side in (of_texts, ~of_texts)
        )
        ratios = np.log(p / p.sum()) - np.log(q / q.sum())  # the log-count ratio, section 2.1
        plain = self.of(design)
        own = np.where(positive, self._own(p, plain), -self._own(q, plain))
        extra = scale * (plain.times(design, ratios) - own)
        descent = Descent(design, Columns(plain.row, PRESENT, ratios, extra), positive)

        def solve(strength: float) -> tuple[np.ndarray, float]:
            weights, trust, bias = descent.solve(strength)
            return weights + scale * trust * ratios, bias

        return solve

    def _own(self, counts: np.ndarray, plain: Columns) -> np.ndarray:
        """float64 [texts]: what each text, counted among `counts`, adds to the sum of its logs."""
        without = np.log(np.maximum(counts - 1, 1) / counts)
        return self.lengths * np.log1p(-self.lengths / counts.sum()) - plain.times(
            self.design, without
        )


def solver_of(values: TfIdf | Bayes, positive: np.ndarray) -> Solver:
    """The values' solver; where a fold has no text of a class, or no other, there is no choice."""
    if positive.all() or not positive.any():
        certain = CERTAIN if positive.all() else -CERTAIN
        return lambda strength: (np.zeros(values.design.size), certain)
    return values.solver(positive)
