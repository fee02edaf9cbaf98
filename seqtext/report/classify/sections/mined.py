"""The user's own data: groups of texts with the same words and different labels."""

from collections.abc import Iterator

from markupsafe import escape

from seqtext.order.effects.all import Effects
from seqtext.order.texts.mining import Mined
from seqtext.report.schema import many
from seqtext.report.sections import Section, SectionBlock
from seqtext.report.shapes.visible import visible
from seqtext.report.table import Table

QUOTED = 70  # characters of an example


def same_bags_table(effects: Effects) -> Table:
    """Groups with one bag and several labels, by k."""
    example = effects.mined[-1].example if effects.mined else None
    example_note = ""
    if example:
        quoted = (f"“{_short(text)}” ({visible(label)})" for label, text in example)
        example_note = f" Example: {' and '.join(quoted)}."
    return Table(
        "Same words, different label: in your data",
        "Groups of texts with the same n-grams up to k words and different labels. No bag of "
        "k-grams is right on a whole group; wrong: texts that any such bag gets wrong, at least. "
        "Repeats: groups whose texts are identical, so that order does not help either."
        f"{example_note}",
        ("k", "groups", "texts", "wrong", "repeats"),
        "rrrrr",
        tuple(_mined(summary) for summary in effects.mined),
    )


def _mined(summary: Mined) -> tuple[str, ...]:
    counts = summary.groups, summary.texts, summary.wrong, summary.repeats
    return str(summary.order), *(f"{count:,}" for count in counts)


def _short(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= QUOTED else shown[: QUOTED - 1] + "…"


def _blocks(effects: Effects) -> Iterator[SectionBlock]:
    if effects.mined:
        table = same_bags_table(effects)
        yield SectionBlock(table, escape(table.note))  # its example is user text


_SCHEMA = {"mined": many("mined", "For k = 1…5, as long as there are groups.")}
SECTION = Section("mined", "Your data", 120, _blocks, _SCHEMA)
