"""The refit: a linear model with a chosen C is fitted again to training and development texts.

C is chosen on the development texts, from which the first fit does not learn. A network has no
refit: the development set decides when it stops, and which epoch is kept.
"""

from collections import Counter
from dataclasses import replace

from seqtext.bags.linear import Linear
from seqtext.tasks.classify.classifier import Classifier
from seqtext.tasks.classify.training import LabelledProblem
from seqtext.text.quantities import quantity


def refitted(classifier: Classifier, problem: LabelledProblem) -> tuple[Classifier, str]:
    """The classifier fitted with the same C to both sets, and a note for the user.

    Vocabulary and n-grams are those of all texts. The classes do not change: development texts with
    a label that training never saw are omitted. There is no figure on the development set, because
    the model learns from it. The signature has the number of texts as "refit".
    """
    assert isinstance(classifier.model, Linear)
    assert classifier.model.refitted
    model = classifier.model.refitted()
    usable = [label for label in problem.dev.labels if label in classifier.labels]
    labels = [*problem.train.labels, *usable]
    signature = {**classifier.signature, "refit": len(labels)}
    origin = {**classifier.origin, "texts": dict(sorted(Counter(labels).items()))}
    note = (
        f"fitted again with C = {model.facts['C']:g} on all {quantity(len(labels), 'text')}, "
        "including the development set: the figure is that of the model before"
    )
    return replace(classifier, model=model, signature=signature, origin=origin), note
