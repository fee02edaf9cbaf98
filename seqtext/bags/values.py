"""The value of an n-gram of a text for a linear model: tf-idf, or its log-count ratio."""

import numpy as np

from seqtext.bags.descent import Descent, FeatureValues, Side, Tolerance
from seqtext.bags.design import LARGEST, Design, Parted

CERTAIN = 20.0  # log-odds if all training texts, or none, have the class
TRUST = 0.3  # scale of the naive Bayes column, in texts of one n-gram

PRESENT = np.append(0.0, np.ones(LARGEST))  # by how often a text has an n-gram
SUBLINEAR = np.append(0.0, 1 + np.log(np.arange(1, LARGEST + 1)))


class TfIdf:
    """Logistic regression on (1 + ln tf) * idf in rows of length 1, one class against the rest."""

    usual = 32.0  # about the best C: 8 to 128 on MR, SUBJ, SST-2 and IMDb

    def __init__(self, train: Parted) -> None:
        self.parted = train
        documents = train.frequency
        idf = np.log((1 + len(train)) / (1 + documents)) + 1
        self.idf = np.where(documents > 0, idf, 0).astype(np.float32)  # unseen n-grams are ignored
        self.columns = self.of(train)

    def of(self, design: Design | Parted) -> FeatureValues:
        """The values of other texts."""
        idf = self.idf.astype(np.float64)
        squares = FeatureValues(np.ones(len(design)), SUBLINEAR**2, idf, np.zeros(len(design)))
        norms = np.sqrt(squares.times(design, idf**2))
        rows = np.divide(1, norms, out=np.zeros_like(norms), where=norms > 0)
        return FeatureValues(rows, SUBLINEAR, idf, np.zeros(len(design)))

    def side(self, positive: np.ndarray, balanced: bool = False) -> Side:
        """One class against the rest; `positive`: bool [texts]; `balanced`: weigh both sides
        equally.
        """
        return Side(self.parted, self.columns, positive, balanced)

    def with_extra(self, worth: np.ndarray, extra: float, side: Side) -> np.ndarray:
        """Unchanged, because there is no additional column."""
        return worth

    def weights(self, worth: np.ndarray) -> np.ndarray:
        """float32 [n-grams, scores]: weights of (1 + ln tf) * idf, from the worth of 1 + ln tf."""
        idf = self.idf[:, None]
        return np.divide(worth, idf, out=np.zeros_like(worth), where=idf > 0)


class Bayes:
    """Logistic regression on r * x and one more column: the naive Bayes score, the sum of r * x.

    With v the weight of that column and t its scale, the weight of n-gram j is w_j + t v. So the
    regularisation shrinks all weights to a common one, which is learned; in the paper it is their
    mean, with a fixed share. In training, the column is the naive Bayes score learned from the
    other texts: the score including the text itself would be trusted too much.
    """

    idf = None
    usual = 0.125  # about the best C: 1/8 or 1/4 on MR, SUBJ, SST-2 and IMDb

    def __init__(self, train: Parted) -> None:
        self.parted = train
        alone = np.bincount(train.texts, minlength=len(train))
        self.lengths = (alone + np.diff(train.shared.offsets)).astype(np.float64)
        self.scale = TRUST / np.sqrt(self.lengths.mean())

    def of(self, design: Design | Parted) -> FeatureValues:
        """The values of other texts: 1 for each n-gram that they contain."""
        ones = np.ones(len(design))
        return FeatureValues(ones, PRESENT, np.empty(0), ones)

    def side(self, positive: np.ndarray, balanced: bool = False) -> Side:
        """One class against the rest; `positive`: bool [texts]; `balanced`: weigh both sides
        equally.
        """
        documents = self.parted.documents(positive)
        p, q = 1 + documents, 1 + self.parted.frequency - documents
        ratios = np.log(p / p.sum()) - np.log(q / q.sum())  # the log-count ratio, section 2.1
        plain = self.of(self.parted)
        own = self._own(p, plain, positive) - self._own(q, plain, ~positive)
        extra = self.scale * (plain.times(self.parted, ratios) - own)
        columns = FeatureValues(plain.row, PRESENT, ratios, extra)
        return Side(self.parted, columns, positive, balanced)

    def with_extra(self, worth: np.ndarray, extra: float, side: Side) -> np.ndarray:
        """The worth with the contribution of the additional column added."""
        worth += np.multiply(side.columns.column, self.scale * extra, dtype=np.float32)
        return worth

    def weights(self, worth: np.ndarray) -> np.ndarray:
        """float32 [n-grams, scores]: the worth of each n-gram."""
        return worth

    def _own(self, counts: np.ndarray, plain: FeatureValues, side: np.ndarray) -> np.ndarray:
        """float64 [texts]: the contribution of each text of a side, counted in `counts`, to its
        own score; 0 for the others.
        """
        without = np.log(np.maximum(counts - 1, 1) / counts)
        total = np.where(side, self.lengths * np.log1p(-self.lengths / counts.sum()), 0)
        return total - plain.times(self.parted, without, side)


class Scorer:
    """The worth of each n-gram for one score, for a sequence of Cs."""

    def __init__(self, values: TfIdf | Bayes, side: Side) -> None:
        self.values, self.side = values, side
        self.descent = Descent(side)

    def solve(self, strength: float, tolerance: Tolerance) -> tuple[np.ndarray, float]:
        """float32 [n-grams], and the bias."""
        if self.side.certain:
            return np.zeros(self.side.parted.size, np.float32), CERTAIN * self.side.certain
        worth, extra, bias = self.descent.solve(strength, tolerance)
        return self.values.with_extra(worth, extra, self.side), bias
