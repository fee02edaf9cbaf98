"""The 2 x 2 of each model: trained and judged in order and on shuffled text.

A_ij is the score trained on i and judged on j. Shuffling the test set alone mixes two things:
the information that is lost, and text that looks unlike the training text; training twice and
judging twice parts them.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from seqtext.order.effects.candidates import dev_score
from seqtext.order.effects.information import Information, information
from seqtext.order.trainings.results import DRAWS, ONE, ORDERED, SHUFFLED, Results, Rows
from seqtext.statistics.intervals import Estimate

NOTHING = Estimate(0.0, 0.0, 0.0, error=0.0)  # what is 0 by definition, and not by measurement


@dataclass(frozen=True)
class TwoByTwo:
    """The four scores, and their differences as fractions.

    oo, os, so, ss  trained (o in order, s shuffled), then judged
    gain            oo - ss: what order tells this model
    reliance        oo - os = gain + shift: what it loses when only the test text is shuffled
    shift           ss - os: the part of it that is the unfamiliar look of shuffled text
    check           |ss - so|: near 0, a model that never saw order cannot use it
    """

    oo: float
    os: float
    so: float
    ss: float
    gain: Estimate
    reliance: Estimate
    shift: Estimate
    check: float


@dataclass(frozen=True)
class ModelEffect:
    """One model in order, and what shuffling does to it.

    In a task without labels `accuracy` is its standard score, such as BLEU from 0 to 1.

    set           "blind" | "ngram" | "aware"
    seeds         how many were trained; 1 and not `varies` where the seed changes nothing
    dev_accuracy  mean over seeds
    dev_score     what models are chosen by, the same in the metric; minus the loss of log-loss
    square        None where the model was not trained on shuffled text
    macro_f1      of classifiers
    bits          usable information in the order, after temperature scaling; of classifiers
    facts         of its first training: parameters, seconds …
    """

    model: str
    set: str
    seeds: int
    varies: bool
    dev_accuracy: float
    dev_score: float
    accuracy: Estimate
    macro_f1: Estimate | None
    square: TwoByTwo | None
    bits: Information | None
    facts: dict[str, Any]


def model_effect(results: Results, model: str) -> ModelEffect:
    """All figures of one model."""
    ordered, standard = results.select(model, ORDERED), results.standard
    return ModelEffect(
        model=model,
        set=results.sets[model],
        seeds=len(ordered),
        varies=results.specs[model].varies,
        dev_accuracy=dev_score(results, model, standard),
        dev_score=dev_score(results, model, results.metric),
        accuracy=in_score(results, model, standard),
        macro_f1=in_score(results, model, "macro-f1") if results.classes else None,
        square=two_by_two(results, model, standard),
        bits=_bits(results, model) if results.classes else None,
        facts=ordered[0].facts,
    )


def in_score(results: Results, model: str, metric: str) -> Estimate:
    """A score of a model in order, with its interval."""
    return results.scores[metric].interval(stacked(in_order(results, model, metric=metric)))


def in_order(results: Results, model: str, trained: str = ORDERED, metric: str = "") -> Rows:
    """What each item adds to a score on the text in order, by seed; by default the standard one."""
    rows = results.rows(model, trained, metric or results.standard, ONE)
    return {seed: passes[0] for seed, passes in rows.items()}


def when_shuffled(results: Results, model: str, trained: str = SHUFFLED, metric: str = "") -> Rows:
    """The same on shuffled text, the mean over the draws."""
    rows = results.rows(model, trained, metric or results.standard, DRAWS)
    return {seed: passes.mean(axis=0) for seed, passes in rows.items()}


def stacked(rows: Rows) -> np.ndarray:
    """The rows of all seeds, [seeds, items, columns]."""
    return np.stack(list(rows.values()))


def item_means(rows: Rows) -> np.ndarray:
    """The first column, [items], the mean over seeds: a share of right answers."""
    return stacked(rows).mean(axis=0)[:, 0]


def paired(first: Rows, second: Rows) -> tuple[np.ndarray, np.ndarray]:
    """The rows of two models, [seeds, items, columns] each, for the seeds of both.

    A model with one seed stands for every seed of the other.
    """
    if len(first) == 1:
        first = dict.fromkeys(second, *first.values())
    if len(second) == 1:
        second = dict.fromkeys(first, *second.values())
    seeds = sorted(set(first) & set(second))
    return np.stack([first[seed] for seed in seeds]), np.stack([second[seed] for seed in seeds])


def two_by_two(results: Results, model: str, metric: str) -> TwoByTwo | None:
    """The 2 x 2 of a model in a score; None where it was not trained on shuffled text."""
    if not results.select(model, SHUFFLED):
        return None
    score = results.scores[metric]
    oo, so = (in_order(results, model, trained, metric) for trained in (ORDERED, SHUFFLED))
    os, ss = (when_shuffled(results, model, trained, metric) for trained in (ORDERED, SHUFFLED))
    a_oo, a_os, a_so, a_ss = (score.mean(stacked(rows)) for rows in (oo, os, so, ss))
    gain, reliance, shift = NOTHING, NOTHING, NOTHING
    if results.sets[model] != "blind":
        gain, reliance = score.difference(*paired(oo, ss)), score.difference(*paired(oo, os))
        shift = score.difference(*paired(ss, os))
    return TwoByTwo(a_oo, a_os, a_so, a_ss, gain, reliance, shift, abs(a_ss - a_so))


def _bits(results: Results, model: str) -> Information | None:
    ordered, shuffled = results.select(model, ORDERED), results.select(model, SHUFFLED)
    if results.sets[model] == "blind":
        return Information(NOTHING, 0.0, 1.0, 1.0)
    if len(ordered) == 1:  # it is the same for every seed
        return information(results, ordered * len(shuffled), shuffled) if shuffled else None
    common = {cell.seed for cell in ordered} & {cell.seed for cell in shuffled}
    pairs = ([c for c in cells if c.seed in common] for cells in (ordered, shuffled))
    return information(results, *pairs) if common else None
