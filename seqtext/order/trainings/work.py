"""One training of a comparison: a model is fitted to its part of the material, and judged."""

from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from seqtext.log import Log
from seqtext.order.texts.cases import OwnSuite
from seqtext.order.trainings.dose import dose_predictions as dose_answers
from seqtext.order.trainings.kept import answers_suites, keep, keeps, may_read, model_path
from seqtext.order.trainings.material import Encoded, Material, encode_part, shuffled, with_share
from seqtext.order.trainings.measured import measured_fit
from seqtext.order.trainings.plan import MEMORY, SUITE, WHOLE, Job, Plan, jobs
from seqtext.order.trainings.results import ORDERED, SHUFFLED, same_bits
from seqtext.order.trainings.run import (
    LINEAR_LIBRARIES,
    NETWORK_LIBRARIES,
    TrainingRecord,
    computed_apart,
    versions,
)
from seqtext.system.files import file_digest
from seqtext.tasks.classify.classifier import Model
from seqtext.tasks.classify.prediction import log_softmax
from seqtext.tasks.classify.scores import LOG_P
from seqtext.training.resume import KeeperOf
from seqtext.words.corpus import Corpus, Problem

TRAINING_DRAW = 0  # a training text has one shuffle; test draws are 1…R


@dataclass(frozen=True, eq=False)
class Work:
    """What every worker process holds: the plan, the data, the folder of the results.

    `suite` has the user's own pairs, which the models that are kept answer in the end; `read` says
    in words what the files held.
    """

    plan: Plan
    material: Material
    folder: Path
    fingerprint: dict[str, Any]
    suite: OwnSuite | None = None
    read: tuple[str, ...] = ()

    def jobs(self) -> list[Job]:
        """All trainings of the plan."""
        return jobs(self.plan)

    def is_kept(self, job: Job) -> bool:
        """False where a model that will be asked something is not there."""
        path = model_path(self.folder, self.plan, str(job.model), job.fold)
        suite_asks = self.suite is not None and answers_suites(self.plan, job)
        return path.exists() or not (suite_asks or may_read(self.plan, job))

    def fingerprint_of(self, job: Job) -> dict[str, Any]:
        """What the result of this job rests on, of options what its model reads."""
        common, settings = self.fingerprint, self.plan.settings_of(job.model)
        libraries = NETWORK_LIBRARIES if job.model.varies else LINEAR_LIBRARIES
        return {
            **common,
            "vectors": common["vectors"] if "vectors" in job.model.family.reads else None,
            **{key: common[key] if job.model.varies else None for key in ("compute", "machine")},
            "settings": job.model.read(settings),
            # It chose the texts of a learning curve; of the division the digest of the data speaks.
            "split_seed": self.plan.split_seed if job.share > WHOLE else None,
            "versions": versions(*libraries),
        }

    def run_job(self, job: Job, keeper_of: KeeperOf, log: Log) -> TrainingRecord:
        """Do one job."""
        return {SUITE: _suite, MEMORY: _memory}.get(job.kind, _cell)(self, job, keeper_of, log)


def fingerprint(plan: Plan, material: Material) -> dict[str, Any]:
    """All that a training's result rests on, beside its job; `Work.fingerprint_of` adds that."""
    vectors = plan.settings.network.vectors
    return {
        "data": material.digest(),
        "reading": {**asdict(plan.reading), "tokenizer": plan.reading.tokenizer.to_json()},
        "vectors": file_digest(vectors) if vectors else None,
        "draws": plan.draws,
        **_computed(plan),
    }


def _computed(plan: Plan) -> dict[str, Any]:
    """Where and how networks are trained; SeqtextError where the options name what is not there."""
    if not any(model.varies for model in plan.models):
        return {"compute": None, "machine": None}  # without loading torch
    return computed_apart(plan.settings.compute)


@lru_cache(maxsize=1)
def _encoded(work: Work, fold: int, share: int) -> Encoded:
    material, plan = work.material, work.plan
    part = with_share(material.parts[fold], share, plan.split_seed)
    return encode_part(part, material.classes, plan.reading)


def _cell(work: Work, job: Job, keeper_of: KeeperOf, log: Log) -> TrainingRecord:
    plan, data = work.plan, _encoded(work, job.fold, job.share)
    train, dev = data.train, data.dev
    if job.kind == SHUFFLED:
        train, dev = (shuffled(c, job.seed, TRAINING_DRAW) for c in (train, dev))
    problem = Problem(train, dev, data.vocabulary, len(work.material.classes))
    settings = plan.settings_of(job.model)
    model, facts = measured_fit(job.model, problem, settings, job.seed, log, keeper_of({}))
    draws = plan.draws if job.share == WHOLE else 0
    tensors = {
        f"dev.{LOG_P}": _passes(model, data.dev, job.seed, draws),
        f"test.{LOG_P}": _passes(model, data.test, job.seed, draws),
    }
    if job.model.set == "blind" and not all(map(same_bits, tensors.values())):
        raise AssertionError(f"{job.model} is blind and yet saw the order of the words")
    vocabulary = {"size": len(data.vocabulary), "digest": data.vocabulary.digest()}
    data_facts = {"cut": data.cut, "vocabulary": vocabulary, "texts": len(train)}
    return _with_extras(work, job, data, model, (tensors, {**facts, **data_facts}))


def _with_extras(
    work: Work, job: Job, data: Encoded, model: Model, record: TrainingRecord
) -> TrainingRecord:
    """What is asked of the models that are trained on all texts in order: it is kept, too."""
    tensors, facts = record
    if keeps(work.plan, job):
        part, labels = work.material.parts[job.fold], work.material.classes
        keep(work.folder, work.plan, job, part, data.vocabulary, model, labels)
    if job.kind == ORDERED and job.share == WHOLE and job.model.set != "blind":
        doses = dose_answers(model, data.test, data.vocabulary.get_itos(), job.seed)
        tensors |= {f"doses.{kind}": getattr(doses, kind) for kind in ("neighbours", "moved")}
        tensors |= {f"doses.test.{name}": array for name, array in doses.test.items()}
        facts = {**facts, "doses": list(doses.names)}
    return tensors, facts


def _passes(model: Model, corpus: Corpus, seed: int, draws: int) -> np.ndarray:
    """float32 [1 + draws, texts, classes]: in order, then shuffled anew for each draw."""
    views = [corpus, *(shuffled(corpus, seed, draw) for draw in range(1, draws + 1))]
    return np.stack([log_softmax(model.logits(view)) for view in views])


def _suite(work: Work, job: Job, keeper_of: KeeperOf, log: Log) -> TrainingRecord:
    from seqtext.order.trainings.suites import train_suite

    settings, reading = work.plan.settings_of(job.model), work.plan.reading
    arguments = job.model, job.language, job.seed, settings
    result = train_suite(*arguments, reading=reading, log=log, keeper=keeper_of({}))
    left_out = {str(k): n for k, n in result.left_out.items()}
    return _answers("", result.pairs, result.kept), {"left_out": left_out}


def _memory(work: Work, job: Job, keeper_of: KeeperOf, log: Log) -> TrainingRecord:
    from seqtext.order.trainings.memory import train_memory

    settings, reading = work.plan.settings_of(job.model), work.plan.reading
    tensors: dict[str, np.ndarray] = {}
    left_out: dict[str, dict[str, int]] = {}
    arguments = job.model, job.language, job.seed, settings, reading
    for cell in train_memory(*arguments, log=log, keeper_of=keeper_of):
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
