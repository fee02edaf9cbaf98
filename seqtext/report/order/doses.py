"""Doses: how accuracy falls as words are moved more and more."""

from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup

from seqtext.order.effects.all import Effects
from seqtext.order.effects.dose_curves import IN_ORDER, DoseCurve, DosePoint
from seqtext.order.effects.figures import percent, share
from seqtext.report.models import sets, usual
from seqtext.report.schema import many
from seqtext.report.sections import Section, SectionBlock
from seqtext.report.shapes.panels import Panel, curve, field, foot, panels_plot, x_axis, y_axis
from seqtext.report.shapes.svg import Axis, diamond, dot, ends, line, square
from seqtext.report.table import Table

WIDEST = 5  # models side by side; report.json has all


def doses_table(effects: Effects) -> Table:
    """Accuracy by dose, a model a column, and how sensitive each model is as a whole."""
    curves, score = _chosen(effects), usual(effects)
    rows: list[tuple[str, ...]] = []
    for i, point in enumerate(curves[0].points):
        sizes = f"{point.neighbours:.2f}", f"{point.moved:.2f}"
        shares = (percent(curve.points[i].accuracy.value) for curve in curves)
        rows.append((point.name, *sizes, *shares))
    rows += _summaries(effects, curves)
    left = len(effects.doses) - len(curves)
    others = f" report.json has {left} more models." if left else ""
    return Table(
        f"How {score.noun} falls as words are moved",
        f"{score.capital} of models trained in order, on test texts whose words are moved. DND "
        "(direct neighbour displacement): share of neighbours that are separated; moved: mean "
        "distance that a word moves, 1 for a full shuffle. Rank: Spearman's correlation of "
        f"{score.noun} with each.{_FLIPS if effects.sensitivity else ''}{others}",
        ("dose", "DND", "moved", *(curve.model for curve in curves)),
        "lrr" + "r" * len(curves),
        tuple(rows),
    )


_FLIPS = (
    " Flips: predictions that a full shuffle changes. WOS (word order sensitivity): right "
    "predictions that a full shuffle makes wrong; 100 is chance."
)


def _chosen(effects: Effects) -> Sequence[DoseCurve]:
    """The best by their accuracy in order, in the order of the report."""
    ranked = sorted(effects.doses, key=lambda curve: -curve.points[0].accuracy.value)[:WIDEST]
    return [curve for curve in effects.doses if curve in ranked]


def _summaries(effects: Effects, curves: Sequence[DoseCurve]) -> Iterator[tuple[str, ...]]:
    yield "rank, DND", "", "", *(_rank(curve.by_neighbours) for curve in curves)
    yield "rank, moved", "", "", *(_rank(curve.by_moved) for curve in curves)
    if not effects.sensitivity:
        return
    by_model = {sensitivity.model: sensitivity for sensitivity in effects.sensitivity}
    chosen = [by_model[curve.model] for curve in curves]
    yield "flips", "", "", *(percent(sensitivity.flips.value) for sensitivity in chosen)
    yield (
        "WOS",
        "",
        "",
        *(percent(sensitivity.wos.value) if sensitivity.wos else "" for sensitivity in chosen),
    )


def _rank(correlation: float | None) -> str:
    return "" if correlation is None else f"{correlation:+.2f}"


FAMILIES = {"blocks": "blocks", "window": "windows", "swaps": "swaps"}  # mode -> its style
MARKS: dict[str, Callable[[float, float, str], Markup]] = {
    IN_ORDER: lambda x, y, style: dot(x, y, style.replace("hollow ", ""), 6),
    "blocks:1": dot,  # a full shuffle
    "reverse": square,
}


def dose_plot(effects: Effects) -> Markup:
    """Blocks, windows and swaps as curves from the text in order; the other doses as points."""
    curves, colours = effects.doses, sets(effects.models)
    accuracies = [point.accuracy for dose_curve in curves for point in dose_curve.points]
    axis = y_axis(ends(accuracies))
    across = x_axis([0, 1])
    panels = [_panel(dose_curve, axis, across, colours[dose_curve.model]) for dose_curve in curves]
    title = f"{usual(effects).capital} by the share of neighbours that are separated"
    return panels_plot("dose", title, panels)


def _panel(dose_curve: DoseCurve, axis: Axis, across: Axis, style: str) -> Panel:
    start = next(point for point in dose_curve.points if point.name == IN_ORDER)
    marks = field(axis, percent)
    marks += [foot(across(dose), f"{dose:g}") for dose in (0, 0.25, 0.5, 0.75, 1)]
    for family, kind in FAMILIES.items():
        of_family = [p for p in dose_curve.points if p.name.partition(":")[0] == family]
        ordered = sorted([start, *of_family], key=lambda point: point.neighbours)
        if of_family:
            places = [across(point.neighbours) for point in ordered]
            marks += curve(axis, places, [p.accuracy for p in ordered], f"{style} {kind}", 2.6)
    for point in dose_curve.points:
        if point.name in MARKS or point.name.partition(":")[0] not in FAMILIES:
            marks += _alone(point, axis, across, style)
    description = ", ".join(f"{point.name}: {share(point.accuracy)}" for point in dose_curve.points)
    return Panel(dose_curve.model, description, marks)


def _alone(point: DosePoint, axis: Axis, across: Axis, style: str) -> list[Markup]:
    """The ends, and what has no curve, with their intervals."""
    x, y = across(point.neighbours), axis(point.accuracy.value)
    low, high = axis(point.accuracy.low), axis(point.accuracy.high)
    interval = line(x, low, x, high, f"whisker {style}")
    return [interval, MARKS.get(point.name, diamond)(x, y, f"hollow {style}")]


_LEGEND = (
    ("stroke", "blocks of words kept together"),
    ("stroke dashed", "shuffled within windows"),
    ("stroke dotted", "neighbours swapped"),
    ("full", "in order"),
    ("hollow", "full shuffle"),
    ("square", "reversed"),
    ("diamond", "sentences shuffled"),
)
_NOTE = (
    "{} of each model, trained in order, on test texts whose words are moved more and more. "
    "Horizontal axis: the share of neighbours that are separated. Vertical strokes are 95 % "
    "intervals."
)


def _blocks(effects: Effects) -> Iterator[SectionBlock]:
    if effects.doses:
        note = _NOTE.format(usual(effects).capital)
        yield SectionBlock(doses_table(effects), note, _LEGEND, lambda: dose_plot(effects))


_SCHEMA = {
    "doses": many("dose_curve", "A curve for each model that reads order."),
    "sensitivity": many("sensitivity", "Of each model that reads order."),
}
SECTION = Section("dose", "Doses", 60, _blocks, _SCHEMA, printed=95)
