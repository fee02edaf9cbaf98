"""Linear models on bags of n-grams: logistic regression, and its naive-Bayes-weighted kin.

bow    logistic regression on tf-idf: (1 + ln tf) * idf, rows of length 1
nbsvm  Wang & Manning 2012, "Baselines and bigrams": each n-gram, present or not, is weighted by
       its log-count ratio r, and a linear model learns weights w of r * x. Here the loss is the
       logistic one, which gives probabilities, and the interpolation with the mean weight
       (section 2.3) is learned, not set: see `_naive_bayes`.

More than two classes: one against the rest each.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from seqtext.bags import NgramIndex, blocks, distinct
from seqtext.corpus import Corpus, Problem
from seqtext.models import ModelSpec
from seqtext.options import Settings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

GRID = tuple(2.0**e for e in range(-6, 7))  # of C, the inverse strength of the regularisation
TRUST = 1 / 64  # in naive Bayes: scale of its column against those of the n-grams


class Linear:
    """A fitted linear model: an n-gram index, weights, and idf where it uses tf-idf.

    weights  float32 [n-grams, scores]: one score for two classes, else one a class
    bias     float64 [scores]
    idf      float32 [n-grams], or None: n-grams are present or not
    """

    def __init__(
        self, index: NgramIndex, weights: np.ndarray, bias: np.ndarray, idf: np.ndarray | None
    ) -> None:
        self.index = index
        self.weights = weights
        self.bias = bias
        self.idf = idf
        self.facts: dict[str, Any] = {
            "parameters": weights.size + len(bias),
            "embedding_parameters": 0,
        }

    @classmethod
    def fit(
        cls,
        spec: ModelSpec,
        problem: Problem,
        settings: Settings,
        seed: int,
        log: Callable[[dict[str, Any]], None],
    ) -> "Linear":
        """Fit on problem.train; C is the one of GRID that does best on problem.dev.

        Best: most right, then the higher likelihood, then the stronger regularisation. A label
        that training never saw is wrong under each C. The seed changes nothing.
        """
        started = time.perf_counter()
        train, dev, classes = problem.train, problem.dev, problem.classes
        index = NgramIndex.fit(train, spec.ngrams, len(problem.vocabulary), settings.bags.min_df)
        values = index.matrix(train)
        idf = _idf(values) if spec.name == "bow" else None
        held = _values(index.matrix(dev), idf)
        fitter = (_Weighted if spec.name == "nbsvm" else _Plain)(_values(values, idf))
        sides = [train.labels == c for c in (range(classes) if classes > 2 else (1,))]
        known = (dev.labels >= 0).any()  # otherwise there is nothing to choose by
        best: tuple[tuple[float, float], float, Linear] | None = None
        for strength in GRID if known else (1.0,):
            columns = [fitter.fit(side, strength) for side in sides]
            weights = np.stack([w for w, _ in columns], axis=1).astype(np.float32)
            model = cls(index, weights, np.array([b for _, b in columns]), idf)
            quality = _quality(held @ weights + model.bias, dev.labels) if known else (0.0, 0.0)
            if best is None or quality > best[0]:
                best = quality, strength, model
        assert best is not None
        (right, likelihood), strength, model = best
        model.facts |= {"C": strength, "seconds": time.perf_counter() - started}
        log({"C": strength} | ({"accuracy": right, "log_loss": -likelihood} if known else {}))
        return model

    def logits(self, corpus: Corpus) -> np.ndarray:
        """float64 [texts, classes]; texts with the same bag get the same bits."""
        parts = [self._scores(block) for block in blocks(corpus)]
        return _logits(np.concatenate(parts) if parts else np.zeros((0, len(self.bias))))

    def _scores(self, corpus: Corpus) -> np.ndarray:
        """float64 [texts, scores]: weights times values, added up in the order of the features."""
        features, counts = distinct(self.index.features(corpus))
        texts = np.repeat(np.arange(len(corpus)), features.lengths)
        values = np.ones(len(texts))
        if self.idf is not None:
            values = (1 + np.log(counts)) * self.idf[features.ids]
            squares = np.bincount(texts, values**2, len(corpus))
            values /= np.sqrt(squares)[texts]
        columns = [
            np.bincount(texts, values * weights[features.ids], len(corpus))
            for weights in self.weights.T
        ]
        return np.stack(columns, axis=1) + self.bias

    def strongest(self, top: int) -> list[list[tuple[tuple[int, ...], float]]]:
        """For each class the `top` n-grams (as token ids) with the largest weights for it."""
        columns = (
            self.weights.T if len(self.bias) > 1 else [-self.weights[:, 0], self.weights[:, 0]]
        )
        return [
            [
                (self.index.ngram(i), float(column[i]))
                for i in np.argsort(-column, kind="stable")[:top]
            ]
            for column in columns
        ]

    def tensors(self) -> dict[str, np.ndarray]:
        """The n-grams, weights, bias and idf."""
        own = {"weights": self.weights, "bias": self.bias}
        return {**self.index.tensors(), **own, **({} if self.idf is None else {"idf": self.idf})}

    def options(self) -> dict[str, Any]:
        """None: the tensors say all."""
        return {}

    @classmethod
    def from_tensors(
        cls, spec: ModelSpec, tensors: dict[str, np.ndarray], options: dict[str, Any]
    ) -> "Linear":
        """The model that `tensors` describe."""
        index = NgramIndex.from_tensors(tensors)
        return cls(index, tensors["weights"], tensors["bias"], tensors.get("idf"))


def _idf(counts: "csr_matrix") -> np.ndarray:
    """float32 [n-grams]: ln((1 + texts) / (1 + texts that hold it)) + 1."""
    documents = np.bincount(counts.indices, minlength=counts.shape[1])
    return (np.log((1 + counts.shape[0]) / (1 + documents)) + 1).astype(np.float32)


def _values(counts: "csr_matrix", idf: np.ndarray | None) -> "csr_matrix":
    """Counts to values: tf-idf in rows of length 1, or 1 where an n-gram is present."""
    from scipy.sparse import csr_matrix

    data = np.ones(counts.nnz)
    if idf is not None:
        data = (1 + np.log(counts.data)) * idf[counts.indices]
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        data /= np.sqrt(np.bincount(rows, data**2, counts.shape[0]))[rows]
    return csr_matrix((data, counts.indices, counts.indptr), counts.shape)


class _Plain:
    """Logistic regression of one class against the rest."""

    def __init__(self, values: "csr_matrix") -> None:
        self.values = values

    def fit(self, positive: np.ndarray, strength: float) -> tuple[np.ndarray, float]:
        """Weights and bias. `positive`: bool [texts]; `strength`: C."""
        return _solve(self.values, positive, strength)


class _Weighted:
    """The same on r * x, with one column more: TRUST times what naive Bayes says of the text.

    Naive Bayes says the sum of r * x. With v for the weight of its column, that of n-gram j is
    w_j + TRUST * v: the regularisation draws all weights to a common one, which is learned, where
    the paper draws them to their mean by a set share.
    """

    def __init__(self, values: "csr_matrix") -> None:
        from scipy.sparse import csr_matrix, hstack

        self.values = values
        column = csr_matrix(np.ones((values.shape[0], 1)))
        self.design = hstack([values, column], format="csr")  # the column ends each row

    def fit(self, positive: np.ndarray, strength: float) -> tuple[np.ndarray, float]:
        """Weights and bias. `positive`: bool [texts]; `strength`: C."""
        ratios = self._log_count_ratios(positive)
        self.design.data = np.append(ratios, 0.0)[self.design.indices]
        self.design.data[self.design.indptr[1:] - 1] = TRUST * (self.values @ ratios)
        weights, bias = _solve(self.design, positive, strength)
        return ratios * (weights[:-1] + TRUST * weights[-1]), bias

    def _log_count_ratios(self, positive: np.ndarray) -> np.ndarray:
        """float64 [n-grams]: r = ln((p / |p|) / (q / |q|)), p and q = 1 + texts of each side."""
        p = 1 + self.values.T @ positive
        q = 1 + self.values.T @ ~positive
        return np.log(p / p.sum()) - np.log(q / q.sum())


def _solve(design: "csr_matrix", positive: np.ndarray, strength: float) -> tuple[np.ndarray, float]:
    """Minimise |w|^2 / 2 + C * sum of log-losses; the bias counts as a weight.

    liblinear's coordinate descent on the dual, to its own tolerance: the fastest of
    scikit-learn's solvers where n-grams outnumber texts. The random state is fixed.
    """
    from sklearn.linear_model import LogisticRegression

    solver = LogisticRegression(
        solver="liblinear", dual=True, C=strength, tol=0.1, max_iter=1000, random_state=0
    ).fit(design, positive)
    return solver.coef_[0], float(np.ravel(solver.intercept_)[0])


def _quality(scores: np.ndarray, gold: np.ndarray) -> tuple[float, float]:
    """Accuracy and mean log-likelihood, as a pair that sorts."""
    logits = _logits(scores)
    log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    known = np.flatnonzero(gold >= 0)
    return float(np.mean(log_p.argmax(1) == gold)), float(np.mean(log_p[known, gold[known]]))


def _logits(scores: np.ndarray) -> np.ndarray:
    """float64 [texts, classes]: half the log-odds for and against; or log-sigmoids."""
    if scores.shape[1] == 1:
        return np.hstack([-scores / 2, scores / 2])
    return -np.logaddexp(0, -scores)
