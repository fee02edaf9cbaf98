"""Running a plan: trains what is missing, in processes of one thread each.

Each finished training is a file in REPORT/cells with the fingerprint of what it rests on, and one
that was cut off has its checkpoint there: the same command goes on where it was stopped.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib.metadata import version
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

from seqtext import __version__
from seqtext.errors import SeqtextError
from seqtext.log import Log, current_listener, listening
from seqtext.options import ComputeOptions
from seqtext.order.trainings.notes import collect_notes
from seqtext.order.trainings.telling import progress_listener, progress_queue
from seqtext.system.contents import entry, fitting
from seqtext.system.model_file import header_of, read_model, write_model
from seqtext.system.signals import blocked
from seqtext.training.resume import Checkpoint, KeeperOf

CELL_FORMAT = 2  # of the files of results; those of version 0.1.0 had none
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


def run(work: Workload[J], todo: list[J], workers: int, on_finished: Callable[[J], None]) -> None:
    """Do what is missing with `workers` processes; `on_finished` hears of each finished job.

    Every training has one thread, so that the results are the same for any number of workers.
    """
    if not todo:
        return
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # read by the workers' libraries as they load
    context = get_context("spawn")
    with progress_queue(current_listener(), context) as line:
        pool = ProcessPoolExecutor(
            min(workers, len(todo)), context, initializer=_receive, initargs=(work, line)
        )
        _finish(pool, todo, on_finished)


def _finish(pool: ProcessPoolExecutor, todo: list[J], on_finished: Callable[[J], None]) -> None:
    """Do the jobs, and end the processes; where one fails, the others write where they stand."""
    others = {*active_children()}
    try:
        futures = _begun(pool, todo)
        for future in as_completed(futures):
            with _named(futures[future]):
                future.result()
            on_finished(futures[future])
    except BrokenProcessPool:
        cause = "a training was killed, perhaps for want of memory"
        raise SeqtextError(
            "compare", cause, "take fewer --jobs; the same command goes on"
        ) from None
    except BaseException:
        _end([process for process in active_children() if process not in others])
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _named(job: Named) -> Iterator[None]:
    """Say of which training an error speaks."""
    try:
        yield
    except SeqtextError as error:
        raise SeqtextError(f"{job.name}: {error.place}", error.cause, error.remedy) from error


def _begun(pool: ProcessPoolExecutor, todo: list[J]) -> dict[Future[None], J]:
    """Start the workers with Ctrl-C blocked: the parent obeys it, and ends them."""
    with blocked(signal.SIGINT):
        return {pool.submit(_do, job): job for job in todo}


def _end(processes: list[BaseProcess]) -> None:
    """Have the workers write where they stand and end; a second signal does not wait for that."""
    try:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
    finally:
        for process in processes:
            process.kill()


_work: Workload[Any]  # of this worker process
_line: Any = None  # to its parent, where that shows how far it is


def _receive(work: Workload[Any], line: Any) -> None:
    global _work, _line
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Windows could not block it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _work, _line = work, line


def _end_with_parent() -> None:
    """A parent that was killed can end nobody: its workers see to it themselves."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _do(job: Any) -> None:
    """Do one job, and write its result: then its checkpoints may go."""
    path, fingerprint, checkpoints = (
        cell_path(_work, job),
        _work.fingerprint_of(job),
        list[Checkpoint](),
    )

    def keeper_of(training: dict[str, Any]) -> Checkpoint:
        """A job may have several trainings, always in the same order."""
        name = f"{path.removesuffix('.safetensors')}.{len(checkpoints) + 1}.ckpt"
        checkpoints.append(Checkpoint(name, {"job": job.name, **fingerprint, **training}))
        return checkpoints[-1]

    notes: list[str] = []
    with listening(progress_listener(_line, job.title)):
        tensors, facts = _work.run_job(job, keeper_of, collect_notes(notes))
    header = {"task": "compare", "cell": CELL_FORMAT, "fingerprint": fingerprint}
    write_model(path, tensors, {**header, "facts": {**facts, "notes": notes}})
    for checkpoint in checkpoints:
        checkpoint.drop()
