"""Models in the report: what they read, as a word and as a colour, and their score."""

from collections.abc import Iterable

from seqtext.order.effects.all import Effects
from seqtext.order.effects.two_by_two import ModelEffect
from seqtext.statistics.scores import Score
from seqtext.tasks.task import TASKS, task_named

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
    return _scores(effects)[effects.headline.metric]


def usual(effects: Effects) -> Score:
    """The score in which figures are given that do not follow the metric: accuracy, BLEU."""
    return next(iter(_scores(effects).values()))


def _scores(effects: Effects) -> dict[str, Score]:
    """Those of the task; no two tasks have a metric in common."""
    scores = (task_named(name).scores for name in TASKS)
    return next(of_task for of_task in scores if effects.headline.metric in of_task)
