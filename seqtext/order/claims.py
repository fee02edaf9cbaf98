"""The claims of a report, declared as one family, each with its p, raw and after Holm."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from seqtext.hypotheses import holm, p_value
from seqtext.macro_f1 import macro_f1_difference, macro_f1_test
from seqtext.order.headline import Contrast, Headline
from seqtext.order.results import ORDERED, SHUFFLED, Results
from seqtext.order.two_by_two import ModelEffect, differences, in_order, paired, when_shuffled
from seqtext.order.verdict import FEWEST_TEXTS
from seqtext.resampling import crossed_bootstrap
from seqtext.significance import Estimate

T_TEST, RANDOMISATION = "two-way t", "approximate randomisation"


@dataclass(frozen=True)
class Claim:
    """One claim: `model` does better, or worse, than `base`.

    name       "G" | "n-gram part" | "beyond n-grams" | "OIG"
    metric     "accuracy" | "macro-F1"
    model      what is compared; for OIG, trained and judged in order
    base       with what; for OIG the same model, trained and judged on shuffled text
    estimate   of the difference: the two-way interval; of macro-F1: the crossed bootstrap
    bootstrap  of an accuracy, the crossed bootstrap beside the two-way interval; else None
    test       "two-way t": p is below 0.05 where the two-way interval excludes 0;
               "approximate randomisation"
    p          raw, two-sided
    adjusted   after Holm, over all claims of the report
    """

    name: str
    metric: str
    model: str
    base: str
    estimate: Estimate
    bootstrap: Estimate | None
    test: str
    p: float
    adjusted: float


def claims(results: Results, found: Headline, models: Sequence[ModelEffect]) -> tuple[Claim, ...]:
    """The family: G, its parts, G in macro-F1, and the OIG of every model that is not blind.

    What is 0 by definition is no claim, and what is the same contrast as one before is not made
    twice. None at all where there are fewer than 50 test items.
    """
    if results.different() < FEWEST_TEXTS:
        return ()
    made = [*_worths(results, found), *_gains(results, models)]
    adjusted = holm([claim.p for claim in made])
    return tuple(replace(c, adjusted=p) for c, p in zip(made, adjusted, strict=True))


def _worths(results: Results, found: Headline) -> list[Claim]:
    """G and its parts; G in macro-F1."""
    named = {
        "G": found.worth.contrast,
        "n-gram part": found.ngram_part.contrast,
        "beyond n-grams": found.beyond_part.contrast,
    }
    made: dict[tuple[str, str], Claim] = {}
    for name, contrast in named.items():
        pair = contrast.model, contrast.base
        if contrast.model != contrast.base and pair not in made:
            first, second = (in_order(results.select(m, ORDERED), results.gold) for m in pair)
            rows = differences(first, second)
            made[pair] = _of_accuracy(name, *pair, contrast.estimate, rows)
    whole = found.worth.contrast
    extra = [] if found.worth.by_definition else [_in_macro_f1(results, whole)]
    return [*made.values(), *extra]


def _in_macro_f1(results: Results, contrast: Contrast) -> Claim:
    pair = contrast.model, contrast.base
    answers_of = [
        {cell.seed: cell.test[0].argmax(axis=-1) for cell in results.select(model, ORDERED)}
        for model in pair
    ]
    first, second = (np.stack(rows) for rows in zip(*paired(*answers_of), strict=True))
    answers = results.gold, first, second, len(results.classes)
    estimate, p = macro_f1_difference(*answers), macro_f1_test(*answers)
    return Claim("G", "macro-F1", *pair, estimate, None, RANDOMISATION, p, p)


def _gains(results: Results, models: Sequence[ModelEffect]) -> list[Claim]:
    """The OIG of each model that reads order and was trained on shuffled text too."""
    made = []
    for effect in models:
        if effect.square is not None and effect.set != "blind":
            first = in_order(results.select(effect.model, ORDERED), results.gold)
            second = when_shuffled(results.select(effect.model, SHUFFLED), results.gold)
            rows = differences(first, second)
            made.append(_of_accuracy("OIG", effect.model, "shuffled", effect.square.gain, rows))
    return made


def _of_accuracy(name: str, model: str, base: str, estimate: Estimate, rows: np.ndarray) -> Claim:
    p = p_value(estimate)
    return Claim(name, "accuracy", model, base, estimate, crossed_bootstrap(rows), T_TEST, p, p)
