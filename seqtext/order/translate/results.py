"""What a comparison of translators keeps: each training's matches, twins and facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqtext.order.trainings.run import Cells
from seqtext.order.translate.judge import texts_of
from seqtext.order.translate.material import PairMaterial
from seqtext.order.translate.plan import GRAMMAR, TranslatorJob
from seqtext.order.translate.work import TranslatorWork
from seqtext.statistics.bleu import NAMES, Matches

IN_ORDER, MIXED = "ordered", "shuffled"  # what a model is judged on


@dataclass(frozen=True)
class Judged:
    """One model's answers on one set of test sentences.

    matches  bleu and chrf; where shuffled, of the mean over draws
    exact    float32 [sentences]: the share of draws that gave the very reference
    """

    matches: dict[str, Matches]
    exact: np.ndarray


@dataclass(frozen=True)
class TwinsCell:
    """One model's answers to twins: uint8 [pairs, 2] each, `at` which of all pairs, int32 [pairs].

    exact     the member's translation is right
    prefers   its own translation is likelier than that of its twin
    said      what was said to the members, two a pair
    left_out  pairs that are no twins as this model reads them
    """

    exact: np.ndarray
    prefers: np.ndarray
    at: np.ndarray
    said: list[str]
    left_out: int


@dataclass(frozen=True)
class TranslatorCell:
    """One trained model. `judged` is by IN_ORDER and MIXED; a blind model has the first alone."""

    model: str
    seed: int
    trained: str
    judged: Mapping[str, Judged]
    twins: Mapping[str, TwinsCell]
    said: list[str]
    facts: dict[str, Any]


@dataclass(frozen=True)
class TranslatorResults:
    """All that a comparison found.

    models   in the order of the report
    facts    what is told of how it was made
    """

    models: tuple[str, ...]
    cells: tuple[TranslatorCell, ...]
    material: PairMaterial
    grammar: PairMaterial | None
    facts: dict[str, Any]

    def of(self, model: str, trained: str) -> list[TranslatorCell]:
        """The cells of all seeds."""
        return [c for c in self.cells if (c.model, c.trained) == (model, trained)]

    def material_of(self, trained: str) -> PairMaterial:
        """What those cells were trained and judged on."""
        return self.grammar if self.grammar and trained == GRAMMAR else self.material


def gather_translators(work: TranslatorWork, facts: dict[str, Any]) -> TranslatorResults:
    """Read all results of a plan that has been run."""
    kept = Cells(work)
    cells = tuple(_cell(kept, job) for job in work.jobs())
    all_facts = {**facts, "notes": kept.notes()}
    return TranslatorResults(work.plan.models, cells, work.material, work.grammar, all_facts)


def _cell(kept: Cells[TranslatorJob], job: TranslatorJob) -> TranslatorCell:
    tensors, facts = kept.read(job)
    judged = {
        view: _judged(tensors, view, facts["signatures"])
        for view in (IN_ORDER, MIXED)
        if f"exact.{view}" in tensors
    }
    names = [name.removeprefix("left_out.") for name in facts if name.startswith("left_out.")]
    twins = {name: _twins(tensors, name, facts) for name in names}
    return TranslatorCell(
        job.model, job.seed, job.kind, judged, twins, texts_of("said", tensors), facts
    )


def _judged(tensors: dict[str, np.ndarray], view: str, signatures: dict[str, str]) -> Judged:
    scored = {n: Matches(n, signatures[n], tensors[f"{n}.{view}"]) for n in NAMES}
    return Judged(scored, tensors[f"exact.{view}"])


def _twins(tensors: dict[str, np.ndarray], name: str, facts: dict[str, Any]) -> TwinsCell:
    exact, prefers, at = (tensors[f"twins.{name}.{key}"] for key in ("exact", "prefers", "at"))
    translations = texts_of(f"twins.{name}", tensors)
    return TwinsCell(exact, prefers, at, translations, facts[f"left_out.{name}"])
