"""The checks of every report: what must hold whatever the data are."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqtext.order.effects.costs import Costs, training_options, trainings
from seqtext.order.effects.deciding import Deciding
from seqtext.order.effects.headline import Headline
from seqtext.order.effects.pair_accuracy import PairAccuracy
from seqtext.order.effects.two_by_two import ModelEffect
from seqtext.order.trainings.plan import APART
from seqtext.order.trainings.results import Results, same_bits
from seqtext.registry import ModelSpec
from seqtext.tasks.classify.scores import LOG_P
from seqtext.text.quantities import quantity

_ROUNDING = 1e-4  # of sums over float32


@dataclass(frozen=True)
class Check:
    """One check: its name, whether it passed, and what was counted, in words.

    fatal  without it no figure can be trusted
    """

    name: str
    passed: bool
    detail: str
    fatal: bool = False


def checks(
    results: Results,
    models: tuple[ModelEffect, ...],
    best_models: Headline,
    pairs: tuple[PairAccuracy, ...],
    deciding: Deciding | None,
    costs: Costs,
) -> tuple[Check, ...]:
    """All checks that these results allow."""
    return (
        _blind_passes(results),
        *([_probabilities(results)] if results.classes else []),
        *_bags_on_pairs(pairs),
        _parts(best_models),
        *_order_scores(models, deciding),
        *_same_input(results),
        *_same_stop(results),
        *_matched(costs),
        *_lint(results),
    )


def _blind_passes(results: Results) -> Check:
    """A blind model gives the same bits for every shuffle."""
    blind = [cell for cell in results.cells if results.sets[cell.model] == "blind"]
    broken = sorted(
        {
            cell.model
            for cell in blind
            for answers in (cell.dev, cell.test)
            if not all(map(same_bits, answers.values()))
        }
    )
    judged = f"{quantity(len(blind), 'training')}, {quantity(len(results.gold), 'text')}"
    detail = f"{judged}, every draw: the same bits"
    if broken:
        detail = f"order-blind models whose answers change under a shuffle: {', '.join(broken)}"
    return Check("order-blind models are blind", not broken, detail, fatal=True)


def _probabilities(results: Results) -> Check:
    cells = results.cells
    wrong = sorted({cell.model for cell in cells if np.isnan(cell.test[LOG_P]).any()})
    if wrong:
        detail = f"answers that are not numbers: {', '.join(wrong)}"
        return Check("answers are probabilities", False, detail, fatal=True)
    worst = max(
        float(np.abs(np.exp(cell.test[LOG_P].astype(np.float64)).sum(axis=-1) - 1).max())
        for cell in cells
    )
    detail = f"sums over the classes differ from 1 by at most {worst:.0e}"
    return Check("answers are probabilities", worst < _ROUNDING, detail, fatal=True)


def _bags_on_pairs(pairs: tuple[PairAccuracy, ...]) -> Iterator[Check]:
    """A bag of n-grams cannot tell apart a pair that shares it."""
    bound = [pair for pair in pairs if _cannot_solve(pair)]
    if bound:
        broken = [pair for pair in bound if pair.accuracy and pair.accuracy.value > 0]
        detail = f"{quantity(len(bound), 'model')} by order: 0 in each"
        if broken:
            names = {f"{pair.model} at order {pair.order}" for pair in broken}
            detail = f"bags that solve pairs that share them: {', '.join(sorted(names))}"
        yield Check("bags solve no pair that shares them", not broken, detail, fatal=True)


def _cannot_solve(pair: PairAccuracy) -> bool:
    spec = ModelSpec.parse(pair.model)
    return spec.set != "aware" and spec.ngrams <= pair.order


def _parts(best_models: Headline) -> Check:
    gain = best_models.worth.contrast.estimate.value
    parts = [p.contrast.estimate.value for p in (best_models.ngram_part, best_models.beyond_part)]
    off = abs(gain - sum(parts))
    return Check("the parts add up to G", off < _ROUNDING, f"they differ from G by {off:.0e}")


def _order_scores(models: tuple[ModelEffect, ...], deciding: Deciding | None) -> Iterator[Check]:
    """The mean order score is I_ord, reached by another road."""
    bits = next((m.bits for m in models if deciding and m.model == deciding.model), None)
    if deciding and bits:
        off = abs(deciding.mean / math.log(2) - bits.raw)
        mean = f"mean order score {deciding.mean / math.log(2):.4f} bits"
        detail = f"{mean}, information {bits.raw:.4f} bits ({deciding.model})"
        yield Check("the mean order score is the information in the order", off < 1e-3, detail)


def _same_input(results: Results) -> Iterator[Check]:
    """Every model read the same tokens under the same vocabulary; with folds, in each fold."""
    by_fold: dict[int, set[tuple[str, int, int]]] = {}
    for cell in results.cells:
        for fold, facts in enumerate(trainings(cell)):
            if {"vocabulary", "tokens", "cut"} <= set(facts):
                input_read = str(facts["vocabulary"]), facts["tokens"], facts["cut"]
                by_fold.setdefault(fold, set()).add(input_read)
    if by_fold:
        different = max(map(len, by_fold.values()))
        detail = f"{quantity(len(results.cells), 'training')}, one vocabulary and number of tokens"
        if different > 1:
            detail = f"models read {different} different vocabularies or numbers of tokens"
        yield Check("all models read the same tokens", different == 1, detail)


def _same_stop(results: Results) -> Iterator[Check]:
    """Each network ended by the one rule: its last epoch, or so many without a better result."""
    options = training_options(results.facts)
    trained = [
        (cell, facts)
        for cell in results.cells
        for facts in trainings(cell)
        if options and "best_epoch" in facts
    ]
    if trained:
        odd = sorted({cell.model for cell, facts in trained if not _by_rule(facts, options)})
        detail = f"{quantity(len(trained), 'network')}: epoch {options['epochs']}, or "
        detail += f"{options['patience']} without a better result"
        if odd:
            detail = f"networks that stopped by another rule: {', '.join(odd)}"
        yield Check("networks stop by one rule", not odd, detail)


def _by_rule(facts: dict[str, Any], options: dict[str, Any]) -> bool:
    waited = facts["epochs"] - facts["best_epoch"]
    ended = facts["epochs"] == options["epochs"] or waited == options["patience"]
    return ended and waited <= options["patience"] and not facts.get("stopped")


def _matched(costs: Costs) -> Iterator[Check]:
    """Sizes that were matched lie within the bound."""
    if costs.matched is not None:
        detail = (
            f"the largest network exceeds the smallest by {100 * costs.matched:.1f} %, "
            "without embeddings"
        )
        yield Check("networks have equally many parameters", costs.matched <= APART, detail)


_NAMED = 8  # lost negators that are listed
# key of the lint -> name of the check, what a count above 0 says: of one, of several
_LINT = {
    "duplicates": (
        "no text twice in training",
        ("training text occurs twice", "training texts occur twice"),
    ),
    "shared": (
        "no test text in training",
        (
            "test text occurs in training and is left out",
            "test texts occur in training and are left out",
        ),
    ),
    "copies": (
        "no text twice in the test set",
        ("test text occurs twice", "test texts occur twice"),
    ),
    "contradictions": (
        "no text with two labels",
        ("training text has two labels", "training texts have two labels"),
    ),
    "unseen": (
        "no test label that training never saw",
        (
            "test item has a label that training never saw",
            "test items have a label that training never saw",
        ),
    ),
    "lone": (
        "no label with one text alone",
        ("label has only one text", "labels have only one text"),
    ),
}


def _lint(results: Results) -> Iterator[Check]:
    """What was counted in the data before any claim."""
    for key, (name, faults) in _LINT.items():
        if key in results.facts.get("lint", {}):
            count = results.facts["lint"][key]
            yield Check(name, count == 0, quantity(count, *faults) if count else "none found")
    lost = results.facts.get("lint", {}).get("negators")
    if lost is not None:
        listed = ", ".join(f"{word} {count:,}" for word, count in list(lost.items())[:_NAMED])
        more = f" and {len(lost) - _NAMED} more words" if len(lost) > _NAMED else ""
        detail = f"negators unknown to every model: {listed}{more}" if lost else "none lost"
        yield Check("no negator of the training texts is lost", not lost, detail)
