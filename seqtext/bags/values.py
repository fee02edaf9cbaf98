"""What an n-gram of a text is worth to a linear model: tf-idf, or its log-count ratio."""

import numpy as np

from seqtext.bags.descent import Descent, FeatureValues, Side, Tolerance
from seqtext.bags.design import LARGEST, Design, Parted

CERTAIN = 20.0  # log-odds of a class that is alone in the training texts, or not in them
TRUST = 0.3  # in naive Bayes: scale of its column, in texts of one n-gram

PRESENT = np.append(0.0, np.ones(LARGEST))  # by how often a text has an n-gram
SUBLINEAR = np.append(0.0, 1 + np.log(np.arange(1, LARGEST + 1)))


class TfIdf:
    """Logistic regression on (1 + ln tf) * idf in rows of length 1, one class against the rest."""

    usual = 32.0  # about the best C: 8 to 128 on MR, SUBJ, SST-2 and IMDb

    def __init__(self, train: Parted) -> None:
        self.parted = train
        documents = train.documents(np.ones(len(train), bool))
        idf = np.log((1 + len(train)) / (1 + documents)) + 1
        self.idf = np.where(documents > 0, idf, 0).astype(np.float32)  # what is new is left out
        self.columns = self.of(train)

    def of(self, design: Design | Parted) -> FeatureValues:
        """The values of other texts."""
        idf = self.idf.astype(np.float64)
        squares = FeatureValues(np.ones(len(design)), SUBLINEAR**2, idf, np.zeros(len(design)))
        norms = np.sqrt(squares.times(design, idf**2))
        rows = np.divide(1, norms, out=np.zeros_like(norms), where=norms > 0)
        return FeatureValues(rows, SUBLINEAR, idf, np.zeros(len(design)))

    def side(self, positive: np.ndarray, balanced: bool = False) -> Side:
        """One class against the rest; `positive`: bool [texts]; both count alike if `balanced`."""
        return Side(self.parted, self.columns, positive, balanced)

    def with_extra(self, worth: np.ndarray, extra: float, side: Side) -> np.ndarray:
        """There is no column more."""
        return worth

    def weights(self, worth: np.ndarray) -> np.ndarray:
        """float32 [n-grams, scores]: of (1 + ln tf) * idf, from the worth of 1 + ln tf."""
        idf = self.idf[:, None]
        return np.divide(worth, idf, out=np.zeros_like(worth), where=idf > 0)


class Bayes:
    """The same on r * x, with one column more: what naive Bayes says of the text, the sum of r * x.

    With v for the weight of that column and t for its scale, the weight of n-gram j is w_j + t v:
    the regularisation draws all weights to a common one, which is learned, where the paper draws
    them to their mean by a set share. In training, the column is what naive Bayes learns from the
    other texts: it knows the text's own n-grams too well, and would be trusted too much.
    """

    idf = None
    usual = 0.125  # about the best C: 1/8 or 1/4 on MR, SUBJ, SST-2 and IMDb

    def __init__(self, train: Parted) -> None:
        self.parted = train
        alone = np.bincount(train.texts, minlength=len(train))
        self.lengths = (alone + np.diff(train.shared.offsets)).astype(np.float64)
        self.scale = TRUST / np.sqrt(self.lengths.mean())

    def of(self, design: Design | Parted) -> FeatureValues:
        """The values of other texts: 1 for each n-gram that they have."""
        ones = np.ones(len(design))
        return FeatureValues(ones, PRESENT, np.empty(0), ones)

    def side(self, positive: np.ndarray, balanced: bool = False) -> Side:
        """One class against the rest; `positive`: bool [texts]; both count alike if `balanced`."""
        p, q = (1 + self.parted.documents(side) for side in (positive, ~positive))
        ratios = np.log(p / p.sum()) - np.log(q / q.sum())  # the log-count ratio, section 2.1
        plain = self.of(self.parted)
        own = np.where(positive, self._own(p, plain), -self._own(q, plain))
        extra = self.scale * (plain.times(self.parted, ratios) - own)
        columns = FeatureValues(plain.row, PRESENT, ratios, extra)
        return Side(self.parted, columns, positive, balanced)

    def with_extra(self, worth: np.ndarray, extra: float, side: Side) -> np.ndarray:
        """What the column more says of each n-gram, added."""
        worth += np.multiply(side.columns.column, self.scale * extra, dtype=np.float32)
        return worth

    def weights(self, worth: np.ndarray) -> np.ndarray:
        """float32 [n-grams, scores]: what each n-gram is worth."""
        return worth

    def _own(self, counts: np.ndarray, plain: FeatureValues) -> np.ndarray:
        """float64 [texts]: what each text, counted among `counts`, adds to the sum of its logs."""
        without = np.log(np.maximum(counts - 1, 1) / counts)
        return self.lengths * np.log1p(-self.lengths / counts.sum()) - plain.times(
            self.parted, without
        )


class Scorer:
    """What each n-gram is worth for one score, for one C after another."""

    def __init__(self, values: TfIdf | Bayes, side: Side) -> None:
        self.values, self.side = values, side
        self.descent = Descent(side)

    def solve(self, strength: float, tolerance: Tolerance) -> tuple[np.ndarray, float]:
        """float32 [n-grams], and the bias."""
        if self.side.certain:
            return np.zeros(self.side.parted.size, np.float32), CERTAIN * self.side.certain
        worth, extra, bias = self.descent.solve(strength, tolerance)
        return self.values.with_extra(worth, extra, self.side), bias
