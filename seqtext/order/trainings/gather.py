"""Gathering: reads the finished trainings of a comparison as one record of results."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from seqtext.order.trainings.material import Material
from seqtext.order.trainings.plan import WHOLE, Job
from seqtext.order.trainings.results import ORDERED, Cell, Doses, Results
from seqtext.order.trainings.run import Cells
from seqtext.order.trainings.work import Work
from seqtext.statistics.units import Units, fold_inflation
from seqtext.words.digests import TextDigests


def gather(work: Work, run_facts: dict[str, Any]) -> Results:
    """Read all results of a finished plan; `run_facts` become part of the results' facts."""
    kept, todo = Cells(work), [job for job in work.jobs() if job.kind == ORDERED or job.twin]
    results = work.gathered(gather_cells(work, kept, work.material, todo), kept)
    facts = {**results.facts, **run_facts, "notes": kept.notes()}
    return replace(results, facts=facts)


def gather_cells(work: Work, kept: Cells[Job], material: Material, todo: Sequence[Job]) -> Results:
    """The results of some jobs of a work, all judged on this material."""
    task, digests = work.plan.task, work.plan.reading.digests
    trained = [job for job in todo if job.fold == 0]
    firsts = [job for job in trained if job.share == WHOLE]
    shares = sorted({job.share for job in trained} - {WHOLE}, reverse=True)
    cells = tuple(_gather_cell(kept, material, job) for job in firsts)
    texts = [text for part in material.parts for text in part.test.read]
    fold = np.repeat(np.arange(len(material.parts)), [len(p.test) for p in material.parts])
    units = _units(material, digests)
    return Results(
        scores={name: score.over(units) for name, score in task.scores.items()},
        units=units,
        classes=material.classes,
        texts=tuple(texts[i] for i in material.place),
        gold=_gold(material, "test")[material.place],
        dev_gold=_gold(material, "dev"),
        fold=fold.astype(np.int16)[material.place],
        specs={str(job.model): job.model for job in firsts},
        cells=cells,
        suites=(),
        learning={
            share: tuple(_gather_cell(kept, material, job) for job in trained if job.share == share)
            for share in shares
        },
        floor=None if task.floor is None else str(task.floor),
        facts={
            **{name: cells[0].facts[name] for name in ("vocabulary", "cut")},
            "device": _device(cells),
        },
    )


def _units(material: Material, digests: TextDigests) -> Units:
    """The clusters of test units that are read alike or named alike, and the factor of folds."""
    parts = material.parts
    groups = [np.array(part.test.groups(digests)) for part in parts]
    joined = np.concatenate([[(k, group) for group in some] for k, some in enumerate(groups)])
    cluster = np.unique(joined, axis=0, return_inverse=True)[1].ravel()[material.place]
    train, test = (sum(len(getattr(p, name)) for p in parts) for name in ("train", "test"))
    return Units(cluster, fold_inflation(len(parts), train, test))


def _device(cells: Iterable[Cell]) -> str:
    """The device of the trainings of networks, and their threads."""
    name = "cuda" if any(cell.facts.get("device") == "cuda" for cell in cells) else "cpu"
    return f"{name}, 1 thread a training"


def _gold(material: Material, name: str) -> np.ndarray:
    return np.concatenate([getattr(p, name).gold(material.classes) for p in material.parts])


def _gather_cell(kept: Cells[Job], material: Material, first: Job) -> Cell:
    """The cell of a model, seed and training condition: each item judged by its fold's model."""
    records = [kept.read(replace(first, fold=fold)) for fold in range(len(material.parts))]
    tensors, all_facts = [tensors for tensors, _ in records], [facts for _, facts in records]
    dev, test = (_joined([_of(t, part) for t in tensors]) for part in ("dev", "test"))
    test = {name: array[:, material.place] for name, array in test.items()}
    facts = {**all_facts[0], "folds": all_facts}
    doses = _gather_doses(tensors, all_facts, material)
    trained = first.kind if first.twin else ORDERED
    return Cell(str(first.model), first.seed, trained, dev, test, facts, doses)


def _of(tensors: dict[str, np.ndarray], part: str) -> dict[str, np.ndarray]:
    """The tensors of a part, by their names within it."""
    start = f"{part}."
    return {n.removeprefix(start): array for n, array in tensors.items() if n.startswith(start)}


def _joined(folds: Sequence[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Arrays over all folds, [passes, items, …], by name."""
    return {name: np.concatenate([t[name] for t in folds], axis=1) for name in folds[0]}


def _gather_doses(
    tensors: list[dict[str, np.ndarray]], facts: list[dict[str, Any]], material: Material
) -> Doses | None:
    """The doses that every fold has, over all folds; None for a model without doses."""
    names = [name for name in facts[0].get("doses", []) if all(name in f["doses"] for f in facts)]
    if not names:
        return None
    starts = np.cumsum([0, *(len(part.test) for part in material.parts)])
    places = np.concatenate([a + t["doses.at"] for a, t in zip(starts, tensors, strict=False)])
    items = np.argsort(material.place)[places]
    order = np.argsort(items)
    rows = [[f["doses"].index(name) for name in names] for f in facts]
    shown = [
        {key: array[at] for key, array in _of(t, "doses").items() if key != "at"}
        for t, at in zip(tensors, rows, strict=True)
    ]
    arrays = {name: array[:, order] for name, array in _joined(shown).items()}
    sizes = arrays["neighbours"], arrays["moved"]
    return Doses(tuple(names), items[order], *sizes, _of(arrays, "test"))
