"""Linear models on bags of n-grams: logistic regression, and its naive-Bayes-weighted variant.

bow    logistic regression on tf-idf: (1 + ln tf) * idf, rows of length 1
nbsvm  Wang & Manning 2012, "Baselines and bigrams": each n-gram, present or not, is weighted by
       its log-count ratio r, and a linear model learns weights w of r * x. Here the loss is
       logistic, which gives probabilities, and the interpolation with the mean weight (section 2.3)
       is learned instead of fixed: see `Bayes` in values.py.

More than two classes are fitted one against the rest.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from seqtext.bags.descent import Side
from seqtext.bags.design import LARGEST, Parted, table_for, weigh
from seqtext.bags.designs import Both, Designs, NgramColumns
from seqtext.bags.hashing import index_from
from seqtext.bags.ngrams import SMALL, Index, corpus_blocks, distinct
from seqtext.bags.tuning import LIKELIHOOD, Choice, Held, fixed, logits_of, tuned
from seqtext.bags.values import PRESENT, SUBLINEAR, Bayes, TfIdf
from seqtext.log import Log
from seqtext.options import Settings
from seqtext.registry import ModelSpec
from seqtext.statistics.metrics import QUALITY, accuracy, log_loss
from seqtext.system.contents import tensor
from seqtext.words.corpus import Corpus, Problem

UNIT = (
    2.0**32
)  # scores are sums of integers in units of 1 / UNIT: exact, so independent of the order


class Linear:
    """A fitted linear model: an n-gram index, weights, and idf if it uses tf-idf.

    weights  float32 [n-grams, scores]: one score for two classes, else one per class
    bias     float64 [scores]
    idf      float32 [n-grams], or None: n-grams are present or absent
    dev_log_p  float64 [texts, classes]: log-probabilities of the development texts, after a fit
    refitted   returns the model refitted to the development texts too; None: no refit was asked for
    """

    def __init__(
        self, index: Index, weights: np.ndarray, bias: np.ndarray, idf: np.ndarray | None
    ) -> None:
        self.index = index
        self.weights = weights
        self.bias = bias
        self.idf = idf
        self.facts: dict[str, Any] = {
            "parameters": weights.size + len(bias),
            "embedding_parameters": 0,
        }
        self.dev_log_p: np.ndarray | None = None
        self.refitted: Callable[[], Linear] | None = None

    @classmethod
    def fit(
        cls,
        spec: ModelSpec,
        problem: Problem,
        settings: Settings,
        seed: int,
        log: Log,
    ) -> "Linear":
        """Fit on problem.train; C is the one of the grid with the best log-loss on problem.dev.

        With the option `metric`, it is the one with the best value of that. Texts with labels that
        training never saw do not count for the log-loss. The seed has no effect. If the problem has
        a refit, `refitted` of the model fits the same C to the texts of both.
        """
        start, dev = time.perf_counter(), problem.dev
        designs = Designs.of(spec.ngrams, problem, settings.bags)
        facts, labels = designs.facts, problem.train.labels
        values, sides = _sides(spec, designs.train, labels, problem.classes, settings)
        metric = settings.objective.metric or LIKELIHOOD
        choice = tuned(values, sides, Held(designs.dev, values.of(designs.dev), dev.labels, metric))
        model = cls._of(designs.index, designs.columns, values, choice)
        seconds = time.perf_counter() - start
        model.facts |= {**facts, "C": choice.strength, "trials": choice.tried, "seconds": seconds}
        log({"C": choice.strength, **_figures(choice.log_p, dev.labels, metric), **facts})
        if choice.at_the_end:
            log({"note": choice.at_the_end})
        model.dev_log_p = choice.log_p
        if designs.both:
            course = choice.strength, choice.alphas, problem.classes, settings
            model.refitted = partial(cls._refitted, spec, designs.both, *course)
        return model

    @classmethod
    def _refitted(
        cls,
        spec: ModelSpec,
        both: Both,
        strength: float,
        alphas: Sequence[np.ndarray],
        classes: int,
        settings: Settings,
    ) -> "Linear":
        """The model of all texts with a chosen C, solved from `alphas` of the training texts."""
        columns = NgramColumns.frequent(both.rows, both.least)
        values, sides = _sides(spec, columns.of(both.rows).parted(), both.labels, classes, settings)
        choice = fixed(values, sides, strength, alphas)
        model = cls._of(both.index, columns, values, choice)
        model.facts |= {**both.facts, "C": strength}
        return model

    @classmethod
    def _of(
        cls, index: Index, columns: NgramColumns, values: TfIdf | Bayes, choice: Choice
    ) -> "Linear":
        weights = columns.placed(values.weights(choice.worth))
        idf = None if values.idf is None else columns.placed(values.idf)
        return cls(index, weights, choice.bias, idf)

    def logits(self, corpus: Corpus) -> np.ndarray:
        """float64 [texts, classes]; texts with the same bag get the same bits."""
        parts = [self._scores(block) for block in corpus_blocks(corpus)]
        empty = np.zeros((0, len(self.bias)))
        return logits_of(np.concatenate([empty, *parts]) + self.bias)

    def _scores(self, corpus: Corpus) -> np.ndarray:
        """float64 [texts, scores], without the bias."""
        if len(corpus.ids) < SMALL:
            totals, squares = self._sums(corpus)
        else:
            totals, squares = self._weighed(corpus)
        if self.idf is None:
            return totals / UNIT
        lengths = np.sqrt(squares / UNIT)[:, None]
        return np.divide(totals / UNIT, lengths, out=np.zeros(totals.shape), where=lengths > 0)

    def _sums(self, corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
        """int64 [texts, scores] weights times values, [texts] values squared, in 1 / UNIT."""
        features, counts = distinct(self.index.features(corpus))
        values = self._of_count[np.minimum(counts, LARGEST)]
        if self.idf is not None:
            values = values * self.idf[features.ids]
        terms = values[:, None] * self.weights[features.ids]
        sums = [
            np.diff(np.append(0, np.cumsum(_whole(column)))[features.offsets])
            for column in (*terms.T, values * values)
        ]
        return np.stack(sums[:-1], axis=1), sums[-1]

    def _weighed(self, corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
        """The same sums by the kernel, for many texts, without a matrix."""
        numbers, lengths = self.index.find(corpus)
        longest, slots = int(lengths.max(initial=0)), table_for(lengths)
        scratch = np.empty(longest, np.int32), np.empty(longest, np.uint16)
        totals = np.zeros((len(corpus), len(self.bias)), np.int64)
        squares = np.zeros(len(corpus), np.int64)
        idf = np.empty(0, np.float32) if self.idf is None else self.idf
        weigh(
            numbers, np.cumsum(lengths), len(corpus), slots, len(slots), *scratch,
            self._of_count, idf, len(idf), self.weights, len(self.bias), totals, squares,
        )  # fmt: skip
        return totals, squares

    @property
    def _of_count(self) -> np.ndarray:
        return PRESENT if self.idf is None else SUBLINEAR

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
        tensors = {"weights": self.weights, "bias": self.bias}
        return {
            **self.index.tensors(),
            **tensors,
            **({} if self.idf is None else {"idf": self.idf}),
        }

    def options(self) -> dict[str, Any]:
        """Empty: the tensors determine the model."""
        return {}

    @classmethod
    def from_tensors(
        cls,
        spec: ModelSpec,
        tensors: dict[str, np.ndarray],
        options: dict[str, Any],
        sizes: tuple[int, int],
    ) -> "Linear":
        """The model of `tensors`, for `sizes`: numbers of tokens and of classes. Raises
        UnfitError.
        """
        tokens, classes = sizes
        index = index_from(tensors, spec.ngrams, tokens)
        scores = classes if classes > 2 else 1
        weights = tensor(tensors, "weights", np.float32, len(index), scores)
        bias = tensor(tensors, "bias", np.float64, scores)
        if spec.name == "nbsvm":
            return cls(index, weights, bias, None)
        return cls(index, weights, bias, tensor(tensors, "idf", np.float32, len(index)))


def _sides(
    spec: ModelSpec, train: Parted, labels: np.ndarray, classes: int, settings: Settings
) -> tuple[TfIdf | Bayes, list[Side]]:
    """The values of the n-grams, and a side for each score."""
    values: TfIdf | Bayes = (Bayes if spec.name == "nbsvm" else TfIdf)(train)
    balanced = settings.objective.class_weight == "balanced"
    positive = range(classes) if classes > 2 else (1,)
    return values, [values.side(labels == c, balanced) for c in positive]


def _figures(log_p: np.ndarray | None, gold: np.ndarray, metric: str) -> dict[str, float]:
    """The figures on the development set; empty if nothing was chosen on it."""
    if log_p is None:
        return {}
    figures = {"accuracy": accuracy(gold, log_p.argmax(1)), "log_loss": log_loss(gold, log_p)}
    return {
        **figures,
        **({"macro_f1": QUALITY[metric](gold, log_p)} if metric == "macro-f1" else {}),
    }


def _whole(terms: np.ndarray) -> np.ndarray:
    """int64: in units of 1 / UNIT, rounded towards 0."""
    return (terms * UNIT).astype(np.int64)
