"""Slices: what order is worth in kinds of text that were chosen in advance."""

from collections.abc import Iterator
from itertools import chain, groupby, repeat

from markupsafe import Markup

from seqtext.order.effects.all import Effects
from seqtext.order.effects.figures import difference, points
from seqtext.order.effects.slices import Slice, Slices
from seqtext.report.models import usual
from seqtext.report.schema import optional
from seqtext.report.sections import Section, SectionBlock
from seqtext.report.shapes.rows import Row, margin_axis, margin_marks, point, rows_plot
from seqtext.report.shapes.svg import Axis
from seqtext.report.shapes.visible import visible
from seqtext.report.table import Table

LABELS = 10  # rows; report.json has all


def slices_table(all_slices: Slices, unit: str) -> Table:
    """G and OIG within each fixed slice, in this unit."""
    shown = _shown(all_slices)
    rows = []
    for group, parts in groupby(shown, key=lambda part: part.group):
        names = chain([group], repeat(""))
        rows += [(name, *_cells(part)) for name, part in zip(names, parts, strict=False)]
    omitted = len(all_slices.slices) - len(shown)
    more = f" report.json has {omitted} rarer labels." if omitted else ""
    reader = all_slices.reader
    gain = f"OIG: order information gain of {reader}. " if reader else ""
    return Table(
        "Where order matters: kinds of text chosen in advance",
        f"G: {all_slices.model} minus {all_slices.base}, in {unit}. {gain}The intervals are not "
        "adjusted for their number: of 20 slices without any effect, about one shows one."
        f"{_OPINIONS if all_slices.polar else ''}{more}",
        ("", "slice", "texts", "G", "OIG"),
        "llrrr",
        tuple(rows),
    )


_OPINIONS = (
    " Distance: from a negator to the next opinion word; opinion words indicate a label in the "
    "training texts."
)


def _cells(part: Slice) -> tuple[str, ...]:
    worth = difference(part.worth) if part.enough else "too few"
    gain = difference(part.gain) if part.gain and part.enough else ""
    return visible(part.name), f"{part.items:,}", worth, gain


GROUPS = {
    "negator": "Negators",
    "distance": "From negator to the next opinion word",
    "polarity": "Opinion words",
    "connective": "But and although",
    "comparative": "Comparatives",
    "length": "Length",
    "label": "Label",
}


def slices_plot(all_slices: Slices, margin: float, unit: str) -> Markup:
    """G within each slice, group by group."""
    shown = _shown(all_slices)
    axis = margin_axis([part.worth for part in shown if part.enough], margin)
    rows = []
    for group, parts in groupby(shown, key=lambda part: part.group):
        rows.append(Row(GROUPS.get(group, group), "", [], ""))
        rows += [_row(axis, part) for part in parts]
    pair = f"{all_slices.model} minus {all_slices.base}"
    title = f"Worth of order by kind of text: {pair}, in {unit}"
    return rows_plot("slices", title, axis, points, rows, margin_marks(axis, margin))


def _shown(all_slices: Slices) -> list[Slice]:
    """All but the rarest labels: there may be hundreds."""
    labels = [part for part in all_slices.slices if part.group == "label"]
    rarest = sorted(labels, key=lambda part: -part.items)[LABELS:]
    return [part for part in all_slices.slices if part not in rarest]


def _row(axis: Axis, part: Slice) -> Row:
    name, many = visible(part.name), f"n\u00a0=\u00a0{part.items:,}"
    if not part.enough:
        return Row(name, many, [], "too few")
    return Row(name, many, point(axis, part.worth, "whole"), difference(part.worth))


def _blocks(effects: Effects) -> Iterator[SectionBlock]:
    slices = effects.slices
    if slices and slices.slices:
        note = (
            "The same comparison within parts of the test set that were chosen in advance: "
            f"{slices.model} minus {slices.base}, with 95 % intervals. They are not adjusted for "
            "their number: of 20 slices without any effect, about one shows one. Shaded: the "
            "margin."
        )
        margin, unit = effects.verdict.margin, usual(effects).unit
        table = slices_table(slices, unit)
        yield SectionBlock(table, note, plot=lambda: slices_plot(slices, margin, unit))


SECTION = Section("slices", "Slices", 100, _blocks, {"slices": optional("slices")})
