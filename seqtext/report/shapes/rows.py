"""Plots of rows: a label, marks on one axis, and the figure; the rows fold on a phone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from seqtext.report.shapes.svg import Axis, box, dot, ends, grid, joined, line, scale, text
from seqtext.report.shapes.visible import minus
from seqtext.statistics.intervals import Estimate

MIDDLE = "50%"


@dataclass(frozen=True)
class Row:
    """One row; `small` is told beside the label, `marks` stand at half the row's height.

    A row without a figure is a heading.
    """

    label: str
    small: str
    marks: Sequence[Markup]
    figure: str


def rows_plot(
    name: str,
    title: str,
    axis: Axis,
    tick: Callable[[float], str],
    rows: Sequence[Row],
    behind: Sequence[Markup] = (),
    above: Sequence[Markup] = (),
) -> Markup:
    """The plot as HTML with an SVG a row. `behind` is drawn in every row, `above` over them all.

    To a reader of the screen it is one picture with a title and the figures as its description.
    """
    description = "; ".join(_words(row) for row in rows if row.figure)
    inner = joined(_row(row, [*behind, *grid(axis)]) for row in rows)
    shape = (
        '<div class="plot" role="img" aria-label="{}" aria-describedby="{}-told">{}{}{}</div>'
        '<p hidden="" id="{}-told">{}</p>'
    )
    top = _scale(above) if above else ""
    bottom = _scale(scale(axis, tick))
    return Markup(shape).format(title, name, top, inner, bottom, name, description)


def _words(row: Row) -> str:
    name = f"{row.label}, {row.small}" if row.small else row.label
    return minus(f"{name}: {row.figure}")


def _row(row: Row, behind: Sequence[Markup]) -> Markup:
    shape = (
        '<div class="row{}"><span class="label">{} <small>{}</small></span>'
        '<span class="field"><svg aria-hidden="true">{}</svg></span>'
        '<span class="figure">{}</span></div>'
    )
    marks = joined([*behind, *row.marks])
    kind = "" if row.figure else " head"
    return Markup(shape).format(kind, row.label, row.small, marks, _figure(row.figure))


def _figure(figure: str) -> Markup:
    """No line ends within an interval."""
    value, bracket, interval = minus(figure).partition("[")
    shape = "{}<span>{}</span>" if bracket else "{}{}"
    return Markup(shape).format(value, bracket + interval)


def _scale(marks: Sequence[Markup]) -> Markup:
    shape = (
        '<div class="row scale"><span class="field"><svg aria-hidden="true">{}</svg></span></div>'
    )
    return Markup(shape).format(joined(marks))


def whisker(axis: Axis, low: float, high: float, style: str = "") -> list[Markup]:
    """An interval across a row."""
    x1, x2 = axis(low), axis(high)
    ends = [cap(x, f"whisker {style}", 4) for x in (x1, x2)]
    return [line(x1, MIDDLE, x2, MIDDLE, f"whisker {style}"), *ends]


def cap(x: float, style: str, reach: int) -> Markup:
    """An upright stroke at half the row's height, `reach` pixels up and down."""
    shape = '<svg x="{}%" y="50%" overflow="visible"><line y1="-{}" y2="{}" class="{}"/></svg>'
    return Markup(shape).format(x, reach, reach, style)


def bar(axis: Axis, start: float, end: float, style: str) -> Markup:
    """A bar across a row, half as high as it."""
    return box(axis(start), axis(end), "28%", "44%", f"bar {style}")


def point(axis: Axis, estimate: Estimate, style: str) -> list[Markup]:
    """A dot and its interval."""
    interval = whisker(axis, estimate.low, estimate.high, style.removeprefix("hollow "))
    return [*interval, dot(axis(estimate.value), MIDDLE, style)]


def upright(axis: Axis, value: float, style: str) -> Markup:
    """A line over the whole height of the row."""
    return line(axis(value), 0, axis(value), "100%", style)


def margin_axis(estimates: Sequence[Estimate], margin: float) -> Axis:
    """An axis for differences, their intervals, 0 and the margin."""
    return Axis([0.0, margin, -margin, *ends(estimates)])


def margin_marks(axis: Axis, margin: float) -> list[Markup]:
    """Behind each row: the margin on both sides of 0."""
    return [box(axis(-margin), axis(margin), 0, "100%", "margin"), upright(axis, 0, "zero")]


def heading(axis: Axis, value: float, words: str) -> Markup:
    """Small letters above a place of the axis."""
    return text(axis(value), 14, words, "small")
