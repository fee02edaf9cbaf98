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
from seqtext.metrics import accuracy, log_loss
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
        self.facts: dict[str, Any] = {"parameters": weights.size + len(bias)}

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
        train, dev = problem.train, problem.dev
        index = NgramIndex.fit(train, spec.ngrams, len(problem.vocabulary), settings.bags.min_df)
        counts = index.matrix(train)
        idf = _idf(counts) if spec.name == "bow" else None
        values, held = _values(counts, idf), _values(index.matrix(dev), idf)
        classes = range(problem.classes) if problem.classes > 2 else (1,)
        grid = GRID if (dev.labels >= 0).any() else (1.0,)
        paths = [_path(values, train.labels == c, spec.name == "nbsvm", grid) for c in classes]
        best: tuple[tuple[float, float], Linear, float] | None = None
        for strength, columns in zip(grid, zip(*paths, strict=True), strict=True):
            weights = np.stack([w for w, _ in columns], axis=1).astype(np.float32)
            model = cls(index, weights, np.array([b for _, b in columns]), idf)
            score = _quality(held @ weights + model.bias, dev.labels)
            if best is None or score > best[0]:
                best = score, model, strength
        assert best is not None
        (right, _), model, strength = best
        model.facts |= {"embedding_parameters": 0, "C": strength, "dev_accuracy": right}
        model.facts["seconds"] = time.perf_counter() - started
        log({"C": strength, "accuracy": right})
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
    values = counts.copy()
    if idf is None:
        values.data[:] = 1
        return values
    values.data = (1 + np.log(values.data)) * idf[values.indices]
    rows = np.repeat(np.arange(values.shape[0]), np.diff(values.indptr))
    lengths = np.sqrt(np.bincount(rows, values.data**2, values.shape[0]))
    values.data /= lengths[rows]
    return values


def _path(
    values: "csr_matrix", positive: np.ndarray, weighted: bool, grid: tuple[float, ...]
) -> list[tuple[Any, float]]:
    """Weights and bias of one class against the rest for each C of the grid."""
    from sklearn.linear_model import LogisticRegression

    ratios = _log_count_ratios(values, positive) if weighted else None
    design = values if ratios is None else _naive_bayes(values, ratios)
    path = []
    for strength in grid:
        solver = LogisticRegression(
            solver="liblinear", dual=True, C=strength, random_state=0, max_iter=1000
        )
        solver.fit(design, positive)
        weights, bias = solver.coef_[0], float(np.ravel(solver.intercept_)[0])
        if ratios is not None:
            weights = ratios * (weights[:-1] + TRUST * weights[-1])
        path.append((weights, bias))
    return path


def _log_count_ratios(values: "csr_matrix", positive: np.ndarray) -> np.ndarray:
    """float64 [n-grams]: r = ln((p / |p|) / (q / |q|)), p and q = 1 + texts of each side."""
    p, q = (
        1 + np.bincount(values[side].indices, minlength=values.shape[1])
        for side in (positive, ~positive)
    )
    return np.log(p / p.sum()) - np.log(q / q.sum())


def _naive_bayes(values: "csr_matrix", ratios: np.ndarray) -> "csr_matrix":
    """The columns r * x, and one more: TRUST times their sum, what naive Bayes says of the text.

    The weight of n-gram j is then w_j + TRUST * v: the regularisation draws the weights to a
    common one, v, which is learned, where the paper draws them to their mean by a set share.
    """
    from scipy.sparse import csr_matrix, diags, hstack

    scaled = (values @ diags(ratios)).tocsr()
    return hstack([scaled, csr_matrix(TRUST * scaled.sum(axis=1))]).tocsr()


def _quality(scores: np.ndarray, gold: np.ndarray) -> tuple[float, float]:
    """Accuracy and mean log-likelihood, as a pair that sorts."""
    logits = _logits(scores)
    log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    return accuracy(gold, log_p.argmax(1)), -log_loss(gold, log_p)


def _logits(scores: np.ndarray) -> np.ndarray:
    """float64 [texts, classes]: half the log-odds for and against; or log-sigmoids."""
    if scores.shape[1] == 1:
        return np.hstack([-scores / 2, scores / 2])
    return -np.logaddexp(0, -scores)
