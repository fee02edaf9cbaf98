"""The same translators on the shipped English-Spanish pairs."""

from collections.abc import Iterator
from typing import Any

from seqtext.order.translate.effects import TranslatorEffects
from seqtext.report.schema import many
from seqtext.report.sections import Section, SectionBlock
from seqtext.report.translate.scores import records, translators_table


def _blocks(effects: TranslatorEffects) -> Iterator[SectionBlock]:
    if effects.grammar:
        title = "The same models on the shipped English-Spanish pairs"
        table = translators_table(effects.grammar, title)
        yield SectionBlock(table, title="On the shipped English-Spanish pairs")


_ABOUT = (
    "The same models, trained and judged on the shipped pairs; empty where they are the data, or "
    "with --no-grammar."
)


def _values(effects: TranslatorEffects) -> dict[str, Any]:
    return {"grammar": records(effects.grammar)}


_SCHEMA = {"grammar": many("model", _ABOUT)}
SECTION = Section("grammar", "Shipped pairs", 40, _blocks, _SCHEMA, _values)
