"""What a comparison of translators keeps beside its scores: translations, and answers to twins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np

from seqtext.order.trainings.plan import Job
from seqtext.order.trainings.results import Results
from seqtext.order.trainings.run import Cells
from seqtext.order.translate.judge import texts_of
from seqtext.order.translate.material import PairMaterial
from seqtext.order.translate.twins import Twins


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


@dataclass(frozen=True, kw_only=True)
class TranslatorResults(Results):
    """The results of translators.

    references  of the test sources
    said        model -> the translations of its first seed, in order
    twins       by where they come from
    on_twins    model -> its answers to them, by seed; with folds those of the first
    grammar     the results on the shipped pairs, if models learned them beside the data
    """

    references: tuple[str, ...]
    said: Mapping[str, list[str]]
    twins: Mapping[str, tuple[Twins, ...]]
    on_twins: Mapping[str, Sequence[Mapping[str, TwinsCell]]]
    grammar: "TranslatorResults | None" = field(default=None)


def with_pairs(
    results: Results, cells: Cells[Job], material: PairMaterial, ordered: Sequence[Job]
) -> TranslatorResults:
    """The results with translations and answers to twins, of these jobs."""
    references = [text for part in material.parts for text in part.test.columns()[1]]
    said: dict[str, list[str]] = {}
    on_twins: dict[str, list[Mapping[str, TwinsCell]]] = {}
    for job in (job for job in ordered if job.fold == 0):
        tensors, facts = cells.read(job)
        on_twins.setdefault(str(job.model), []).append(dict(_twins(tensors, facts, material.twins)))
        if str(job.model) not in said:
            said[str(job.model)] = _said(cells, job, material)
    common = {item.name: getattr(results, item.name) for item in fields(Results)}
    return TranslatorResults(
        **common,
        references=tuple(references[i] for i in material.place),
        said=said,
        twins=material.twins,
        on_twins=on_twins,
    )


def _said(cells: Cells[Job], first: Job, material: PairMaterial) -> list[str]:
    """The translations of a model in order, each by the model of its fold."""
    folds = [cells.read(replace(first, fold=fold))[0] for fold in range(len(material.parts))]
    texts = [text for tensors in folds for text in texts_of("said", tensors)]
    return [texts[i] for i in material.place]


def _twins(
    tensors: dict[str, np.ndarray], facts: dict[str, int], sources: Mapping[str, object]
) -> Iterator[tuple[str, TwinsCell]]:
    for name in sources:
        exact, prefers, at = (tensors[f"twins.{name}.{key}"] for key in ("exact", "prefers", "at"))
        said = texts_of(f"twins.{name}", tensors)
        yield name, TwinsCell(exact, prefers, at, said, facts[f"left_out.{name}"])
