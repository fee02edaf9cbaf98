"""The refit: a linear model with a chosen C is fitted again to training and development texts.

C is chosen on the development texts, from which the first fit does not learn. A network has no
refit: the development set decides when it stops, and which epoch is kept.
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
    """The classifier fitted with the same C to both sets, and a note for the user.

    Vocabulary and n-grams are those of all texts. The classes do not change: development texts with
    a label that training never saw are omitted. There is no figure on the development set, because
    the model learns from it. The signature has the number of texts as "refit".
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
