"""The trainings of a comparison of translators: the shipped pairs, and what is said to twins."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from seqtext.order.trainings.gather import gather_cells
from seqtext.order.trainings.material import DataSplit
from seqtext.order.trainings.plan import GRAMMAR, WHOLE, Job
from seqtext.order.trainings.results import ORDERED, Results, Tokens
from seqtext.order.trainings.run import Cells, TrainingRecord
from seqtext.order.trainings.work import Ask, Work
from seqtext.order.translate.judge import Judge, text_tensors
from seqtext.order.translate.material import PairMaterial
from seqtext.order.translate.results import TranslatorResults, with_pairs
from seqtext.tasks.translate.parallel import lint_pairs
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.digests import TextDigests
from seqtext.words.tokenized import TokenizedTexts


@dataclass(frozen=True, eq=False)
class TranslatorWork(Work):
    """`grammar`: the shipped pairs, where models learn them beside the data."""

    grammar: PairMaterial | None = None

    def with_grammar(self, grammar: PairMaterial) -> "TranslatorWork":
        """The work with the shipped pairs."""
        return replace(self, grammar=grammar)

    def pair_material(self, kind: str) -> PairMaterial:
        """What trainings of a kind rest on."""
        material = self.grammar if kind == GRAMMAR else self.material
        assert isinstance(material, PairMaterial)
        return material

    def part(self, job: Job) -> DataSplit:
        """What a job is trained and judged on."""
        return self.pair_material(GRAMMAR).parts[0] if job.kind == GRAMMAR else super().part(job)

    def fingerprint_of(self, job: Job) -> dict[str, Any]:
        """With the data of the job."""
        data = self.pair_material(job.kind).digest()
        return {**super().fingerprint_of(job), "data": data}

    def draws(self, job: Job, part: str) -> int:
        """Of the development set one, where a model learned shuffled sources: it takes long."""
        if part == "dev":
            return int(job.twin)
        return 0 if job.kind == GRAMMAR else super().draws(job, part)

    def asked(self, model: Any) -> Ask:
        """A judge, which asks a blind model once for each bag."""
        return Judge(model, *self.plan.answering)

    def with_extras(self, job: Job, model: Any, ask: Ask, record: TrainingRecord) -> TrainingRecord:
        """The record with the translations in order, and what is said to twins."""
        tensors, facts = record
        assert isinstance(ask, Judge)
        facts = {**facts, "reordered": ask.reordered}
        if job.twin or job.share > WHOLE:
            return tensors, facts
        tensors |= text_tensors("said", ask.said[0])
        for name, twins in self.pair_material(job.kind).twins.items() if job.fold == 0 else ():
            more, left_out = ask.on_twins(name, twins)
            tensors, facts = {**tensors, **more}, {**facts, f"left_out.{name}": left_out}
        return tensors, {**facts, "reordered": ask.reordered}

    def gathered(self, results: Results, cells: Cells[Job]) -> TranslatorResults:
        """The results with translations and twins, and those on the shipped pairs."""
        ordered = [job for job in self.jobs() if job.kind == ORDERED and job.share == WHOLE]
        results = replace(results, tokens=self._words(results.texts))
        pairs = with_pairs(results, cells, self.pair_material(ORDERED), ordered)
        of_grammar = [job for job in self.jobs() if job.kind == GRAMMAR]
        if not of_grammar:
            return pairs
        material = self.pair_material(GRAMMAR)
        shipped = gather_cells(self, cells, material, of_grammar)
        return replace(pairs, grammar=with_pairs(shipped, cells, material, of_grammar))

    def _words(self, sources: Sequence[str]) -> Tokens:
        """The test sources as words, for slices; no word speaks for a label."""
        read = TokenizedTexts.of(sources, TextDigests(Tokenizer(cased=self.plan.reading.cased)))
        shape = len(self.material.parts), len(read.tokens)
        return Tokens(read.numbers, tuple(read.tokens), np.full(shape, -1, np.int32))

    def facts(self) -> dict[str, Any]:
        """The options by record: a figure's signature names those that are not the default."""
        (search,) = self.plan.answering
        groups = self.plan.groups
        return {
            "reading": asdict(self.plan.reading),
            "options": {**groups["options"], **self.plan.sizes},
            "training": groups["training"],
            "search": asdict(search),
        }

    def lint(self) -> dict[str, Any]:
        """What is odd in the pairs of the first fold, and the pairs that twins removed."""
        part: Any = self.material.parts[0]
        counts = lint_pairs(part.train, part.test, self.plan.reading.digests)
        return {
            **counts,
            "shared": self.material.leaked,
            "removed": self.pair_material(ORDERED).removed,
        }
