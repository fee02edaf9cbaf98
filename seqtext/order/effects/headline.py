"""What order is worth here: the best models, chosen on the development set, and their ladder.

G = A(a*) - A(b*) = [A(g*) - A(b*)] + [A(a*) - A(g*)]: the n-gram part, and what lies beyond, in
the score of the comparison, by which the models are chosen too (`seqtext.statistics.scores`).
b* is the best blind model, g* the best of blind and n-gram, a* the best of all. Chosen on the test
set, the best would be the luckiest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.order.effects.two_by_two import NOTHING, dev_score, in_order, paired, stacked
from seqtext.order.trainings.results import Results
from seqtext.statistics.intervals import Estimate

SETS = ("blind", "ngram", "aware")  # simplest first


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
    """b*, g*, a*, and the differences between them in a score of `metric`."""

    blind: str
    ngram: str
    best: str
    worth: Part
    ngram_part: Part
    beyond_part: Part
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
    blind, ngram, aware = (_in_set(results, name) for name in SETS)
    if not blind:
        raise SeqtextError("--models", "no order-blind model among them", "add bow:1 or dan")
    b = best_of(results, blind)
    g = best_of(results, blind + ngram)
    a = best_of(results, blind + ngram + aware)
    return Headline(
        b,
        g,
        a,
        worth=_part(results, a, b, ngram + aware),
        ngram_part=_part(results, g, b, ngram),
        beyond_part=_part(results, a, g, aware),
        metric=results.metric,
    )


def best_of(results: Results, models: Sequence[str]) -> str:
    """The best of these on the development set; ties: the simpler set, then the listed order."""
    listed = list(results.sets)

    def rank(model: str) -> tuple[float, int, int]:
        simplicity = SETS.index(results.sets[model])
        return (
            -round(dev_score(results, model, results.metric), 12),
            simplicity,
            listed.index(model),
        )

    return min(models, key=rank)


def ladder(results: Results) -> tuple[Rung, ...]:
    """B_1…B_5, as far as there are models. The first rung is b*: all blind models read 1-grams."""
    rungs: list[Rung] = []
    standard = results.standard
    bags = _in_set(results, "blind") + _in_set(results, "ngram")
    orders = {model: results.specs[model].ngrams for model in bags}
    for order in sorted(set(orders.values())):
        best = best_of(results, [model for model in bags if orders[model] == order])
        score, on_dev = results.scores[standard], dev_score(results, best, standard)
        step = contrast(results, best, rungs[-1].model) if rungs else None
        estimate = score.interval(stacked(in_order(results, best)))
        rungs.append(Rung(order, best, on_dev, estimate, step))
    return tuple(rungs)


def contrast(results: Results, model: str, base: str) -> Contrast:
    """How much better the model is than the base on the test items in order."""
    if model == base:
        return Contrast(model, base, NOTHING, False, None)
    score, rows = results.score, compared(results, model, base, results.metric)
    varies = any(results.specs[name].varies for name in (model, base))
    return Contrast(model, base, score.difference(*rows), varies, score.exact(*rows))


def compared(
    results: Results, model: str, base: str, metric: str = ""
) -> tuple[np.ndarray, np.ndarray]:
    """The rows of both on the test items in order, [seeds, items, columns], paired by seed."""
    first, second = (in_order(results, name, metric=metric) for name in (model, base))
    return paired(first, second)


def _part(results: Results, model: str, base: str, added: Sequence[str]) -> Part:
    rival = best_of(results, added) if model == base and added else None
    chosen = contrast(results, model, base)
    return Part(chosen, contrast(results, rival, base) if rival else None)


def _in_set(results: Results, name: str) -> list[str]:
    return [model for model, kind in results.sets.items() if kind == name]
