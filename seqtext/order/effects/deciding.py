"""The texts that order decides: right in order and wrong when shuffled, or the other way round."""

from dataclasses import dataclass

import numpy as np

from seqtext.order.effects.candidates import best_of
from seqtext.order.effects.information import losses
from seqtext.order.effects.two_by_two import in_order, item_means, when_shuffled
from seqtext.order.trainings.flip import TextHeat
from seqtext.order.trainings.results import DRAWS, ONE, ORDERED, SHUFFLED, Results
from seqtext.tasks.classify.scores import LOG_P

LISTED = 40  # texts in each direction


@dataclass(frozen=True)
class DecidingText:
    """One text; the shares are over seeds, and over seeds and draws.

    score  o(x), in nats: how much likelier its label is in order than shuffled
    heat   its words, by the reader's first seed; None where that model was not kept
    """

    index: int
    text: str
    gold: str
    score: float
    ordered: float
    shuffled: float
    heat: TextHeat | None = None


@dataclass(frozen=True)
class Deciding:
    """What order decides for one model.

    gained  texts that most seeds have right in order and most answers wrong when shuffled
    lost    the other way round: a model gains by order only what stands above this
    mean    of the order scores, in nats: I_ord * ln 2 without temperature
    texts   the first of `gained`, the highest score first
    against the first of `lost`, the lowest score first
    """

    model: str
    gained: int
    lost: int
    mean: float
    texts: tuple[DecidingText, ...]
    against: tuple[DecidingText, ...]


def reader(results: Results) -> str | None:
    """The model whose order scores are told: the best aware one, else the best n-gram bag."""
    trained = [model for model in results.sets if results.select(model, SHUFFLED)]
    for kind in ("aware", "ngram"):
        models = [model for model in trained if results.sets[model] == kind]
        if models:
            return best_of(results, models)
    return None


def order_scores(results: Results, model: str) -> np.ndarray:
    """o(x) = log p_o(y | x) - mean over draws log p_s(y | shuffled x), mean over seeds, in nats.

    float64 [items]; not a number where the label was never seen in training.
    """
    gold = np.maximum(results.gold, 0)
    ordered, shuffled = (
        [losses(cell.test[LOG_P][passes], gold).mean(axis=0) for cell in results.select(model, t)]
        for t, passes in ((ORDERED, ONE), (SHUFFLED, DRAWS))
    )
    scores = np.mean(shuffled, axis=0) - np.mean(ordered, axis=0)
    return np.where(results.gold >= 0, scores, np.nan)


def gained_and_lost(results: Results, model: str) -> tuple[np.ndarray, np.ndarray]:
    """bool [items]: most seeds right in order and most answers wrong shuffled; the opposite."""
    right, kept = _shares(results, model)
    return (right > 0.5) & (kept < 0.5), (right < 0.5) & (kept > 0.5)


def deciding(results: Results, count: int = LISTED) -> Deciding | None:
    """The texts that order decides for the best order-aware model; None where there is none.

    At most `count` of them are listed in each direction.
    """
    model = reader(results)
    if model is None:
        return None
    scores = order_scores(results, model)
    right, kept = _shares(results, model)
    gained, lost = gained_and_lost(results, model)

    def first(chosen: np.ndarray, by: np.ndarray) -> tuple[DecidingText, ...]:
        listed = sorted(np.flatnonzero(chosen), key=lambda i: by[i])[:count]
        return tuple(_text(results, int(i), scores[i], right[i], kept[i]) for i in listed)

    mean = float(np.nanmean(scores)) if (results.gold >= 0).any() else 0.0
    sums = int(gained.sum()), int(lost.sum())
    return Deciding(model, *sums, mean, first(gained, -scores), first(lost, scores))


def _text(results: Results, i: int, score: float, right: float, kept: float) -> DecidingText:
    gold, heat = results.classes[results.gold[i]], results.heats.get(i)
    return DecidingText(i, results.texts[i], gold, float(score), float(right), float(kept), heat)


def _shares(results: Results, model: str) -> tuple[np.ndarray, np.ndarray]:
    """[items]: the share of the seeds right in order, and of seeds and draws right shuffled."""
    return item_means(in_order(results, model)), item_means(when_shuffled(results, model))
