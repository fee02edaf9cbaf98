"""The claims of a report, declared as one family, each with its p, raw and after Holm."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from seqtext.order.effects.headline import Headline, answered
from seqtext.order.effects.score import SCORES, T_TEST, Score
from seqtext.order.effects.two_by_two import ModelEffect, differences, in_order, when_shuffled
from seqtext.order.effects.verdict import FEWEST_TEXTS
from seqtext.order.trainings.results import ORDERED, SHUFFLED, Results
from seqtext.statistics.hypotheses import holm, p_value
from seqtext.statistics.intervals import Estimate
from seqtext.statistics.resampling import crossed_bootstrap


@dataclass(frozen=True)
class Claim:
    """One claim: `model` does better, or worse, than `base`.

    name       "G" | "n-gram part" | "beyond n-grams" | "OIG"
    metric     "accuracy" | "macro-F1" | "log-loss"
    model      what is compared; for OIG, trained and judged in order
    base       with what; for OIG the same model, trained and judged on shuffled text
    estimate   of the difference, above 0 where `model` is better: the two-way interval; of macro-F1
               the crossed bootstrap
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


def claims(
    results: Results, best_models: Headline, models: Sequence[ModelEffect]
) -> tuple[Claim, ...]:
    """The family: G, its parts, G in macro-F1, and the OIG of every model that is not blind.

    G and its parts are in the score of the comparison, OIG in accuracy.

    What is 0 by definition is no claim, and what is the same contrast as one before is not made
    twice. None at all where there are fewer than 50 test items.
    """
    if results.different() < FEWEST_TEXTS:
        return ()
    unadjusted = [*_worths(results, best_models), *_gains(results, models)]
    adjusted = holm([claim.p for claim in unadjusted])
    return tuple(replace(c, adjusted=p) for c, p in zip(unadjusted, adjusted, strict=True))


def _worths(results: Results, best_models: Headline) -> list[Claim]:
    """G and its parts; G in macro-F1."""
    named = {
        "G": best_models.worth.contrast,
        "n-gram part": best_models.ngram_part.contrast,
        "beyond n-grams": best_models.beyond_part.contrast,
    }
    score, other = SCORES[best_models.metric], SCORES["macro-f1"]
    by_pair: dict[tuple[str, str], Claim] = {}
    for name, contrast in named.items():
        pair = contrast.model, contrast.base
        if contrast.model != contrast.base and pair not in by_pair:
            by_pair[pair] = _of_score(results, score, name, *pair)
    worth = best_models.worth.contrast
    repeated = best_models.worth.by_definition or score is other
    extra = [] if repeated else [_of_score(results, other, "G", worth.model, worth.base)]
    return [*by_pair.values(), *extra]


def _of_score(results: Results, score: Score, name: str, model: str, base: str) -> Claim:
    answers = results.gold, *answered(results, model, base)
    estimate, test = score.difference(*answers), score.test(*answers)
    shown = score.noun, model, base, estimate, test.bootstrap, test.name
    return Claim(name, *shown, test.p, test.p)


def _gains(results: Results, models: Sequence[ModelEffect]) -> list[Claim]:
    """The OIG of each model that reads order and was trained on shuffled text too."""
    gains = []
    for effect in models:
        if effect.square is not None and effect.set != "blind":
            first = in_order(results.select(effect.model, ORDERED), results.gold)
            second = when_shuffled(results.select(effect.model, SHUFFLED), results.gold)
            rows = differences(first, second)
            gain, p = effect.square.gain, p_value(effect.square.gain)
            pair, beside = (effect.model, "shuffled"), crossed_bootstrap(rows)
            gains.append(Claim("OIG", "accuracy", *pair, gain, beside, T_TEST, p, p))
    return gains
