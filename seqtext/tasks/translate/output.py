"""The translations that `predict` writes: the best of each line, or the n best."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from seqtext.kernel.blocks import Block
from seqtext.options import ListOptions, SearchOptions
from seqtext.tasks.output import Output
from seqtext.tasks.translate.answers import Hypothesis, Translation
from seqtext.tasks.translate.tally import Tally
from seqtext.tasks.translate.translator import Translator


class TranslationOutput(Output):
    """The best translations of each line."""

    def __init__(
        self, translator: Translator, search: SearchOptions, listed: ListOptions, as_json: bool
    ) -> None:
        self.translator, self.search, self.listed = translator, search, listed
        self.as_json, self.tally, self.number = as_json, Tally("line"), 0
        self.names = ("translation", *(("score", "log_probability") if listed.scores else ()))

    def stream(self, blocks: Iterable[Block]) -> Iterator[list[Translation]]:
        texts = chain.from_iterable(block.texts() for block in blocks)
        for translation in self.translator.translate(texts, self.search, self.listed.n_best):
            yield self._counted([translation])

    def of(self, texts: Sequence[str]) -> list[Translation]:
        return self._counted(self.translator.translate(texts, self.search, self.listed.n_best))

    def _counted(self, translations: Iterable[Translation]) -> list[Translation]:
        answers = list(translations)
        for each in answers:
            self.tally.add(each.empty, each.cut, each.unknown)
        return answers

    def lines(self, answers: Sequence[Translation]) -> str:
        return "".join(map(self._object if self.as_json else self._listed, answers))

    def rows(self, answers: Sequence[Translation]) -> list[list[str | float]]:
        best = [translation.hypotheses[0] for translation in answers]
        return [[each.text, *self._scores(each)] for each in best]

    def notes(self) -> list[str]:
        return self.tally.notes(self.translator.max_length)

    def _scores(self, hypothesis: Hypothesis) -> tuple[float, ...]:
        scores = hypothesis.score, hypothesis.log_probability
        return scores if self.listed.scores else ()

    def _listed(self, translation: Translation) -> str:
        """A line for each hypothesis, after the number of the text if it has several fields."""
        self.number += 1
        several = self.listed.n_best > 1 or self.listed.scores
        number = [str(self.number)] if several else []
        rows = (
            [*number, *(f"{value:.4f}" for value in self._scores(each)), each.text]
            for each in translation.hypotheses
        )
        return "".join("\t".join(row) + "\n" for row in rows)

    def _object(self, translation: Translation) -> str:
        """The best translation, and the n best with their scores."""
        hypotheses = [
            {
                "translation": each.text,
                "score": round(each.score, 6),
                "log_probability": round(each.log_probability, 6),
            }
            for each in translation.hypotheses
        ]
        record: dict[str, Any] = {"translation": translation.text, "translations": hypotheses}
        return json.dumps(record, ensure_ascii=False) + "\n"
