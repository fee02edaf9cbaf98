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
from seqtext.tasks.classify.dataset import counted_vocabulary
from seqtext.tasks.classify.training import LabelledProblem
from seqtext.text.quantities import quantity
from seqtext.words.corpus import Problem


def refitted(
    classifier: Classifier, problem: LabelledProblem, settings: Settings
) -> tuple[Classifier, str]:
    """The classifier fitted with the same C to both sets, and a note for the user.

    Vocabulary and n-grams are those of all texts. The classes do not change: development texts with
    a label that training never saw are omitted. There is no figure on the development set, because
    the model learns from it. The signature has the number of texts as "refit".
    """
    train, dev, classes = problem.train, problem.dev, classifier.labels
    usable = dev.select(i for i, label in enumerate(dev.labels) if label in classes)
    assert train.tokens is not None
    assert usable.tokens is not None
    tokens, data_labels = train.tokens.joined(usable.tokens), train.labels + usable.labels
    vocabulary = counted_vocabulary(tokens.counts(), problem.reading)
    corpus, _ = tokens.encoded(vocabulary, np.append(train.gold(classes), usable.gold(classes)))
    empty = corpus.select(np.empty(0, np.int64))
    ids = Problem(corpus, empty, vocabulary, len(classes))
    strength = classifier.model.facts["C"]
    model = Linear.refit(classifier.spec, ids, settings, strength)
    signature = {**classifier.signature, "refit": len(corpus)}
    origin = {**classifier.origin, "texts": dict(sorted(Counter(data_labels).items()))}
    note = (
        f"fitted again with C = {strength:g} on all {quantity(len(corpus), 'text')}, including the "
        "development set: the figure is that of the model before"
    )
    refit = replace(
        classifier, model=model, vocabulary=vocabulary, signature=signature, origin=origin
    )
    return refit, note
