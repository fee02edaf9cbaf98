"""Models in the report: what they read, as a word and as a colour, and their score."""

from collections.abc import Iterable

from seqtext.order.effects.all import Effects
from seqtext.order.effects.two_by_two import ModelEffect
from seqtext.statistics.scores import Score
from seqtext.tasks.classify.scores import SCORES

FLOOR = "majority"  # the model that reads nothing
_READS = {"blind": "words", "ngram": "n-grams", "aware": "order"}


def reads(model: ModelEffect) -> str:
    """What the model reads, in a word."""
    return "nothing" if model.model == FLOOR else _READS[model.set]


def sets(models: Iterable[ModelEffect]) -> dict[str, str]:
    """Model -> blind, ngram or aware, which are the colours of the plots."""
    return {model.model: model.set for model in models}


def score_of(effects: Effects) -> Score:
    """The score in which the models are compared."""
    return SCORES[effects.headline.metric]
