"""The assay: could this comparison have found a worth of order of the size that matters?

What an equivalence trial calls assay sensitivity (ICH E10). Two pairs of marker words are planted
in every text of a copy of the data, one adjacent and one far apart. The order of a pair agrees with
the label with probability q, whatever the text, so that its worth is known: q is such that knowing
the order would add two margins to what the best blind candidate has. The models that read order are
trained on the copy, and each test text is judged with the markers in both orders. A model that
finds the cue gains W = q a(agreeing) + (1 - q) a(disagreeing) - a(by the mean of both).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from seqtext.order.effects.candidates import candidates
from seqtext.order.effects.headline import Contrast
from seqtext.order.effects.information import temperature
from seqtext.order.trainings.planted import PlantedAnswers
from seqtext.order.trainings.results import Results
from seqtext.statistics.intervals import Estimate, difference_interval
from seqtext.tasks.classify.scores import LOG_P

ROOM = 2  # margins that the planted cue is worth
NEAR, FAR = "near", "far"


@dataclass(frozen=True)
class Cue:
    """A planted cue, and what the models made of it.

    distance  "near": adjacent; "far"
    tokens    from one marker to the other
    worth     by construction, as a fraction
    model     the one that gains most; gain: its W, on the test texts
    held      some model has W above 0, and G + W of at least the margin: "no worth" would not have
              been said
    """

    distance: str
    tokens: int
    worth: float
    model: str
    gain: Estimate
    held: bool


@dataclass(frozen=True)
class Assay:
    """Both cues; far is None where no model reads so far. q: how often orders agree with labels."""

    near: Cue
    far: Cue | None
    q: float


def agreement(
    results: Results, blind: str, margin: float, group: np.ndarray
) -> tuple[float, float]:
    """q, and the worth of a cue that agrees so often, given the answers of the best blind
    candidate.

    group: int [classes], 0 or 1: which order stands for a class. By the calibrated probabilities
    on the development set, the mean over seeds. Where even q = 1 is worth less than two margins, q
    is 1.
    """
    p = _calibrated(results, blind)  # [seeds * texts, classes]
    if worth(p, group, 1.0) <= ROOM * margin:
        return 1.0, worth(p, group, 1.0)
    q = float(brentq(lambda x: worth(p, group, x) - ROOM * margin, 0.5, 1.0, xtol=1e-6))
    q = round(q, 4)  # it is part of the name of a result
    return q, worth(p, group, q)


def worth(p: np.ndarray, group: np.ndarray, q: float) -> float:
    """The accuracy that a perfect reader of the cue adds to answers with probabilities p.

    The mean over texts of sum over orders of max over classes of p(y) P(order | y), less max p(y).
    """
    agrees = np.where(group == 0, q, 1 - q)
    both = (p * agrees).max(axis=1) + (p * (1 - agrees)).max(axis=1)
    return float((both - p.max(axis=1)).mean())


def _calibrated(results: Results, name: str) -> np.ndarray:
    """The probabilities of a candidate on the development set, after temperature scaling."""
    one = candidates(results)[name]
    answers = [_mean_answer(one.judged(cell.dev)[LOG_P]) for cell in one.cells(results)]
    scaled = np.concatenate(answers, axis=1)[0] / temperature(answers, results.dev_gold)
    scaled -= scaled.max(axis=1, keepdims=True)
    return np.exp(scaled) / np.exp(scaled).sum(axis=1, keepdims=True)


def _mean_answer(log_p: np.ndarray) -> np.ndarray:
    """The log of the mean probabilities over passes, [1, texts, classes]."""
    mean = np.logaddexp.reduce(log_p.astype(np.float64), axis=0) - np.log(len(log_p))
    return mean[None]


def assay(results: Results, gains: Sequence[Contrast], margin: float) -> Assay | None:
    """None where no cue was planted. gains: of each model that reads order, over b*."""
    planted = results.planted
    if planted is None or not planted.answers:
        return None
    by_model = {one.model: one.estimate.value for one in gains}
    near = _cue(planted, list(planted.answers), by_model, NEAR, margin)
    aware = [model for model in planted.answers if results.sets[model] == "aware"]
    far = _cue(planted, aware, by_model, FAR, margin) if aware else None
    return Assay(near, far, planted.q)


def _cue(
    planted: PlantedAnswers,
    readers: Sequence[str],
    gains: dict[str, float],
    distance: str,
    margin: float,
) -> Cue:
    """What these models made of a cue; an n-gram cannot hold a far one."""
    found = {model: gain(planted, model, distance) for model in readers}
    held = [
        model
        for model, estimate in found.items()
        if estimate.low > 0 and gains[model] + estimate.value >= margin
    ]
    best = max(held or found, key=lambda model: found[model].value)
    tokens = 1 if distance == NEAR else planted.far
    return Cue(distance, tokens, planted.worth, best, found[best], bool(held))


def gain(planted: PlantedAnswers, model: str, distance: str) -> Estimate:
    """W of a model for a cue, with its interval over the test texts."""
    log_p = planted.answers[model].astype(np.float64)  # [2 near, 2 far, texts, classes]
    by_order = log_p.mean(axis=1 if distance == NEAR else 0)  # [2 orders, texts, classes]
    known = planted.gold >= 0
    order = planted.group[np.maximum(planted.gold, 0)]
    texts = np.arange(len(planted.gold))
    agreeing, other = (
        by_order[at, texts].argmax(axis=1) == planted.gold for at in (order, 1 - order)
    )
    base = by_order.mean(axis=0).argmax(axis=1) == planted.gold
    value = planted.q * agreeing + (1 - planted.q) * other - base
    return difference_interval(np.where(known, value, 0.0)[None])
