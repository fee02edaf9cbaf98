"""Linear models on bags of n-grams: logistic regression, and its naive-Bayes-weighted kin.

bow    logistic regression on tf-idf: (1 + ln tf) * idf, rows of length 1
nbsvm  Wang & Manning 2012, "Baselines and bigrams": each n-gram, present or not, is weighted by
       its log-count ratio r, and a linear model learns weights w of r * x. Here the loss is the
       logistic one, which gives probabilities, and the interpolation with the mean weight
       (section 2.3) is learned, not set: see `_Weighted`.

More than two classes: one against the rest each.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from seqtext.bags import NgramIndex, blocks, distinct
from seqtext.corpus import Corpus, Problem
from seqtext.errors import SeqtextError
from seqtext.metrics import accuracy, log_loss
from seqtext.models import ModelSpec
from seqtext.options import Settings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

GRID = tuple(2.0**e for e in range(-6, 9))  # of C, the inverse strength of the regularisation
CERTAIN = 20.0  # log-odds of a class that is alone in the training texts, or not in them
TRUST = 0.3  # in naive Bayes: scale of its column, in texts of one n-gram


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
        if not len(index):
            cause = "no n-gram stands in so many training texts"
            raise SeqtextError("--min-df", cause, "choose a smaller number")
        values = index.matrix(train)
        idf = _idf(values) if spec.name == "bow" else None
        solver = (_Weighted if spec.name == "nbsvm" else _Plain)(_values(values, idf))
        sides = [train.labels == c for c in (range(classes) if classes > 2 else (1,))]
        held = _values(index.matrix(dev), idf), dev.labels
        (weights, bias), chosen = _tuned(solver, sides, held)
        model = cls(index, weights, bias, idf)
        model.facts |= {"C": chosen["C"], "seconds": time.perf_counter() - started}
        log(chosen)
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
    """The same on r * x, with one column more: what naive Bayes says of the text, the sum of r * x.

    With v for the weight of that column and t for its scale, the weight of n-gram j is w_j + t v:
    the regularisation draws all weights to a common one, which is learned, where the paper draws
    them to their mean by a set share. In training, the column is what naive Bayes learns from the
    other texts: it knows the text's own n-grams too well, and would be trusted too much.
    """

    def __init__(self, values: "csr_matrix") -> None:
        from scipy.sparse import csr_matrix, hstack

        self.values = values
        self.lengths = np.diff(values.indptr)
        self.scale = TRUST / np.sqrt(self.lengths.mean())
        column = csr_matrix(np.ones((values.shape[0], 1)))
        self.design = hstack([values, column], format="csr")  # the column ends each row

    def fit(self, positive: np.ndarray, strength: float) -> tuple[np.ndarray, float]:
        """Weights and bias. `positive`: bool [texts]; `strength`: C."""
        p, q = (1 + self.values.T @ side for side in (positive, ~positive))  # texts, smoothed by 1
        ratios = np.log(p / p.sum()) - np.log(q / q.sum())  # the log-count ratio, section 2.1
        own = np.where(positive, self._own(p), -self._own(q))
        self.design.data = np.append(ratios, 0.0)[self.design.indices]
        self.design.data[self.design.indptr[1:] - 1] = self.scale * (self.values @ ratios - own)
        weights, bias = _solve(self.design, positive, strength)
        return ratios * (weights[:-1] + self.scale * weights[-1]), bias

    def _own(self, counts: np.ndarray) -> np.ndarray:
        """float64 [texts]: what each text, counted among `counts`, adds to the sum of its logs."""
        without = np.log(np.maximum(counts - 1, 1) / counts)
        return self.lengths * np.log1p(-self.lengths / counts.sum()) - self.values @ without


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


def _tuned(
    solver: _Plain | _Weighted, sides: list[np.ndarray], held: tuple["csr_matrix", np.ndarray]
) -> tuple[tuple[np.ndarray, np.ndarray], dict[str, float]]:
    """Weights and bias for the C of GRID that does best, and how well; `held`: values and gold."""
    values, gold = held
    if not (gold >= 0).any():  # there is nothing to choose by
        return _fitted(solver, sides, 1.0), {"C": 1.0}
    best, told = None, {"accuracy": -1.0, "log_loss": 0.0}
    for strength in GRID:
        weights, bias = _fitted(solver, sides, strength)
        right, loss = _quality(values @ weights + bias, gold)
        if (right, -loss) > (told["accuracy"], -told["log_loss"]):
            best, told = (weights, bias), {"C": strength, "accuracy": right, "log_loss": loss}
    assert best is not None
    return best, told


def _fitted(
    solver: _Plain | _Weighted, sides: list[np.ndarray], strength: float
) -> tuple[np.ndarray, np.ndarray]:
    """float32 weights [n-grams, scores] and float64 bias [scores] for one C."""
    weights, bias = zip(*(_one_side(solver, side, strength) for side in sides), strict=True)
    return np.stack(weights, axis=1).astype(np.float32), np.array(bias)


def _one_side(
    solver: _Plain | _Weighted, side: np.ndarray, strength: float
) -> tuple[np.ndarray, float]:
    """The solver's answer; where a fold has no text of a class, or no other, there is none."""
    if side.all() or not side.any():
        return np.zeros(solver.values.shape[1]), CERTAIN if side.all() else -CERTAIN
    return solver.fit(side, strength)


def _quality(scores: np.ndarray, gold: np.ndarray) -> tuple[float, float]:
    """Accuracy, and the mean log-loss of the known labels."""
    logits = _logits(scores)
    log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    return accuracy(gold, log_p.argmax(1)), log_loss(gold, log_p)


def _logits(scores: np.ndarray) -> np.ndarray:
    """float64 [texts, classes]: half the log-odds for and against; or log-sigmoids."""
    if scores.shape[1] == 1:
        return np.hstack([-scores / 2, scores / 2])
    return -np.logaddexp(0, -scores)
