"""The texts of a comparison as the models read them, over one vocabulary for all of them."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqtext.order.texts.marked_words import polar
from seqtext.order.texts.mining import Mined, mined
from seqtext.order.trainings.material import Material
from seqtext.order.trainings.results import Tokens
from seqtext.tasks.classify.dataset import Dataset, Reading, build_vocabulary
from seqtext.words.corpus import Corpus, encode_texts


def read_tokens(material: Material, reading: Reading) -> tuple[Tokens, tuple[Mined, ...]]:
    """The test texts as tokens, and what was mined in all texts of the user.

    Words that are too rare for the models' vocabulary are kept apart here: slices go by them.
    """
    everything = _everything(material)
    full_reading = Reading(reading.tokenizer, max_length=reading.max_length)
    vocabulary = build_vocabulary(everything.texts, full_reading)
    gold = everything.gold(material.classes)
    corpus, _ = encode_texts(everything.texts, vocabulary, gold, reading.max_length)
    place = {text: i for i, text in enumerate(everything.texts)}

    def select(texts: Iterable[str]) -> Corpus:
        return corpus.select(np.array([place[text] for text in texts], dtype=np.int64))

    words = vocabulary.get_itos()
    folds = []
    for part in material.parts:
        gold = part.train.gold(material.classes)
        shape = len(material.classes), len(words)
        folds.append(polar(words, _counts(select(part.train.read), gold, shape)))
    tests = [text for part in material.parts for text in part.test.read]
    test_corpus = select([tests[i] for i in material.place])
    same_bags = mined(corpus.ids, corpus.offsets, everything.texts, everything.labels)
    return Tokens(test_corpus, tuple(words), np.stack(folds)), same_bags


def _everything(material: Material) -> Dataset:
    """Each labelled text that the user gave, once, also where one set serves as two."""
    part: Any = material.parts[0]
    if len(material.parts) > 1:  # every text is tested once
        sets: list[Any] = [part.test for part in material.parts]
    else:
        sets = [part.train, part.dev, *([] if material.on_dev else [part.test])]
    texts, labels = ([x for data in sets for x in getattr(data, name)] for name in _COLUMNS)
    return Dataset(tuple(texts), tuple(labels))


_COLUMNS = ("texts", "labels")


def _counts(corpus: Corpus, gold: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """int64 [labels, words], the shape: how often each word stands in texts of each label."""
    label = np.repeat(gold.astype(np.int64), corpus.lengths)
    cells = label * shape[1] + corpus.ids
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)
