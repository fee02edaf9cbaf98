"""Small problems for linear models: each class prefers some tokens."""

import numpy as np
import pytest

from seqtext.bags.linear import Linear
from seqtext.options import ObjectiveOptions, Settings
from seqtext.registry import ModelSpec
from seqtext.words.corpus import Corpus, Problem, offsets_of
from seqtext.words.vocabulary import Vocabulary

SIZE = 30
VOCABULARY = Vocabulary([str(i) for i in range(SIZE)])


def _corpus_of(texts, labels):
    ids = np.array([i for text in texts for i in text], np.int32)
    offsets = offsets_of(np.array([len(text) for text in texts], np.int64))
    return Corpus(ids, offsets, np.array(labels, np.int32))


def _drawn(classes, texts, seed):
    """Texts of 2 to 12 tokens; each class prefers some of them."""
    generator = np.random.default_rng(seed)
    labels = np.arange(texts) % classes
    odds = np.random.default_rng(99).dirichlet(np.full(SIZE, 0.7), classes)
    lengths = generator.integers(2, 13, texts)
    parts = [generator.choice(SIZE, n, p=odds[y]) for n, y in zip(lengths, labels, strict=True)]
    return _corpus_of(parts, labels)


def _fitted(
    name, classes=2, train=None, dev=None, family=Linear, log=lambda record: None, **chosen
):
    train = _drawn(classes, 80, 0) if train is None else train
    dev = _drawn(classes, 40, 1) if dev is None else dev
    problem = Problem(train, dev, VOCABULARY, classes)
    settings = Settings(objective=ObjectiveOptions(**chosen))
    return family.fit(ModelSpec.parse(name), problem, settings, 0, log)


@pytest.fixture(scope="session")
def corpus_of():
    """Makes a corpus of lists of ids and of labels."""
    return _corpus_of


@pytest.fixture(scope="session")
def drawn():
    """Draws so many texts of so many classes, by a seed."""
    return _drawn


@pytest.fixture(scope="session")
def fitted():
    """Fits a linear model to drawn texts, or to those that are given."""
    return _fitted
