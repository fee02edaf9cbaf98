"""The designs of a problem: n-grams numbered once, as rows of training and development texts."""

from dataclasses import dataclass

import numpy as np

from seqtext.bags.design import Design, Parted
from seqtext.bags.hashing import HashedIndex
from seqtext.bags.ngrams import Index, NgramIndex
from seqtext.bags.numbering import NumberedNgrams
from seqtext.errors import SeqtextError
from seqtext.options import BagOptions
from seqtext.words.corpus import Corpus, Problem


@dataclass(frozen=True)
class NgramColumns:
    """The n-grams of an index from which a model learns; it gives the others the weight 0.

    size     number of n-grams of the index
    numbers  theirs in the index, ascending; None: all
    """

    size: int
    numbers: np.ndarray | None = None

    @classmethod
    def frequent(cls, rows: Design, least: int) -> "NgramColumns":
        """Those in at least `least` texts of these rows. Raises SeqtextError if there are none."""
        numbers = np.flatnonzero(np.bincount(rows.columns, minlength=rows.size) >= least)
        _refuse_none(len(numbers))
        return cls(rows.size, None if len(numbers) == rows.size else numbers)

    def of(self, rows: Design) -> Design:
        """The rows with these n-grams only."""
        return rows if self.numbers is None else rows.only(self.numbers)

    def placed(self, values: np.ndarray) -> np.ndarray:
        """[n-grams of the index, …]: values of these n-grams, and 0."""
        if self.numbers is None:
            return values
        result = np.zeros((self.size, *values.shape[1:]), values.dtype)
        result[self.numbers] = values
        return result


@dataclass(frozen=True)
class Both:
    """What a refit learns from: the rows of all texts with a known label.

    index   numbers the n-grams
    labels  int32 [texts]
    least   number of texts from which an n-gram is learned
    facts   about the index
    """

    index: Index
    rows: Design
    labels: np.ndarray
    least: int
    facts: dict[str, float]


@dataclass(frozen=True)
class Designs:
    """The rows of the texts of a problem.

    index    numbers the n-grams
    columns  those of the training texts
    train    the training texts
    dev      the development texts, by n-grams of the training texts
    facts    about the index
    both     what a refit learns from; None: no refit was asked for
    """

    index: Index
    columns: NgramColumns
    train: Parted
    dev: Design
    facts: dict[str, float]
    both: Both | None = None

    @classmethod
    def of(cls, order: int, problem: Problem, options: BagOptions) -> "Designs":
        """Number the n-grams of the training texts; with a refit, those of all texts at once."""
        if problem.refit:
            return cls._of_both(order, problem, options)
        index, finder, facts = _numbered(order, problem.train, problem, options)
        train = Design.of(problem.train, finder)
        del finder  # it is large
        parted, dev = train.parted(), Design.of(problem.dev, index)
        index.release()
        return cls(index, NgramColumns(len(index)), parted, dev, facts)

    @classmethod
    def _of_both(cls, order: int, problem: Problem, options: BagOptions) -> "Designs":
        texts = problem.train.followed_by(problem.dev)
        index, finder, facts = _numbered(order, texts, problem, options)
        rows = Design.of(texts, finder)
        del finder
        index.release()
        least = 0 if options.hash_bits else options.min_df
        trained = np.arange(len(texts)) < len(problem.train)
        train = rows.select(trained)
        columns = NgramColumns.frequent(train, least)
        parted, dev = columns.of(train).parted(), columns.of(rows.select(~trained))
        known = texts.labels >= 0
        both = Both(index, rows.select(known), texts.labels[known], least, facts)
        return cls(index, columns, parted, dev, facts, both)


def _numbered(
    order: int, corpus: Corpus, problem: Problem, options: BagOptions
) -> tuple[Index, Index | NumberedNgrams, dict[str, float]]:
    """The index of a corpus, what finds its n-grams in it, and facts about the index."""
    if options.hash_bits:
        hashed = HashedIndex(order, options.hash_bits)
        return hashed, hashed, {"collisions": hashed.collisions(corpus)}
    boundary = len(problem.vocabulary)
    index, finder = NgramIndex.numbered(corpus, order, boundary, options.min_df)
    _refuse_none(len(index))
    return index, finder, {}


def _refuse_none(ngrams: int) -> None:
    if not ngrams:
        cause = "no n-gram occurs in so many training texts"
        raise SeqtextError("--min-df", cause, "choose a smaller number")
