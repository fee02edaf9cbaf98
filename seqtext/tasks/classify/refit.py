"""The refit: a linear model whose C is chosen is fitted again, to all texts that it was given.

It chose C on texts that it did not learn from. Once C is chosen, they are texts like the others. A
network has no second fit: it stops, and keeps an epoch, by the development set.
"""

from collections import Counter
from dataclasses import replace

import numpy as np

from seqtext.bags.linear import Linear
from seqtext.options import Settings
from seqtext.tasks.classify.classifier import Classifier
from seqtext.tasks.classify.dataset import Dataset, Reading, build_vocabulary, encode_dataset
from seqtext.text.quantities import quantity
from seqtext.words.corpus import Problem


def refitted(
    classifier: Classifier, train: Dataset, dev: Dataset, reading: Reading, settings: Settings
) -> tuple[Classifier, str]:
    """The classifier with the same C, learned from both sets, and what the user should know.

    Its vocabulary and n-grams are those of all texts. Its classes stay: development texts with a
    label that training never saw are left out. Its figure on the development set is none: it knows
    these texts. The signature has the number of texts as "refit".
    """
    usable = [i for i, label in enumerate(dev.labels) if label in classifier.labels]
    dev_texts = dev.select(usable)
    data = Dataset(train.texts + dev_texts.texts, train.labels + dev_texts.labels)
    vocabulary = build_vocabulary(data.texts, reading)
    corpus, _ = encode_dataset(data, vocabulary, classifier.labels, reading)
    empty = corpus.select(np.empty(0, np.int64))
    problem = Problem(corpus, empty, vocabulary, len(classifier.labels))
    strength = classifier.model.facts["C"]
    model = Linear.refit(classifier.spec, problem, settings, strength)
    signature = {**classifier.signature, "refit": len(data)}
    origin = {**classifier.origin, "texts": dict(sorted(Counter(data.labels).items()))}
    note = (
        f"fitted again with C = {strength:g} on all {quantity(len(data), 'text')}, including the "
        "development set: the figure is that of the model before"
    )
    refit = replace(
        classifier, model=model, vocabulary=vocabulary, signature=signature, origin=origin
    )
    return refit, note
