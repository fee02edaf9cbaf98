"""Running a plan: trains what is missing, wherever an executor runs it.

Each finished training is a file in REPORT/cells with the fingerprint of all that determines it, and
one that was interrupted has its checkpoint there: the same command continues it.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, as_completed
from contextlib import AbstractContextManager, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

from seqtext import __version__
from seqtext.errors import SeqtextError
from seqtext.log import Listener, Log, listening
from seqtext.options import ComputeOptions
from seqtext.order.trainings.notes import collect_notes
from seqtext.system.contents import entry, fitting
from seqtext.system.model_file import header_of, read_model, write_model
from seqtext.training.resume import Checkpoint, KeeperOf

CELL_FORMAT = 3  # of the files of results; those of version 0.1.0 had none
LINEAR_LIBRARIES = ("numpy",)  # that move what a training gives
NETWORK_LIBRARIES = ("numpy", "torch")
TrainingRecord = tuple[dict[str, np.ndarray], dict[str, Any]]  # answers as tensors, and facts
J = TypeVar("J", bound="Named")


class Named(Protocol):
    """A training; `name` is the stem of the file that keeps its result, `title` is for people."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...


class Workload(Protocol[J]):
    """What every worker process holds: the trainings of a comparison, and how each is done."""

    @property
    def folder(self) -> Path: ...
    def jobs(self) -> list[J]: ...
    def fingerprint_of(self, job: J) -> dict[str, Any]: ...
    def is_kept(self, job: J) -> bool: ...
    def run_job(self, job: J, keeper_of: KeeperOf, log: Log) -> TrainingRecord: ...


def versions(*names: str) -> dict[str, str]:
    """Of seqtext and of the libraries that are named."""
    return {"seqtext": __version__, **{name: version(name) for name in names}}


def computed_apart(options: ComputeOptions, bf16_on_cpu: bool = False) -> dict[str, Any]:
    """Where and how the trainings of networks compute, as `device.computed`: one thread each.

    Of libraries `versions` tells. SeqtextError where the options name what is not there.
    """
    from seqtext.networks.device import computed

    where = computed(options, bf16_on_cpu)
    machine = {**where["machine"], "threads": 1}
    for name in NETWORK_LIBRARIES:
        del machine[name]
    return {**where, "machine": machine}


def cell_path(work: Workload[J], job: J) -> str:
    """The file that keeps what a job gave."""
    return str(work.folder / "cells" / f"{job.name}.safetensors")


def missing(work: Workload[J]) -> list[J]:
    """The jobs that have no result yet; SeqtextError where a result rests on something else.

    Of a result only the header is read: `Cells.read` reads the whole and checks it.
    """
    _refuse_other_format(work.folder)
    todo = []
    for job in work.jobs():
        path = cell_path(work, job)
        if not os.path.exists(path) or not work.is_kept(job):
            todo.append(job)
            continue
        header = header_of(path)
        if header.get("task") != "compare":
            raise SeqtextError(path, "is no result of compare", "remove it")
        with fitting(path, "remove it"):
            different = _differences(entry(header, "fingerprint", dict), work.fingerprint_of(job))
        if different:
            raise SeqtextError(
                path,
                f"was made with another {' and '.join(different)}",
                "name another report folder, or remove this one",
            )
    return todo


def _refuse_other_format(folder: Path) -> None:
    """Raise SeqtextError for a folder of another version: all its results have one format."""
    path = min((folder / "cells").glob("*.safetensors"), default=None)
    header = header_of(str(path)) if path else {}
    if header.get("task") == "compare" and header.get("cell") != CELL_FORMAT:
        cause = "has results of another version: `report show` shows it, but it is not continued"
        raise SeqtextError(str(folder), cause, "name a new report folder")


class Cells(Generic[J]):
    """The results of a plan that has been run, each read once; what befell the trainings."""

    def __init__(self, work: Workload[J]) -> None:
        self.work = work
        self._notes: dict[str, list[str]] = {}

    def read(self, job: J) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """The tensors and the facts of a job; SeqtextError for a file that is harmed."""
        path = cell_path(self.work, job)
        tensors, header = read_model(path)
        with fitting(path, "remove it"):
            facts = entry(header, "facts", dict)
            self._notes[job.name] = [str(note) for note in facts.get("notes", [])]
        return tensors, facts

    def notes(self) -> dict[str, list[str]]:
        """What befell the trainings read so far, by their names; most have nothing."""
        noted = {job.name: self._notes.get(job.name) for job in self.work.jobs()}
        return {name: notes for name, notes in noted.items() if notes}


def _differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return [key for key in new if old.get(key) != new[key]]


class Executor(Protocol):
    """Where trainings run: processes of this machine (`processes`), or of several.

    Every place gets the work once. The result of a job is a file of the work's folder, which all
    places share, so nothing comes back but that a job is finished, or its error.
    """

    def running(self, work: Workload[Any], jobs: int) -> AbstractContextManager["Submit"]:
        """Start up to `jobs` trainings at once; yields the function that submits a job."""


Submit = Callable[[Any], Future[None]]  # of a picklable job


def run(
    work: Workload[J], todo: list[J], executor: Executor, on_finished: Callable[[J], None]
) -> None:
    """Do what is missing; `on_finished` hears of each finished job."""
    if not todo:
        return
    with executor.running(work, len(todo)) as submit:
        futures = {submit(job): job for job in todo}
        for future in as_completed(futures):
            with _named(futures[future]):
                future.result()
            on_finished(futures[future])


@contextmanager
def _named(job: Named) -> Iterator[None]:
    """Name the training in an error."""
    try:
        yield
    except SeqtextError as error:
        raise SeqtextError(f"{job.name}: {error.place}", error.cause, error.remedy) from error


def do_job(work: Workload[J], job: J, listener: Listener | None = None) -> None:
    """Do one job and write its result; then its checkpoints are removed."""
    path, fingerprint = cell_path(work, job), work.fingerprint_of(job)
    checkpoints: list[Checkpoint] = []

    def keeper_of(training: dict[str, Any]) -> Checkpoint:
        """A job may have several trainings, always in the same order."""
        name = f"{path.removesuffix('.safetensors')}.{len(checkpoints) + 1}.ckpt"
        checkpoints.append(Checkpoint(name, {"job": job.name, **fingerprint, **training}))
        return checkpoints[-1]

    notes: list[str] = []
    with listening(listener):
        tensors, facts = work.run_job(job, keeper_of, collect_notes(notes))
    header = {"task": "compare", "cell": CELL_FORMAT, "fingerprint": fingerprint}
    write_model(path, tensors, {**header, "facts": {**facts, "notes": notes}})
    for checkpoint in checkpoints:
        checkpoint.drop()
