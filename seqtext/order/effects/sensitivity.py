"""Sensitivity: how often a model trained in order changes its answer when a text is shuffled."""

from dataclasses import dataclass, replace

import numpy as np

from seqtext.order.trainings.results import ORDERED, Cell, Results
from seqtext.statistics.intervals import Estimate, proportion, two_way_interval
from seqtext.tasks.classify.scores import LOG_P


@dataclass(frozen=True)
class Sensitivity:
    """One model that reads order, under full shuffles of its test texts.

    flips  share of texts whose answer changes, over draws, seeds and items
    wos    word order sensitivity (Pham et al. 2021): (1 - accuracy on shuffled versions of the
           texts that were right) / (1 - 1 / classes): 0 where shuffling breaks none of them, 1
           where the answers become those of chance. None where no text was right
    """

    model: str
    flips: Estimate
    wos: Estimate | None


def sensitivities(results: Results) -> tuple[Sensitivity, ...]:
    """All models that are not blind; the answer of a blind model never changes."""
    reading = [model for model, kind in results.sets.items() if kind != "blind"]
    return tuple(_sensitivity(results, model) for model in reading)


def _sensitivity(results: Results, model: str) -> Sensitivity:
    cells = results.select(model, ORDERED)
    flipped = np.stack([_share(cell, _answers(cell)[:1]) for cell in cells])
    right = np.stack([_answers(cell)[0] == results.gold for cell in cells]).astype(float)
    broken = np.stack([_share(cell, results.gold) for cell in cells])
    chance = 1 - 1 / len(results.classes)
    return Sensitivity(model, proportion(flipped), ratio(right * broken, right, chance))


def _answers(cell: Cell) -> np.ndarray:
    """[passes, items]."""
    return cell.test[LOG_P].argmax(axis=-1)


def _share(cell: Cell, expected: np.ndarray) -> np.ndarray:
    """float [items]: the share of the draws whose answer is not the expected one."""
    return (_answers(cell)[1:] != expected).mean(axis=0)


def ratio(parts: np.ndarray, wholes: np.ndarray, scale: float = 1.0) -> Estimate | None:
    """sum(parts) / sum(wholes) / scale of [seeds, items], from 0 to 1 / scale.

    The interval is the two-way interval of the linearised ratio (delta method; Särndal, Swensson &
    Wretman 1992, section 5.6). None where the wholes are all 0.
    """
    mean = wholes.mean()
    if mean == 0:
        return None
    value = float(parts.mean() / mean)
    interval = two_way_interval((value + (parts - value * wholes) / mean) / scale)
    if not interval.error:  # every right text broke, or none did
        bounds = proportion(np.full((1, max(1, round(float(wholes.sum(axis=1).mean())))), value))
        interval = replace(interval, low=bounds.low / scale, high=bounds.high / scale)
    low, high = max(0.0, interval.low), min(1 / scale, interval.high)
    return replace(interval, low=low, high=high)
