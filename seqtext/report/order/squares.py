"""The 2 x 2 of each model: trained and tested in order and on shuffled text."""

from collections.abc import Iterator

from markupsafe import Markup

from seqtext.order.effects.all import Effects
from seqtext.order.effects.figures import difference, percent, points
from seqtext.order.effects.information import Information
from seqtext.order.effects.two_by_two import ModelEffect, TwoByTwo
from seqtext.report.sections import Section, SectionBlock
from seqtext.report.shapes.rows import MIDDLE, Row, cap, rows_plot, whisker
from seqtext.report.shapes.svg import Axis, dot, line
from seqtext.report.table import Table


def squares_table(effects: Effects) -> Table:
    """The 2 x 2 of every model that is not blind."""
    return Table(
        "In order and shuffled",
        "A_ij: accuracy when trained on i and tested on j (o in order, s shuffled). OIG (order "
        "information gain) = A_oo - A_ss; OR (order reliance) = A_oo - A_os; SP (shift penalty) = "
        "A_ss - A_os: the loss because only the test texts are shuffled. Bits: information about "
        "the label in the order. All are 0 for blind models.",
        ("model", "A_oo", "A_os", "A_so", "A_ss", "OIG", "OR", "SP", "bits"),
        "lrrrrrrrr",
        tuple(_cells(model.model, square, model.bits) for model, square in _squares(effects)),
    )


def _squares(effects: Effects) -> list[tuple[ModelEffect, TwoByTwo]]:
    """Those of the models that are not blind."""
    return [(m, m.square) for m in effects.models if m.square and m.set != "blind"]


def _cells(model: str, square: TwoByTwo, bits: Information | None) -> tuple[str, ...]:
    accuracies = (percent(a) for a in (square.oo, square.os, square.so, square.ss))
    changes = points(square.reliance.value), points(square.shift.value)
    information = f"{bits.bits.value:+.3f}" if bits else ""
    return model, *accuracies, difference(square.gain), *changes, information


def squares_plot(effects: Effects) -> Markup:
    """The 2 x 2: in order, shuffled, and only judged on shuffled text; a row a model."""
    rows = _squares(effects)
    ends = [q.oo - end for _, q in rows for end in (q.gain.low, q.gain.high)]
    axis = Axis([a for _, q in rows for a in (q.oo, q.os, q.ss)] + ends)
    shown = []
    for model, square in rows:
        oo, ss, gain = axis(square.oo), axis(square.ss), square.gain
        marks = [
            line(oo, MIDDLE, ss, MIDDLE, f"link {model.set}"),
            *whisker(axis, square.oo - gain.high, square.oo - gain.low, model.set),
            cap(axis(square.os), "tick", 7),
            dot(ss, MIDDLE, f"hollow {model.set}"),
            dot(oo, MIDDLE, model.set),
        ]
        shown.append(Row(model.model, "", marks, f"OIG {difference(square.gain)}"))
    return rows_plot("squares", "Accuracy in order and shuffled, in percent", axis, percent, shown)


LEGEND = (
    ("full", "trained and tested in order"),
    (
        "hollow",
        "trained and tested shuffled, with the 95 % interval of the order information gain (OIG)",
    ),
    ("tick", "only tested shuffled"),
)


def _blocks(effects: Effects) -> Iterator[SectionBlock]:
    if _squares(effects):
        yield SectionBlock(squares_table(effects), None, LEGEND, lambda: squares_plot(effects))


SECTION = Section("squares", "Shuffled", 40, _blocks)
