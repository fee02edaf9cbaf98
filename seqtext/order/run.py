"""Running a plan: trains what is missing, in processes of one thread each.

Each finished training is a file in REPORT/cells with the fingerprint of what it rests on, so that
the same command goes on where it was stopped.
"""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from importlib.metadata import version
from multiprocessing import get_context, parent_process
from typing import Any

from seqtext import __version__
from seqtext.checkpoint import read_model, write_model
from seqtext.errors import SeqtextError
from seqtext.files import digest
from seqtext.order.kept import keeps, path_of
from seqtext.order.material import Material
from seqtext.order.plan import Job, Plan, jobs
from seqtext.order.work import Work, found_by

LIBRARIES = ("numpy", "scipy", "scikit-learn", "torch")


def fingerprint(plan: Plan, material: Material) -> dict[str, Any]:
    """All that a training's result rests on, beside its job; `Work.fingerprint_of` adds that."""
    vectors = plan.settings.network.vectors
    return {
        "data": [[d.digest() for d in (p.train, p.dev, p.test)] for p in material.parts],
        "reading": {**asdict(plan.reading), "tokenizer": plan.reading.tokenizer.to_json()},
        "vectors": digest(vectors) if vectors else None,
        "suite": digest(plan.suite) if plan.suite else None,
        "draws": plan.draws,
        "versions": {"seqtext": __version__, **{name: version(name) for name in LIBRARIES}},
    }


def missing(work: Work) -> list[Job]:
    """The jobs that have no result yet; SeqtextError where a result rests on something else."""
    todo = []
    for job in jobs(work.plan):
        path = work.path(job)
        if not os.path.exists(path) or not _is_kept(work, job):
            todo.append(job)
            continue
        _, header = read_model(path)
        if header.get("task") != "compare":
            raise SeqtextError(path, "is no result of compare", "remove it")
        different = _differences(header["fingerprint"], work.fingerprint_of(job))
        if different:
            raise SeqtextError(
                path,
                f"was made with another {' and '.join(different)}",
                "name another report folder, or remove this one",
            )
    return todo


def _is_kept(work: Work, job: Job) -> bool:
    """False where a model should have been kept and is not there."""
    path = path_of(work.folder, work.plan, str(job.model), job.fold)
    return not keeps(work.plan, job) or path.exists()


def _differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return [key for key in new if old.get(key) != new[key]]


def run(work: Work, workers: int, told: Callable[[Job], None]) -> None:
    """Train what is missing with `workers` processes; `told` hears of each finished job.

    Every training has one thread, so that the results are the same for any number of workers.
    """
    todo = missing(work)
    if not todo:
        return
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # read by the workers' libraries as they load
    pool = ProcessPoolExecutor(
        min(workers, len(todo)), get_context("spawn"), initializer=_receive, initargs=(work,)
    )
    try:
        futures: dict[Future[None], Job] = {pool.submit(_do, job): job for job in todo}
        for future in as_completed(futures):
            future.result()
            told(futures[future])
    except BrokenProcessPool:
        cause = "a training was killed, perhaps for want of memory"
        raise SeqtextError(
            "compare", cause, "take fewer --jobs; the same command goes on"
        ) from None
    except BaseException:
        for process in list(pool._processes.values()):
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_work: Work  # of this worker process


def _receive(work: Work) -> None:
    global _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent answers Ctrl-C and ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _work = work


def _end_with_parent() -> None:
    """A parent that was killed can end nobody: its workers see to it themselves."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _do(job: Job) -> None:
    tensors, facts = found_by(_work, job)
    header = {"task": "compare", "fingerprint": _work.fingerprint_of(job), "facts": facts}
    write_model(_work.path(job), tensors, header)
