"""Usable information in the order of the words, in bits."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from seqtext.order.trainings.results import Cell, Results
from seqtext.statistics.intervals import Estimate, two_way_interval
from seqtext.tasks.classify.scores import LOG_P

# Of T. A development set that a model has all right asks for T = 0, and a single wrong test item
# would then cost without bound; beyond 100 every model answers alike to all texts.
_COLDEST, _HOTTEST = 0.1, 100.0


@dataclass(frozen=True)
class Information:
    """I_ord = [CE(label | shuffled, model s) - CE(label | in order, model o)] / ln 2.

    bits                 after temperature scaling; it can be negative
    raw                  without it, the value only
    ordered, shuffled    the temperatures
    """

    bits: Estimate
    raw: float
    ordered: float
    shuffled: float


def information(results: Results, ordered: Sequence[Cell], shuffled: Sequence[Cell]) -> Information:
    """I_ord of one model, its cells paired by seed, over the items whose label the models know."""
    has_label = results.gold >= 0
    gold = results.gold[has_label]
    hot = temperature([cell.dev[LOG_P][:1] for cell in ordered], results.dev_gold)
    cold = temperature([cell.dev[LOG_P][1:] for cell in shuffled], results.dev_gold)

    def loss(cell: Cell, passes: slice, at: float) -> np.ndarray:
        return losses(cell.test[LOG_P][passes][:, has_label], gold, at).mean(axis=0)  # [items]

    def gap(at_ordered: float, at_shuffled: float) -> np.ndarray:
        rows = [
            loss(s, slice(1, None), at_shuffled) - loss(o, slice(0, 1), at_ordered)
            for o, s in zip(ordered, shuffled, strict=True)
        ]
        return np.stack(rows) / math.log(2)  # bits, [seeds, items]

    return Information(two_way_interval(gap(hot, cold)), float(gap(1, 1).mean()), hot, cold)


def losses(log_probabilities: np.ndarray, gold: np.ndarray, temperature: float = 1) -> np.ndarray:
    """-log p(gold) in nats, [passes, items], of [passes, items, classes] at a temperature."""
    chosen = np.take_along_axis(log_probabilities, gold[None, :, None], axis=2)[..., 0]
    if temperature == 1:
        return -chosen.astype(np.float64)
    scaled = log_probabilities.astype(np.float64) / temperature
    most = scaled.max(axis=2)
    total = np.exp(scaled - most[..., None]).sum(axis=2)
    return most + np.log(total) - chosen / temperature


def temperature(dev: list[np.ndarray], gold: np.ndarray) -> float:
    """The T that makes softmax(log p / T) fit the development set best (Guo et al. 2017).

    dev: log-probabilities [passes, dev items, classes] of each seed. One T for all seeds. 1 where
    there is nothing to fit it on.
    """
    has_label = gold >= 0
    if not has_label.any():
        return 1.0
    answers = np.concatenate([values[:, has_label] for values in dev])
    minimum = minimize_scalar(
        lambda log_t: losses(answers, gold[has_label], math.exp(log_t)).mean(),
        bounds=(math.log(_COLDEST), math.log(_HOTTEST)),
        method="bounded",
    )
    return math.exp(minimum.x)
