"""Gathering: the finished trainings of a comparison as one record of results."""

from typing import Any

import numpy as np

from seqtext.checkpoint import read_model
from seqtext.order.material import Material
from seqtext.order.plan import SUITE, Job, jobs
from seqtext.order.results import Cell, Results, SuiteCell
from seqtext.order.run import Work


def gather(work: Work, told: dict[str, Any]) -> Results:
    """Read all results of a plan that has been run; `told` goes into the results' facts."""
    todo, material = jobs(work.plan), work.material
    firsts = [job for job in todo if job.kind != SUITE and job.fold == 0]
    cells = tuple(_gather_cell(work, job) for job in firsts)
    texts = [text for part in material.parts for text in part.test.texts]
    fold = np.repeat(np.arange(len(material.parts)), [len(p.test) for p in material.parts])
    return Results(
        classes=material.classes,
        texts=tuple(texts[i] for i in material.place),
        gold=_gold(material, "test")[material.place],
        dev_gold=_gold(material, "dev"),
        fold=fold.astype(np.int16)[material.place],
        sets={str(job.model): job.model.set for job in firsts},
        cells=cells,
        suites=tuple(_read_suite(work, job) for job in todo if job.kind == SUITE),
        facts={**told, "vocabulary": cells[0].facts["vocabulary"], "cut": cells[0].facts["cut"]},
    )


def _gold(material: Material, name: str) -> np.ndarray:
    return np.concatenate([getattr(p, name).gold(material.classes) for p in material.parts])


def _gather_cell(work: Work, first: Job) -> Cell:
    """The cell of a model, seed and training condition: each item judged by its fold's model."""
    folds = [Job(first.model, first.seed, first.kind, f) for f in range(work.plan.folds)]
    read = [read_model(work.path(job)) for job in folds]
    dev, test = (np.concatenate([t[name] for t, _ in read], axis=1) for name in ("dev", "test"))
    test = test[:, work.material.place]
    facts = {**read[0][1]["facts"], "folds": [header["facts"] for _, header in read]}
    return Cell(str(first.model), first.seed, first.kind, dev, test, facts)


def _read_suite(work: Work, job: Job) -> SuiteCell:
    tensors, header = read_model(work.path(job))
    parts: dict[str, dict[int, np.ndarray]] = {"pairs": {}, "kept": {}}
    for name, array in tensors.items():
        kind, k = name.split(".")
        parts[kind][int(k)] = array.astype(bool)
    left_out = {int(k): n for k, n in header["facts"]["left_out"].items()}
    return SuiteCell(
        str(job.model), job.seed, job.language, parts["pairs"], parts["kept"], left_out
    )
