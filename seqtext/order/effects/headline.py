"""What order is worth here: the best models, chosen on the development set, and their ladder.

G = A(a*) - A(b*) = [A(g*) - A(b*)] + [A(a*) - A(g*)]: the n-gram part, and what lies beyond, in
the score of the comparison, by which the models are chosen too (`seqtext.statistics.scores`).
b* is the best blind candidate, shuffled twins included; g* the best of these, the n-gram models and
the local twins; a* the best of all. Chosen on the test set, the best would be the luckiest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.order.effects.candidates import (
    best_of,
    candidates,
    dev_score,
    names_in,
    rows_of,
    single_rows,
)
from seqtext.order.effects.two_by_two import NOTHING, paired, stacked
from seqtext.order.trainings.results import ORDERED, Results
from seqtext.statistics.intervals import Estimate


@dataclass(frozen=True)
class Contrast:
    """By how much `model` is better than `base`, in the score of the comparison.

    varies   a seed changes one of the two; with `estimate.seeds` 1 nothing is known of other seeds
    mcnemar  exact p where there is one seed; None elsewhere, and where the two are one model
    """

    model: str
    base: str
    estimate: Estimate
    varies: bool
    mcnemar: float | None


@dataclass(frozen=True)
class Part:
    """A part of G. Where both models are the same one it is 0 by definition.

    rival  then: the best of the models that might have given more, against the same base; None
           where there is none
    """

    contrast: Contrast
    rival: Contrast | None

    @property
    def by_definition(self) -> bool:
        """True where the part is 0 because the same model was chosen twice."""
        return self.contrast.model == self.contrast.base


@dataclass(frozen=True)
class Headline:
    """b*, g*, a*, and the differences between them in a score of `metric`.

    over_blind   a* over each blind candidate: order helps if all are above 0
    over_ngrams  a* over each candidate of g*
    gains        each model that reads order over b*, a twin by its single answers: no worth of
                 order is found if all are below the margin
    beyond       each model that reads farther than n-grams over g*, likewise
    learned      b* and a* over the floor of the task, a model that has learned nothing; () without
    """

    blind: str
    ngram: str
    best: str
    worth: Part
    ngram_part: Part
    beyond_part: Part
    over_blind: tuple[Contrast, ...]
    over_ngrams: tuple[Contrast, ...]
    gains: tuple[Contrast, ...]
    beyond: tuple[Contrast, ...]
    learned: tuple[Contrast, ...]
    metric: str = "accuracy"


@dataclass(frozen=True)
class Rung:
    """B_k: the best model, by the development set, that reads a bag of n-grams up to k.

    accuracy  in a task without labels its standard score; so is dev_accuracy
    step  what it adds to the rung below; None for the lowest
    """

    order: int
    model: str
    dev_accuracy: float
    accuracy: Estimate
    step: Contrast | None


def headline(results: Results) -> Headline:
    """The three models and G; an error where no blind model was compared."""
    blind, ngram, aware = (names_in(results, name) for name in ("blind", "ngram", "aware"))
    if not blind:
        raise SeqtextError("--models", "no order-blind model among them", "add bow:1 or dan")
    b = best_of(results, blind)
    g = best_of(results, blind + ngram)
    a = best_of(results, blind + ngram + aware)
    in_order = [name for name in ngram + aware if candidates(results)[name].trained == ORDERED]
    return Headline(
        b,
        g,
        a,
        worth=_part(results, a, b, in_order),
        ngram_part=_part(results, g, b, ngram),
        beyond_part=_part(results, a, g, aware),
        over_blind=_contrasts(results, [a], blind),
        over_ngrams=_contrasts(results, [a], blind + ngram),
        gains=tuple(_cautious(results, name, b) for name in in_order),
        beyond=tuple(_cautious(results, name, g) for name in aware),
        learned=_contrasts(results, [b, a], [results.floor] if results.floor else []),
        metric=results.metric,
    )


def _contrasts(
    results: Results, models: Sequence[str], bases: Sequence[str]
) -> tuple[Contrast, ...]:
    return tuple(contrast(results, model, base) for model in models for base in bases)


def _cautious(results: Results, model: str, base: str) -> Contrast:
    """The contrast with the base by its single answers, less often right than their mean."""
    if model == base:
        return contrast(results, model, base)
    rows = rows_of(results, model, results.metric), single_rows(results, base, results.metric)
    return _contrast(results, model, base, *paired(*rows))


def ladder(results: Results) -> tuple[Rung, ...]:
    """B_1…B_5, as far as there are models. The first rung is the best blind model in order."""
    rungs: list[Rung] = []
    standard = results.standard
    orders = {name: spec.ngrams for name, spec in results.specs.items() if spec.set != "aware"}
    for order in sorted(set(orders.values())):
        best = best_of(results, [model for model in orders if orders[model] == order])
        score, on_dev = results.scores[standard], dev_score(results, best, standard)
        step = contrast(results, best, rungs[-1].model) if rungs else None
        estimate = score.interval(stacked(rows_of(results, best, standard)))
        rungs.append(Rung(order, best, on_dev, estimate, step))
    return tuple(rungs)


def contrast(results: Results, model: str, base: str) -> Contrast:
    """How much better a candidate is than another one on the test items."""
    if model == base:
        return Contrast(model, base, NOTHING, False, None)
    return _contrast(results, model, base, *compared(results, model, base, results.metric))


def _contrast(
    results: Results, model: str, base: str, first: np.ndarray, second: np.ndarray
) -> Contrast:
    varies = any(candidates(results)[name].varies for name in (model, base))
    estimate, exact = results.score.difference(first, second), results.score.exact(first, second)
    return Contrast(model, base, estimate, varies, exact)


def compared(
    results: Results, model: str, base: str, metric: str = ""
) -> tuple[np.ndarray, np.ndarray]:
    """The rows of two candidates, [seeds, items, columns], paired by seed."""
    metric = metric or results.standard
    return paired(*(rows_of(results, name, metric) for name in (model, base)))


def _part(results: Results, model: str, base: str, added: Sequence[str]) -> Part:
    rival = best_of(results, added) if model == base and added else None
    chosen = contrast(results, model, base)
    return Part(chosen, contrast(results, rival, base) if rival else None)
