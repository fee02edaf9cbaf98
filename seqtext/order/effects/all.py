"""All effects of a comparison, computed from its per-item results; nothing is printed here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from seqtext.order.effects.assay import Assay, assay
from seqtext.order.effects.calibration import Calibration, calibrations
from seqtext.order.effects.candidates import longest_range
from seqtext.order.effects.checks import Check, checks
from seqtext.order.effects.claims import Claim, claims
from seqtext.order.effects.costs import Costs, costs
from seqtext.order.effects.deciding import Deciding, deciding, reader
from seqtext.order.effects.discovered_slices import DiscoveredSlices, discovered_slices
from seqtext.order.effects.dose_curves import DoseCurve, dose_curves
from seqtext.order.effects.forced import forced_by_bags
from seqtext.order.effects.headline import Headline, Rung, headline, ladder
from seqtext.order.effects.learning_curve import LearningCurve, learning_curve
from seqtext.order.effects.memory_curve import MemoryCurve, memory_curve
from seqtext.order.effects.pair_accuracy import PairAccuracy, pair_accuracies
from seqtext.order.effects.sensitivity import Sensitivity, sensitivities
from seqtext.order.effects.sentence import sentence
from seqtext.order.effects.slices import Slices, slices
from seqtext.order.effects.two_by_two import ModelEffect, model_effect
from seqtext.order.effects.verdict import Grounds, Verdict, verdict
from seqtext.order.texts.mining import Mined
from seqtext.order.trainings.results import Results
from seqtext.text.quantities import quantity


@dataclass(frozen=True)
class Effects:
    """What the report tells. What a task does not have is empty, or None: of one without labels
    pairs, deciding, sensitivity, found, mined and calibration.

    items        test items; `unseen` of them have a label that training never saw
    facts        of the run, as in the results
    doses        a curve for each model that reads order; empty where no doses were given
    sensitivity  of each model that reads order
    slices       fixed beforehand; None where the words of the texts are not at hand
    found        slices that were looked for; None where no model reads order, or without the words
    mined        one for each k = 1…5, as long as there are groups
    claims       one family; none where the test items are too few to conclude anything
    calibration  of every model
    assay        what the models made of a planted cue; None: none was planted
    learning     None where no model was trained on parts of the texts, or none reads order
    """

    verdict: Verdict
    headline: Headline
    ladder: tuple[Rung, ...]
    models: tuple[ModelEffect, ...]
    pairs: tuple[PairAccuracy, ...]
    memory: MemoryCurve | None
    deciding: Deciding | None
    costs: Costs
    checks: tuple[Check, ...]
    classes: tuple[str, ...]
    items: int
    dev_items: int
    unseen: int
    facts: dict[str, Any]
    doses: tuple[DoseCurve, ...] = ()
    sensitivity: tuple[Sensitivity, ...] = ()
    slices: Slices | None = None
    found: DiscoveredSlices | None = None
    mined: tuple[Mined, ...] = ()
    assay: Assay | None = None
    claims: tuple[Claim, ...] = ()
    calibration: tuple[Calibration, ...] = ()
    learning: LearningCurve | None = None


def effects(results: Results, margin: float = 0.01) -> Effects:
    """All effects; `margin`, a fraction, is what a difference must exceed to matter."""
    best_models = headline(results)
    models = tuple(model_effect(results, model) for model in results.sets)
    pairs = pair_accuracies(results.suites, list(results.sets))
    labelled = bool(results.classes)
    texts = deciding(results) if labelled else None
    spent = costs(results, best_models)
    checked = checks(results, models, best_models, pairs, texts, spent)
    planted = assay(results, best_models.gains, margin)
    grounds = _grounds(results, checked, planted, margin)
    decision = verdict(best_models, grounds)
    return Effects(
        verdict=replace(decision, sentence=sentence(best_models, decision, grounds)),
        assay=planted,
        headline=best_models,
        ladder=ladder(results),
        models=models,
        pairs=pairs,
        memory=memory_curve(results.memory),
        deciding=texts,
        costs=spent,
        checks=checked,
        classes=results.classes,
        items=len(results.gold),
        dev_items=len(results.dev_gold),
        unseen=int((results.gold < 0).sum()),
        facts=results.facts,
        doses=dose_curves(results),
        sensitivity=sensitivities(results) if labelled else (),
        slices=slices(results, best_models, reader(results)),
        found=discovered_slices(results, reader(results)) if labelled else None,
        mined=results.mined,
        claims=claims(results, best_models, models),
        calibration=calibrations(results) if labelled else (),
        learning=learning_curve(results, margin),
    )


def _grounds(
    results: Results, checked: Sequence[Check], planted: Assay | None, margin: float
) -> Grounds:
    """What the verdict rests on beside the models."""
    failed = [check for check in checked if not check.passed]
    aware = any(kind == "aware" for kind in results.sets.values())
    return Grounds(
        texts=results.different(),
        margin=margin,
        unit=results.score.unit,
        faults=tuple(check.detail for check in failed if check.fatal),
        warnings=tuple(_warnings(results, [check for check in failed if not check.fatal])),
        reach=0 if aware else longest_range(results),
        assay=planted,
        forced=forced_by_bags(results),
    )


def _warnings(results: Results, failed: Sequence[Check]) -> Iterator[str]:
    """What opens the sentence of a verdict."""
    if results.facts.get("on_dev"):
        yield "the test set is the development set, which chose the models"
    if failed:
        details = "; ".join(check.detail for check in failed)
        yield f"{quantity(len(failed), 'check')} failed ({details})"
    inflation = results.units.inflation
    if inflation > 1:
        folds = results.facts.get("folds", 1)
        yield (
            f"the {folds} folds share training texts, so intervals are {inflation**0.5:.1f} times "
            "as wide"
        )
