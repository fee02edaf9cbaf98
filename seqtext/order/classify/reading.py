"""Answers to pairs in the files of results: as tensors, and read back."""

from collections.abc import Iterator

import numpy as np

from seqtext.order.trainings.plan import Job
from seqtext.order.trainings.results import MemoryCell, SuiteCell
from seqtext.order.trainings.run import Cells


def stored(
    prefix: str, pairs: dict[int, np.ndarray], kept: dict[int, np.ndarray]
) -> dict[str, np.ndarray]:
    """Right or wrong as tensors, by order or distance."""
    tensors = {f"{prefix}pairs.{k}": right.astype(np.uint8) for k, right in pairs.items()}
    return tensors | {f"{prefix}kept.{k}": right.astype(np.uint8) for k, right in kept.items()}


def read_suite(cells: Cells[Job], job: Job) -> SuiteCell:
    """The result of a training on order-k pairs."""
    tensors, facts = cells.read(job)
    left_out = _numbered(facts["left_out"])
    return SuiteCell(str(job.model), job.seed, job.language, *_answers(tensors, ""), left_out)


def read_memory(cells: Cells[Job], job: Job) -> Iterator[MemoryCell]:
    """The results of the trainings on pairs with distant deciding words."""
    tensors, facts = cells.read(job)
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
