"""One training of a comparison: a model is fitted to its part of the material, and judged."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from seqtext.log import Log
from seqtext.order.trainings.dose import dose_answers
from seqtext.order.trainings.material import DataSplit, Material, with_share
from seqtext.order.trainings.measured import measured_fit
from seqtext.order.trainings.orders import TRAINING_DRAW, order_of
from seqtext.order.trainings.plan import WHOLE, Job, Plan, jobs
from seqtext.order.trainings.results import ORDERED, Results, same_bits
from seqtext.order.trainings.run import (
    LINEAR_LIBRARIES,
    NETWORK_LIBRARIES,
    Cells,
    TrainingRecord,
    computed_apart,
    versions,
)
from seqtext.statistics.scores import Answers
from seqtext.tasks.data import Data
from seqtext.tasks.task import Problem, Spec
from seqtext.training.resume import KeeperOf
from seqtext.words.corpus import Corpus

Ask = Callable[[Corpus, Any], Answers]  # what a model answers to texts in some order


@dataclass(frozen=True, eq=False)
class Work:
    """What every worker process holds: the plan, the data, the folder of the results.

    `files_read` says in words what the files held. A task with trainings or questions of its own
    has a subclass.
    """

    plan: Plan
    material: Material
    folder: Path
    fingerprint: dict[str, Any]
    files_read: tuple[str, ...] = ()
    plants: ClassVar[bool] = False  # whether a cue can be planted in the data of the task

    def jobs(self) -> list[Job]:
        """All trainings of the plan."""
        return jobs(self.plan)

    def is_kept(self, job: Job) -> bool:
        """False where a model that will be asked something is not there."""
        return True

    def part(self, job: Job) -> DataSplit:
        """What a job is trained and judged on."""
        return with_share(self.material.parts[job.fold], job.share, self.plan.split_seed)

    def fingerprint_of(self, job: Job) -> dict[str, Any]:
        """What the result of this job rests on, of options what its model reads."""
        common, settings = self.fingerprint, self.plan.settings_of(job.model)
        return {
            **common,
            **{key: common[key] if job.model.varies else None for key in ("compute", "machine")},
            "settings": job.model.read(settings),
            # It chose the texts of a learning curve; of the division the digest of the data speaks.
            "split_seed": self.plan.split_seed if job.share > WHOLE else None,
            "versions": versions(*self.libraries([job.model])),
        }

    def libraries(self, models: Sequence[Spec]) -> tuple[str, ...]:
        """Those that change the figures of these models."""
        networks = any(model.varies for model in models)
        general = NETWORK_LIBRARIES if networks else LINEAR_LIBRARIES
        return *general, *self.plan.task.libraries

    def run_job(self, job: Job, keeper_of: KeeperOf, log: Log) -> TrainingRecord:
        """Do one job."""
        data, task, settings = self.read(job), self.plan.task, self.plan.settings_of(job.model)
        problem = data.problem
        if job.twin:
            problem = problem.rearranged(order_of(job.kind, job.seed, TRAINING_DRAW))
        model, facts = measured_fit(task, job.model, problem, settings, job.seed, log, keeper_of)
        ask = self.asked(model)
        tensors = {
            **self._answers(job, "test", ask, data.test, data.part.test),
            **self._answers(job, "dev", ask, data.problem.texts[1], problem.dev),
        }
        if job.model.set == "blind" and not all(map(same_bits, tensors.values())):
            raise AssertionError(f"{job.model} is blind and yet saw the order of the words")
        vocabulary = model.described()["vocabulary"]
        facts |= {"cut": data.cut, "vocabulary": vocabulary, "texts": len(problem.train)}
        record = tensors, facts
        if job.kind == ORDERED and job.share == WHOLE and job.model.set != "blind":
            record = self._with_doses(job, ask, data, record)
        return self.with_extras(job, model, ask, record)

    def draws(self, job: Job, part: str) -> int:
        """How many shuffles of the texts of a part a job is judged on."""
        return self.plan.draws if job.share == WHOLE else 0

    def asked(self, model: Any) -> Ask:
        """How a model answers to texts."""
        return lambda texts, data: model.answers(texts, data, *self.plan.answering)

    def with_extras(self, job: Job, model: Any, ask: Ask, record: TrainingRecord) -> TrainingRecord:
        """The record with what a model is asked for this task alone; the model may be kept."""
        return record

    def gathered(self, results: Results, cells: Cells[Job]) -> Results:
        """The results with what this task alone has."""
        return results

    def facts(self) -> dict[str, Any]:
        """What the report tells of this task alone."""
        return {}

    def lint(self) -> dict[str, Any]:
        """What is odd in the data, counted."""
        return {}

    def read(self, job: Job) -> "Encoded":
        """The data of a job, read once for all trainings on them."""
        kind = job.kind if job.language else ORDERED
        return _encoded(self, replace(job, model=self.plan.models[0], seed=0, kind=kind))

    def _answers(
        self, job: Job, part: str, ask: Ask, texts: Corpus, data: Data
    ) -> dict[str, np.ndarray]:
        """[1 + draws, texts, …] by name: in order, then shuffled anew for each draw."""
        draws = range(1, self.draws(job, part) + 1)
        shuffled = (texts.rearranged(order_of(job.kind, job.seed, draw)) for draw in draws)
        views = [texts, *shuffled]
        answers = [ask(view, data) for view in views]
        return {f"{part}.{name}": np.stack([one[name] for one in answers]) for name in answers[0]}

    def _with_doses(
        self, job: Job, ask: Ask, data: "Encoded", record: TrainingRecord
    ) -> TrainingRecord:
        """The record with the answers to perturbed test texts."""
        test, tokens = data.part.test, data.problem.vocabulary.get_itos()

        def ask_some(texts: Corpus, at: np.ndarray) -> Answers:
            return ask(texts, test if len(at) == len(test) else test.select(at))

        doses = dose_answers(ask_some, data.test, tokens, job.seed, self.plan.task.dosed)
        tensors, facts = record
        sizes = {f"doses.{kind}": getattr(doses, kind) for kind in ("at", "neighbours", "moved")}
        answers = {f"doses.test.{name}": array for name, array in doses.test.items()}
        return {**tensors, **sizes, **answers}, {**facts, "doses": list(doses.names)}


@dataclass(frozen=True)
class Encoded:
    """The data of a training, read once for all trainings on them.

    part     as read
    problem  training and development data as ids
    test     the test texts as ids
    cut      texts that were longer than the maximum length
    """

    part: DataSplit
    problem: Problem
    test: Corpus
    cut: int


@lru_cache(maxsize=1)
def _encoded(work: Work, job: Job) -> Encoded:
    part, plan = work.part(job), work.plan
    problem = plan.task.prepare(part.train, part.dev, plan.reading, work.material.classes)
    test, cut = problem.encode(part.test)
    return Encoded(part, problem, test, problem.cut + cut)


def fingerprint(plan: Plan, material: Material) -> dict[str, Any]:
    """All that a training's result rests on, beside its job; `Work.fingerprint_of` adds that."""
    return {
        "data": material.digest(),
        "reading": described(plan.reading),
        "draws": plan.draws,
        "answering": [asdict(record) for record in plan.answering],
        **_computed(plan),
    }


def described(reading: Any) -> dict[str, Any]:
    """The options of reading as JSON."""
    options = asdict(reading)
    if hasattr(reading.tokenizer, "to_json"):
        options["tokenizer"] = reading.tokenizer.to_json()
    return options


def _computed(plan: Plan) -> dict[str, Any]:
    """Where and how networks are trained; SeqtextError where the options name what is not there."""
    if not any(model.varies for model in plan.models):
        return {"compute": None, "machine": None}  # without loading torch
    return computed_apart(plan.settings.compute, plan.task.bf16_on_cpu)
