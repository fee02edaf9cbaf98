"""The material of a comparison: the texts, their split, and each fold as ids."""

import hashlib
from dataclasses import dataclass, replace

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.order.texts.shuffles import generator
from seqtext.tasks.classify.dataset import (
    Dataset,
    Reading,
    build_vocabulary,
    classes_of,
    encode_dataset,
)
from seqtext.tasks.data import hold_out
from seqtext.tasks.split import folds
from seqtext.tasks.task import Order
from seqtext.words.corpus import Corpus
from seqtext.words.vocabulary import Vocabulary

DEV_SHARE = 0.1
TEST_SHARE = 0.2


@dataclass(frozen=True)
class DataSplit:
    """The data of one training: for fitting, for choosing settings, and for testing."""

    train: Dataset
    dev: Dataset
    test: Dataset


@dataclass(frozen=True)
class Material:
    """All data of a comparison.

    parts    one split, or one for each fold
    place    int64 [items]: for each test item, as read, its place in the concatenated test sets of
             all parts
    classes  the labels of the training data
    told     how the split was made, in words, for the report
    """

    parts: tuple[DataSplit, ...]
    place: np.ndarray
    classes: tuple[str, ...]
    told: str

    def digest(self) -> str:
        """SHA-256 over all texts and labels of each split."""
        parts = [[d.digest() for d in (p.train, p.dev, p.test)] for p in self.parts]
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def divide(
    train: Dataset,
    dev: Dataset | None,
    test: Dataset | None,
    k: int,
    split_seed: int,
    reading: Reading,
) -> Material:
    """Split the data as far as the user has not; `k` > 1 means cross-validation.

    A given test set is used. With folds each text is tested once. With only a development set, that
    is also the test set; otherwise a fifth is set aside. A development set is a tenth.
    """
    classes = classes_of(train, "training data")
    if k > 1:
        return _folds(train, classes, k, split_seed, reading)
    description = "the given file"
    if test is None and dev is not None:
        test, description = dev, "the development file, which also chose the settings (optimistic)"
    elif test is None:
        train, test = hold_out(train, TEST_SHARE, split_seed, reading.digests)
        description = f"{TEST_SHARE:.0%} of the training file set aside as the test"
    if dev is None:
        train, dev = hold_out(train, DEV_SHARE, split_seed, reading.digests)
        description += f", {DEV_SHARE:.0%} of the rest as development set"
    return Material((DataSplit(train, dev, test),), np.arange(len(test)), classes, description)


def _folds(
    data: Dataset, classes: tuple[str, ...], k: int, split_seed: int, reading: Reading
) -> Material:
    fold = folds(data.groups(reading.digests), data.labels, k, split_seed)
    filled = len(np.unique(fold))
    if filled < k:
        cause = f"{k} folds of {filled} different texts leave some folds empty"
        raise SeqtextError("--folds", cause, "use fewer folds")
    parts = []
    for f in range(k):
        outside = data.select(np.flatnonzero(fold != f))
        train, dev = hold_out(outside, DEV_SHARE, split_seed, reading.digests)
        parts.append(DataSplit(train, dev, data.select(np.flatnonzero(fold == f))))
    place = np.argsort(np.argsort(fold, kind="stable"), kind="stable")
    description = (
        f"{k}-fold cross-validation, {DEV_SHARE:.0%} of each training part as development set"
    )
    return Material(tuple(parts), place, classes, description)


def with_share(part: DataSplit, share: int, split_seed: int) -> DataSplit:
    """The split with one in `share` of its training texts, rounded up within each label.

    A larger `share` selects a subset of the texts of a smaller one, so a curve only adds texts.
    """
    if share == 1:
        return part
    labels = np.array(part.train.labels)
    chosen = []
    for label in np.unique(labels):
        of_label = np.random.default_rng(split_seed).permutation(np.flatnonzero(labels == label))
        chosen.append(of_label[: -(-len(of_label) // share)])
    return replace(part, train=part.train.select(np.sort(np.concatenate(chosen))))


@dataclass(frozen=True)
class Encoded:
    """A split as ids; `cut` is the number of texts that were longer than the maximum length."""

    vocabulary: Vocabulary
    train: Corpus
    dev: Corpus
    test: Corpus
    cut: int


def encode_part(part: DataSplit, classes: tuple[str, ...], reading: Reading) -> Encoded:
    """Build the vocabulary from the training texts only, and encode all texts with it."""
    vocabulary = build_vocabulary(part.train.texts, reading)
    (train, a), (dev, b), (test, c) = (
        encode_dataset(data, vocabulary, classes, reading)
        for data in (part.train, part.dev, part.test)
    )
    return Encoded(vocabulary, train, dev, test, a + b + c)


def random_order(seed: int, draw: int) -> Order:
    """A random order of the tokens of each text."""

    def order(text: int, length: int) -> np.ndarray:
        return generator(seed, text, draw).permutation(length)

    return order


def shuffled(corpus: Corpus, seed: int, draw: int) -> Corpus:
    """Each text in its own random order, after tokenisation, truncation and look-up."""
    return corpus.rearranged(random_order(seed, draw))
