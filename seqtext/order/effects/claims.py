"""The claims of a report, declared as one family, each with its p, raw and after Holm."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from seqtext.order.effects.headline import Headline, compared
from seqtext.order.effects.two_by_two import ModelEffect, in_order, paired, when_shuffled
from seqtext.order.effects.verdict import FEWEST_TEXTS
from seqtext.order.trainings.results import Results
from seqtext.statistics.hypotheses import holm
from seqtext.statistics.intervals import Estimate
from seqtext.statistics.scores import Score


@dataclass(frozen=True)
class Claim:
    """One claim: `model` does better, or worse, than `base`.

    name       "G" | "n-gram part" | "beyond n-grams" | "OIG"
    metric     the noun of a score: "accuracy" | "macro-F1" | "log-loss" | "BLEU" …
    model      what is compared; for OIG, trained and judged in order
    base       with what; for OIG the same model, trained and judged on shuffled text
    estimate   of the difference, above 0 where `model` is better: the two-way interval of a mean;
               else the crossed bootstrap
    bootstrap  of a mean, the crossed bootstrap beside the two-way interval; else None
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


def claims(
    results: Results, best_models: Headline, models: Sequence[ModelEffect]
) -> tuple[Claim, ...]:
    """The family: G, its parts, G in the task's second score, the OIG of every model not blind.

    G and its parts are in the score of the comparison, OIG in the standard one of the task.

    What is 0 by definition is no claim, and what is the same contrast as one before is not made
    twice. None at all where there are fewer than 50 test items.
    """
    if results.different() < FEWEST_TEXTS:
        return ()
    unadjusted = [*_worths(results, best_models), *_gains(results, models)]
    adjusted = holm([claim.p for claim in unadjusted])
    return tuple(replace(c, adjusted=p) for c, p in zip(unadjusted, adjusted, strict=True))


def _worths(results: Results, best_models: Headline) -> list[Claim]:
    """G and its parts; G in the second score, such as macro-F1 or chrF."""
    named = {
        "G": best_models.worth.contrast,
        "n-gram part": best_models.ngram_part.contrast,
        "beyond n-grams": best_models.beyond_part.contrast,
    }
    by_pair: dict[tuple[str, str], Claim] = {}
    for name, contrast in named.items():
        pair = contrast.model, contrast.base
        if contrast.model != contrast.base and pair not in by_pair:
            rows = compared(results, *pair, results.metric)
            by_pair[pair] = _claim(name, results.score, *pair, *rows)
    worth, second = best_models.worth.contrast, [*results.scores][1:2]
    if best_models.worth.by_definition or results.metric in second:
        second = []
    pair = worth.model, worth.base
    other = [
        _claim("G", results.scores[metric], *pair, *compared(results, *pair, metric))
        for metric in second
    ]
    return [*by_pair.values(), *other]


def _gains(results: Results, models: Sequence[ModelEffect]) -> list[Claim]:
    """The OIG of each model that reads order and was trained on shuffled text too."""
    score, family = results.scores[results.standard], []
    for effect in models:
        if effect.square is not None and effect.set != "blind":
            pair = in_order(results, effect.model), when_shuffled(results, effect.model)
            family.append(_claim("OIG", score, effect.model, "shuffled", *paired(*pair)))
    return family


def _claim(
    name: str, score: Score, model: str, base: str, first: np.ndarray, second: np.ndarray
) -> Claim:
    """The claim that the first rows have a better score than the second."""
    estimate, test = score.difference(first, second), score.test(first, second)
    shown = score.noun, model, base, estimate, test.bootstrap, test.name
    return Claim(name, *shown, test.p, test.p)
