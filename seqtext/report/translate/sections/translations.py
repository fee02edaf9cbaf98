"""Translations of twins: what the best model and the control make of them."""

from collections.abc import Iterator

from seqtext.order.translate.effects import TranslatorEffects
from seqtext.order.translate.twins_effects import Shown
from seqtext.report.schema import many
from seqtext.report.sections import Section, SectionBlock
from seqtext.report.shapes.visible import visible
from seqtext.report.table import Table

ORIGINS = {
    "grammar": "from the shipped grammar",
    "given": "from your file",
    "mined": "found in your data",
}
_SHOWN = 2  # twins of a set in the terminal and in Markdown; the page has more


def of_set(effects: TranslatorEffects, source: str) -> list[Shown]:
    """The twins that are shown of one set."""
    return [twins for twins in effects.shown if twins.source == source]


def columns(effects: TranslatorEffects) -> tuple[str, ...]:
    """What a member of a pair of twins consists of."""
    return "source", "right", effects.worth.model, effects.worth.control


def _blocks(effects: TranslatorEffects) -> Iterator[SectionBlock]:
    for source in dict.fromkeys(twins.source for twins in effects.shown):
        rows = tuple(
            (label, visible(text))
            for twins in of_set(effects, source)[:_SHOWN]
            for member in twins.members
            for label, text in zip(columns(effects), member, strict=True)
        )
        table = Table(f"Translations of twins {ORIGINS[source]}", "", ("", "text"), "ll", rows)
        yield SectionBlock(table, on_page=False)  # the page has them below each set of twins


_SCHEMA = {"shown": many("shown", "Some of each set.")}
SECTION = Section("translations", "Translations", 50, _blocks, _SCHEMA)
