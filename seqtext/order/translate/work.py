"""One training of a comparison of translators, judged on sentences and on twins."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from seqtext.log import Log
from seqtext.order.trainings.material import random_order, shuffled
from seqtext.order.trainings.results import SHUFFLED
from seqtext.order.trainings.run import NETWORK_LIBRARIES, TrainingRecord, computed_apart, versions
from seqtext.order.trainings.work import TRAINING_DRAW
from seqtext.order.translate.judge import Judge
from seqtext.order.translate.material import PairMaterial
from seqtext.order.translate.plan import GRAMMAR, TranslatorJob, TranslatorPlan, translator_jobs
from seqtext.tasks.translate.training import appraised, fit, prepare
from seqtext.tasks.translate.translator import Translator
from seqtext.training.resume import KeeperOf
from seqtext.translators import TranslatorSpec, translator_reads
from seqtext.words.corpus import Corpus

LIBRARIES = (*NETWORK_LIBRARIES, "tokenizers", "sacrebleu")


@dataclass(frozen=True, eq=False)
class TranslatorWork:
    """What every worker process holds; `grammar`: the shipped pairs, where models learn them."""

    plan: TranslatorPlan
    material: PairMaterial
    grammar: PairMaterial | None
    folder: Path

    def jobs(self) -> list[TranslatorJob]:
        """All trainings of the plan."""
        return translator_jobs(self.plan)

    def material_of(self, job: TranslatorJob) -> PairMaterial:
        """What a job is trained and judged on."""
        return self.grammar if self.grammar and job.kind == GRAMMAR else self.material

    def fingerprint_of(self, job: TranslatorJob) -> dict[str, Any]:
        """All that the result of a job rests on."""
        plan, reads = self.plan, translator_reads(job.model)
        options = asdict(plan.settings.network)
        return {
            "data": self.material_of(job).digest(),
            "reading": asdict(plan.reading),
            "options": {name: options[name] for name in sorted(reads)},
            "training": asdict(plan.settings.training),
            **computed_apart(plan.settings.compute, bf16_on_cpu=True),
            "search": asdict(plan.search),
            "draws": plan.draws,
            "versions": versions(*LIBRARIES),
        }

    def is_kept(self, job: TranslatorJob) -> bool:
        """A job leaves nothing but its result."""
        return True

    def run_job(self, job: TranslatorJob, keeper_of: KeeperOf, log: Log) -> TrainingRecord:
        """Do one job."""
        material, arrange = self.material_of(job), _arranger(job)
        translator, training_facts = self._train(job, keeper_of, log)
        judge = Judge(translator, self.plan.search)
        tensors, facts = judge.on_sentences(material, self.plan.draws, job.seed, arrange)
        if job.kind != SHUFFLED:
            for name, twins in material.twins.items():
                more, left_out = judge.on_twins(name, twins)
                tensors, facts = {**tensors, **more}, {**facts, f"left_out.{name}": left_out}
        return tensors, {**facts, **training_facts}

    def _train(
        self, job: TranslatorJob, keeper_of: KeeperOf, log: Log
    ) -> tuple[Translator, dict[str, Any]]:
        """The translator of a job, and what is told of its training."""
        plan, material, started = self.plan, self.material_of(job), time.perf_counter()
        problem = prepare(material.train, material.dev, plan.reading)
        if job.kind == SHUFFLED:
            problem = problem.rearranged(random_order(job.seed, TRAINING_DRAW))
        spec = TranslatorSpec(job.model)
        translator = fit(spec, problem, plan.settings, job.seed, log, keeper_of)
        translator, notes = appraised(translator, problem, plan.settings)
        facts = {"seconds": time.perf_counter() - started, "told": notes}
        return translator, {**facts, "parameters": translator.facts["parameters"]}


def _arranger(job: TranslatorJob) -> Callable[[Corpus], Corpus]:
    """The order in which a job's sources are evaluated on the development set."""
    if job.kind != SHUFFLED:
        return lambda sources: sources
    return lambda sources: shuffled(sources, job.seed, TRAINING_DRAW)
