"""Gathering: reads the finished trainings of a comparison as one record of results."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from seqtext.order.trainings.material import Material
from seqtext.order.trainings.plan import MEMORY, SUITE, WHOLE, Job, jobs
from seqtext.order.trainings.results import Cell, Doses, MemoryCell, Results, SuiteCell
from seqtext.order.trainings.run import Cells
from seqtext.order.trainings.tokens import read_tokens
from seqtext.order.trainings.work import Work
from seqtext.tasks.classify.scores import SCORES


def gather(work: Work, run_facts: dict[str, Any]) -> Results:
    """Read all results of a finished plan; `run_facts` become part of the results' facts."""
    todo, material, kept = jobs(work.plan), work.material, Cells(work)
    trained = [job for job in todo if job.kind not in (SUITE, MEMORY) and job.fold == 0]
    firsts = [job for job in trained if job.share == WHOLE]
    shares = sorted({job.share for job in trained} - {WHOLE}, reverse=True)
    suites = [_read_suite(kept, job) for job in todo if job.kind == SUITE]
    cells = tuple(_gather_cell(work, kept, job) for job in firsts)
    tokens, mined = read_tokens(material, work.plan.reading)
    reading_facts = {name: cells[0].facts[name] for name in ("vocabulary", "cut")}
    texts = [text for part in material.parts for text in part.test.texts]
    fold = np.repeat(np.arange(len(material.parts)), [len(p.test) for p in material.parts])
    return Results(
        scores=SCORES,
        classes=material.classes,
        texts=tuple(texts[i] for i in material.place),
        gold=_gold(material, "test")[material.place],
        dev_gold=_gold(material, "dev"),
        fold=fold.astype(np.int16)[material.place],
        sets={str(job.model): job.model.set for job in firsts},
        cells=cells,
        suites=tuple(suites),
        memory=tuple(c for job in todo if job.kind == MEMORY for c in _read_memory(kept, job)),
        tokens=tokens,
        mined=mined,
        learning={
            share: tuple(_gather_cell(work, kept, job) for job in trained if job.share == share)
            for share in shares
        },
        facts={**run_facts, **reading_facts, "device": _device(cells), "notes": kept.notes()},
    )


def _device(cells: Iterable[Cell]) -> str:
    """The device of the trainings of networks, and their threads."""
    name = "cuda" if any(cell.facts.get("device") == "cuda" for cell in cells) else "cpu"
    return f"{name}, 1 thread a training"


def _gold(material: Material, name: str) -> np.ndarray:
    return np.concatenate([getattr(p, name).gold(material.classes) for p in material.parts])


def _gather_cell(work: Work, kept: Cells[Job], first: Job) -> Cell:
    """The cell of a model, seed and training condition: each item judged by its fold's model."""
    fold_records = [kept.read(replace(first, fold=fold)) for fold in range(work.plan.folds)]
    tensors, place = [tensors for tensors, _ in fold_records], work.material.place
    dev, test = _joined(tensors, "dev"), _joined(tensors, "test", place)
    all_facts = [facts for _, facts in fold_records]
    facts = {**all_facts[0], "folds": all_facts}
    doses = _gather_doses(tensors, all_facts, place)
    return Cell(str(first.model), first.seed, first.kind, dev, test, facts, doses)


def _joined(
    folds: list[dict[str, np.ndarray]], part: str, place: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """The answers of a part over all folds, [passes, items, …], the items in this order."""
    parts = [_of(tensors, part) for tensors in folds]
    joined = {n: np.concatenate([arrays[n] for arrays in parts], axis=1) for n in parts[0]}
    return joined if place is None else {n: array[:, place] for n, array in joined.items()}


def _gather_doses(
    tensors: list[dict[str, np.ndarray]], facts: list[dict[str, Any]], place: np.ndarray
) -> Doses | None:
    """The doses that every fold has, over all folds; None for a model without doses."""
    names = [name for name in facts[0].get("doses", []) if all(name in f["doses"] for f in facts)]
    if not names:
        return None
    kept = [
        {key: array[[f["doses"].index(name) for name in names]] for key, array in t.items()}
        for t, f in zip((_of(t, "doses") for t in tensors), facts, strict=True)
    ]
    sizes = _joined([{f"size.{k}": t[k] for k in _SIZES} for t in kept], "size", place)
    return Doses(names=tuple(names), **sizes, test=_joined(kept, "test", place))


_SIZES = ("neighbours", "moved")


def _of(tensors: dict[str, np.ndarray], part: str) -> dict[str, np.ndarray]:
    """The tensors of a part, by their names within it."""
    start = f"{part}."
    return {n.removeprefix(start): array for n, array in tensors.items() if n.startswith(start)}


def _read_suite(kept: Cells[Job], job: Job) -> SuiteCell:
    tensors, facts = kept.read(job)
    left_out = _numbered(facts["left_out"])
    return SuiteCell(str(job.model), job.seed, job.language, *_answers(tensors, ""), left_out)


def _read_memory(kept: Cells[Job], job: Job) -> Iterator[MemoryCell]:
    tensors, facts = kept.read(job)
    for name, left_out in facts["left_out"].items():
        form, regime = name.split(".")
        key = str(job.model), job.seed, job.language, form, regime
        yield MemoryCell(*key, *_answers(tensors, f"{name}."), _numbered(left_out))


def _answers(
    tensors: dict[str, np.ndarray], prefix: str
) -> tuple[dict[int, np.ndarray], dict[int, np.ndarray]]:
    """Which texts of pairs, and which reorderings, are right, by order or distance."""
    answers: tuple[dict[int, np.ndarray], ...] = ({}, {})
    for part, kind in zip(answers, ("pairs.", "kept."), strict=True):
        start = prefix + kind
        for name in (name for name in tensors if name.startswith(start)):
            part[int(name.removeprefix(start))] = tensors[name].astype(bool)
    return answers[0], answers[1]


def _numbered(counts: dict[str, int]) -> dict[int, int]:
    return {int(number): count for number, count in counts.items()}
