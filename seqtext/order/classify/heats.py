"""Heat lines and flips of the texts that order decides, by the models that the comparison kept."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from seqtext.order.classify.kept_models import model_path
from seqtext.order.effects.deciding import deciding
from seqtext.order.trainings.flip import BUDGET, TextHeat, heat_of
from seqtext.order.trainings.plan import Plan
from seqtext.order.trainings.results import Results
from seqtext.tasks.classify.classifier import Classifier

ALL = 1 << 24  # tokens that the search for flips may read, for all texts together


def with_heats(results: Results, folder: Path, plan: Plan) -> Results:
    """The results with a heat line for each text that the report lists."""
    listed = deciding(results)
    if listed is None:
        return results
    chosen = sorted({text.index for text in (*listed.texts, *listed.against)})
    return replace(results, heats=dict(_heats(results, chosen, listed.model, folder, plan)))


def _heats(
    results: Results, chosen: list[int], model: str, folder: Path, plan: Plan
) -> Iterator[tuple[int, TextHeat]]:
    """Text by text, with the model of its fold."""
    budget = min(BUDGET, ALL // max(len(chosen), 1))
    for fold in range(plan.folds):
        in_fold = [i for i in chosen if results.fold[i] == fold]
        if in_fold:
            classifier = Classifier.load(str(model_path(folder, plan, model, fold)))
            for i in in_fold:
                yield i, heat_of(classifier, results.texts[i], budget)
