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
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.metadata import version
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

import numpy as np

from seqtext import __version__
from seqtext.checkpoint import read_model, write_model
from seqtext.classifier import Classifier, Model, fit, log_softmax
from seqtext.corpus import Corpus, Problem
from seqtext.errors import SeqtextError
from seqtext.files import digest
from seqtext.order.cases import Case
from seqtext.order.dose import answers as dose_answers
from seqtext.order.kept import keep, keeps, path_of
from seqtext.order.material import Encoded, Material, encode_part, shuffled
from seqtext.order.plan import MEMORY, SUITE, Job, Plan, jobs
from seqtext.order.results import ORDERED, SHUFFLED
from seqtext.vocabulary import Vocabulary

TRAINING_DRAW = 0  # a training text has one shuffle; test draws are 1…R
DOSE_ARRAYS = ("neighbours", "moved", "test")  # of results.Doses, as kept in a result's file
LIBRARIES = ("numpy", "scipy", "scikit-learn", "torch")


@dataclass(frozen=True)
class Work:
    """What every worker process holds: the plan, the data, the folder of the results.

    `cases` are the user's own pairs, for the models that are trained on the data in order.
    """

    plan: Plan
    material: Material
    folder: Path
    fingerprint: dict[str, Any]
    cases: tuple[Case, ...] = ()

    def path(self, job: Job) -> str:
        """The file that keeps what `job` gave."""
        return str(self.folder / "cells" / f"{job.name}.safetensors")


def fingerprint(plan: Plan, material: Material) -> dict[str, Any]:
    """All that a training's result rests on, beside model and seed."""
    vectors = plan.settings.network.vectors
    return {
        "data": [[d.digest() for d in (p.train, p.dev, p.test)] for p in material.parts],
        "reading": {**asdict(plan.reading), "tokenizer": plan.reading.tokenizer.to_json()},
        "settings": asdict(plan.settings),
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
        different = _differences(header["fingerprint"], work.fingerprint)
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


@lru_cache(maxsize=1)
def _encoded(fold: int) -> Encoded:
    material = _work.material
    return encode_part(material.parts[fold], material.classes, _work.plan.reading)


def _do(job: Job) -> None:
    train = {SUITE: _train_suite, MEMORY: _train_memory}.get(job.kind, _train_cell)
    tensors, facts = train(job)
    header = {"task": "compare", "fingerprint": _work.fingerprint, "facts": facts}
    write_model(_work.path(job), tensors, header)


def _train_cell(job: Job) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    plan, data = _work.plan, _encoded(job.fold)
    train, dev = data.train, data.dev
    if job.kind == SHUFFLED:
        train, dev = (shuffled(c, job.seed, TRAINING_DRAW) for c in (train, dev))
    problem = Problem(train, dev, data.vocabulary, len(_work.material.classes))
    model = fit(job.model, problem, plan.settings, job.seed)
    tensors = {
        "dev": _passes(model, data.dev, job.seed, plan.draws),
        "test": _passes(model, data.test, job.seed, plan.draws),
    }
    if keeps(plan, job):
        material = _work.material
        part, labels = material.parts[job.fold], material.classes
        keep(_work.folder, plan, job, part, data.vocabulary, model, labels)
    if job.model.set == "blind" and any((t != t[:1]).any() for t in tensors.values()):
        raise AssertionError(f"{job.model} is blind and yet saw the order of the words")
    vocabulary = {"size": len(data.vocabulary), "digest": data.vocabulary.digest()}
    facts = {**model.facts, "cut": data.cut, "vocabulary": vocabulary}
    if job.kind == ORDERED and job.model.set != "blind":
        doses = dose_answers(model, data.test, data.vocabulary.get_itos(), job.seed)
        tensors |= {f"doses.{kind}": getattr(doses, kind) for kind in DOSE_ARRAYS}
        facts["doses"] = list(doses.names)
    if has_own_suite(_work, job):
        own, left_out = _judge_own(job, model, data.vocabulary)
        return {**tensors, **own}, {**facts, "suite": left_out}
    return tensors, facts


def has_own_suite(work: Work, job: Job) -> bool:
    """Whether the model of this job answers the user's own pairs; with folds, that of the first."""
    return bool(work.cases) and job.kind == ORDERED and job.fold == 0


def _judge_own(
    job: Job, model: Model, vocabulary: Vocabulary
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The user's own pairs, each at the order that it has as this model reads it."""
    from seqtext.order.suites import by_order, judge

    labels, longest = _work.material.classes, _work.plan.reading.max_length
    classifier = Classifier(job.model, model, vocabulary, labels, longest, {})
    result = judge(classifier, by_order(classifier, _work.cases))
    tensors = _answers("suite.", result.pairs, result.kept)
    return tensors, {str(k): n for k, n in result.left_out.items()}


def _passes(model: Model, corpus: Corpus, seed: int, draws: int) -> np.ndarray:
    """float32 [1 + draws, texts, classes]: in order, then shuffled anew for each draw."""
    views = [corpus, *(shuffled(corpus, seed, draw) for draw in range(1, draws + 1))]
    return np.stack([log_softmax(model.logits(view)) for view in views])


def _train_suite(job: Job) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    from seqtext.order.suites import train_suite

    plan = _work.plan
    result = train_suite(job.model, job.language, job.seed, plan.settings, reading=plan.reading)
    left_out = {str(k): n for k, n in result.left_out.items()}
    return _answers("", result.pairs, result.kept), {"left_out": left_out}


def _train_memory(job: Job) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    from seqtext.order.memory import train_memory

    plan = _work.plan
    tensors: dict[str, np.ndarray] = {}
    left_out: dict[str, dict[str, int]] = {}
    for cell in train_memory(job.model, job.language, job.seed, plan.settings, plan.reading):
        name = f"{cell.form}.{cell.regime}"
        tensors |= _answers(f"{name}.", cell.pairs, cell.kept)
        left_out[name] = {str(d): n for d, n in cell.left_out.items()}
    return tensors, {"left_out": left_out}


def _answers(
    prefix: str, pairs: dict[int, np.ndarray], kept: dict[int, np.ndarray]
) -> dict[str, np.ndarray]:
    """Right or wrong as tensors, by order or distance."""
    tensors = {f"{prefix}pairs.{k}": right.astype(np.uint8) for k, right in pairs.items()}
    return tensors | {f"{prefix}kept.{k}": right.astype(np.uint8) for k, right in kept.items()}
