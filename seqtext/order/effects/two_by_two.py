"""The 2 x 2 of each model: trained and judged in order and on shuffled text.

A_ij is the accuracy trained on i and judged on j. Shuffling the test set alone mixes two things:
the information that is lost, and text that looks unlike the training text; training twice and
judging twice parts them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqtext.order.effects.information import Information, information
from seqtext.order.effects.score import SCORES
from seqtext.order.trainings.results import ORDERED, SHUFFLED, Cell, Results
from seqtext.registry import ModelSpec
from seqtext.statistics.intervals import Estimate, difference_interval, proportion
from seqtext.statistics.macro_f1 import macro_f1_interval

NOTHING = Estimate(0.0, 0.0, 0.0, error=0.0)  # what is 0 by definition, and not by measurement
Scores = Mapping[int, np.ndarray]  # seed -> float [items]: what each item adds to a mean


@dataclass(frozen=True)
class TwoByTwo:
    """The four accuracies, and their differences as fractions.

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

    set           "blind" | "ngram" | "aware"
    seeds         how many were trained; 1 and not `varies` where the seed changes nothing
    dev_accuracy  mean over seeds
    dev_score     what models are chosen by, the same in the metric; minus the loss of log-loss
    square        None where the model was not trained on shuffled text
    bits          usable information in the order, after temperature scaling
    facts         of its first training: parameters, seconds …
    """

    model: str
    set: str
    seeds: int
    varies: bool
    dev_accuracy: float
    dev_score: float
    accuracy: Estimate
    macro_f1: Estimate
    square: TwoByTwo | None
    bits: Information | None
    facts: dict[str, Any]


def model_effect(results: Results, model: str) -> ModelEffect:
    """All figures of one model."""
    ordered = results.select(model, ORDERED)
    predicted = np.stack([cell.test[0].argmax(axis=-1) for cell in ordered])
    return ModelEffect(
        model=model,
        set=results.sets[model],
        seeds=len(ordered),
        varies=ModelSpec.parse(model).varies,
        dev_accuracy=dev_accuracy(results, model),
        dev_score=dev_score(results, model, results.metric),
        accuracy=proportion(predicted == results.gold),
        macro_f1=macro_f1_interval(results.gold, predicted, len(results.classes)),
        square=_square(results, model),
        bits=_bits(results, model),
        facts=ordered[0].facts,
    )


def dev_score(results: Results, model: str, metric: str) -> float:
    """The score in order on the development set, the mean over seeds; the larger the better."""
    cells, score = results.select(model, ORDERED), SCORES[metric]
    return float(np.mean([score.value(results.dev_gold, cell.dev[0]) for cell in cells]))


def dev_accuracy(results: Results, model: str) -> float:
    """Accuracy in order on the development set, the mean over seeds."""
    return dev_score(results, model, "accuracy")


def in_order(cells: Sequence[Cell], gold: np.ndarray) -> Scores:
    """Right or wrong on the text in order, by seed."""
    return {cell.seed: (cell.test[0].argmax(axis=-1) == gold).astype(float) for cell in cells}


def when_shuffled(cells: Sequence[Cell], gold: np.ndarray) -> Scores:
    """The share of the shuffled draws that is right, by seed."""
    return {cell.seed: (cell.test[1:].argmax(axis=-1) == gold).mean(axis=0) for cell in cells}


def differences(first: Scores, second: Scores) -> np.ndarray:
    """first - second, [seeds, items], paired by seed."""
    return np.stack(
        [first_scores - second_scores for first_scores, second_scores in paired(first, second)]
    )


def paired(
    first: Mapping[int, np.ndarray], second: Mapping[int, np.ndarray]
) -> list[tuple[np.ndarray, np.ndarray]]:
    """What two models have for each seed, as pairs; only seeds that both were trained with.

    A model with one seed stands for every seed of the other.
    """
    if len(first) == 1:
        (only,) = first.values()
        return [(only, values) for values in second.values()]
    if len(second) == 1:
        (only,) = second.values()
        return [(values, only) for values in first.values()]
    return [(first[seed], second[seed]) for seed in sorted(set(first) & set(second))]


def _square(results: Results, model: str) -> TwoByTwo | None:
    if not results.select(model, SHUFFLED):
        return None
    gold, ordered = results.gold, results.select(model, ORDERED)
    shuffled = results.select(model, SHUFFLED)
    oo, os = in_order(ordered, gold), when_shuffled(ordered, gold)
    so, ss = in_order(shuffled, gold), when_shuffled(shuffled, gold)
    a_oo, a_os, a_so, a_ss = (float(np.mean(list(s.values()))) for s in (oo, os, so, ss))
    gain, reliance, shift = NOTHING, NOTHING, NOTHING
    if results.sets[model] != "blind":
        gain, reliance = _difference(oo, ss), _difference(oo, os)
        shift = _difference(ss, os)
    return TwoByTwo(a_oo, a_os, a_so, a_ss, gain, reliance, shift, abs(a_ss - a_so))


def _difference(first: Scores, second: Scores) -> Estimate:
    return difference_interval(differences(first, second))


def _bits(results: Results, model: str) -> Information | None:
    ordered, shuffled = results.select(model, ORDERED), results.select(model, SHUFFLED)
    if results.sets[model] == "blind":
        return Information(NOTHING, 0.0, 1.0, 1.0)
    common = {cell.seed for cell in ordered} & {cell.seed for cell in shuffled}
    if not common:
        return None
    pairs = ([c for c in cells if c.seed in common] for cells in (ordered, shuffled))
    return information(results, *pairs)
