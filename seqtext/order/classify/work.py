"""The trainings that only classifiers have: order-k suites, distant words; models that are kept."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from seqtext.log import Log
from seqtext.order.classify.heats import with_heats
from seqtext.order.classify.kept_models import answers_suites, keep, keeps, may_read, model_path
from seqtext.order.classify.own_suite import judged_suite
from seqtext.order.classify.planting import train_planted, with_planted
from seqtext.order.classify.reading import read_memory, read_suite, stored
from seqtext.order.classify.tokens import read_tokens
from seqtext.order.texts.cases import OwnSuite, read_own_suite
from seqtext.order.trainings.plan import MEMORY, SUITE, Job
from seqtext.order.trainings.results import Results
from seqtext.order.trainings.run import Cells, TrainingRecord
from seqtext.order.trainings.work import Ask, Work
from seqtext.registry import ModelSpec
from seqtext.system.files import file_digest
from seqtext.tasks.classify.dataset import Dataset, Reading
from seqtext.tasks.classify.lint import lint, lost_negators
from seqtext.text.inputs import InputOptions
from seqtext.text.languages import language_of
from seqtext.training.resume import KeeperOf

_OF_TESTS = ("shared", "copies", "unseen")  # what is counted of test texts


@dataclass(frozen=True, eq=False)
class ClassifierWork(Work):
    """`suite` has the user's own pairs, which the models that are kept answer in the end."""

    suite: OwnSuite | None = None
    plants: ClassVar[bool] = True

    def with_suite(self, options: InputOptions) -> "ClassifierWork":
        """The work with the user's own pairs, if the plan names some."""
        path, classes = self.plan.suite, self.material.classes
        return replace(self, suite=read_own_suite(path, classes, options)) if path else self

    def in_own_language(self) -> tuple["ClassifierWork", str | None]:
        """The work with the shipped pairs in the language of its training texts, and that language.

        None where it is neither English nor Spanish: then the pairs are English.
        """
        detected = language_of(self.material.parts[0].train.read)
        language = detected or "en"
        memory = language if self.plan.memory else ""
        plan = replace(self.plan, languages=(language,), memory=memory)
        return replace(self, plan=plan), detected

    def is_kept(self, job: Job) -> bool:
        """False where a model that will be asked something is not there."""
        path = model_path(self.folder, self.plan, str(job.model), job.fold)
        suite_asks = self.suite is not None and answers_suites(self.plan, job)
        return path.exists() or not (suite_asks or may_read(self.plan, job))

    def fingerprint_of(self, job: Job) -> dict[str, Any]:
        """With the word vectors of models that start from them, and the schedule of the suites."""
        path, spec = self.plan.settings.network.vectors, ModelSpec.parse(str(job.model))
        vectors = file_digest(path) if path and "vectors" in spec.family.reads else None
        fingerprint = {**super().fingerprint_of(job), "vectors": vectors}
        if job.kind == SUITE:
            from seqtext.order.classify.suites import schedule

            fingerprint["schedule"] = schedule()
        return fingerprint

    def run_job(self, job: Job, keeper_of: KeeperOf, log: Log) -> TrainingRecord:
        """Do one job."""
        if job.planted:
            return train_planted(self, job, keeper_of, log)
        if job.kind not in (SUITE, MEMORY):
            return super().run_job(job, keeper_of, log)
        settings, reading = self.plan.settings_of(job.model), self.plan.reading
        arguments = ModelSpec.parse(str(job.model)), job.language, job.seed, settings
        if job.kind == SUITE:
            from seqtext.order.classify.suites import train_suite

            result = train_suite(*arguments, reading=reading, log=log, keeper=keeper_of({}))
            left_out = {str(k): n for k, n in result.left_out.items()}
            return stored("", result.pairs, result.kept), {"left_out": left_out}
        from seqtext.order.classify.memory import train_memory

        tensors: dict[str, np.ndarray] = {}
        counts: dict[str, dict[str, int]] = {}
        for cell in train_memory(*arguments, reading, log=log, keeper_of=keeper_of):
            name = f"{cell.form}.{cell.regime}"
            tensors |= stored(f"{name}.", cell.pairs, cell.kept)
            counts[name] = {str(d): n for d, n in cell.left_out.items()}
        return tensors, {"left_out": counts}

    def with_extras(self, job: Job, model: Any, ask: Ask, record: TrainingRecord) -> TrainingRecord:
        """The record as it is; the model is saved where it will be asked something."""
        if keeps(self.plan, job):
            keep(self.folder, self.plan, job, model)
        return record

    def gathered(self, results: Results, cells: Cells[Job]) -> Results:
        """The results with suites, distant pairs, the texts as tokens, and heat lines."""
        jobs = self.jobs()
        tokens, mined = read_tokens(self.material, self.plan.reading)
        suites = [read_suite(cells, job) for job in jobs if job.kind == SUITE]
        results = replace(
            results,
            suites=(*suites, *judged_suite(self.folder, self.plan, self.suite)),
            memory=tuple(c for j in jobs if j.kind == MEMORY for c in read_memory(cells, j)),
            tokens=tokens,
            mined=mined,
        )
        return with_heats(with_planted(self, results, cells), self.folder, self.plan)

    def facts(self) -> dict[str, Any]:
        """Tokeniser, word vectors and own pairs."""
        path = self.plan.settings.network.vectors
        return {
            "tokenizer": self.plan.reading.tokenizer.to_json(),
            "vectors": file_digest(path) if path else None,
            "suite": self.suite.digest() if self.suite else None,
        }

    def lint(self) -> dict[str, Any]:
        """Repeated texts, texts in two parts, contradictions, and negators that no model sees."""
        counts = {**_counted(self), "shared": self.material.leaked}
        return {**counts, "negators": _lost(self)}


def _counted(work: Work) -> dict[str, int]:
    """With folds: repeated training texts over the whole file, all else summed over the folds."""
    reading: Reading = work.plan.reading
    parts: Any = work.material.parts
    counts = [lint(part.train, part.test, reading) for part in parts]
    if len(counts) == 1:
        return counts[0]
    all_texts = Dataset(
        tuple(text for part in parts for text in part.test.texts),
        tuple(label for part in parts for label in part.test.labels),
    )
    summed = {key: sum(count[key] for count in counts) for key in _OF_TESTS}
    return {**lint(all_texts, all_texts.select([]), reading), **summed}


def _lost(work: Work) -> dict[str, int]:
    """Negators that no model sees; with folds, by the fold that loses a word most often."""
    lost: dict[str, int] = {}
    for part in work.material.parts:
        for word, count in lost_negators(part.train.read, work.plan.reading).items():
            lost[word] = max(count, lost.get(word, 0))
    return dict(sorted(lost.items(), key=lambda item: -item[1]))
