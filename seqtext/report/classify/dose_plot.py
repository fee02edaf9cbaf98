"""The plot of the dose curves: accuracy against the share of broken neighbours, a panel a model."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from seqtext.order.effects.dose_curves import IN_ORDER, DoseCurve, DosePoint
from seqtext.order.effects.figures import percent, share
from seqtext.report.shapes.panels import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    Panel,
    curve,
    field,
    foot,
    panels_plot,
)
from seqtext.report.shapes.svg import Axis, diamond, dot, line, square

FAMILIES = {"blocks": "blocks", "window": "windows", "swaps": "swaps"}  # mode -> its style
MARKS: dict[str, Callable[[float, float, str], Markup]] = {
    IN_ORDER: lambda x, y, style: dot(x, y, style.replace("hollow ", ""), 6),
    "blocks:1": dot,  # a full shuffle
    "reverse": square,
}


def dose_plot(curves: Sequence[DoseCurve], sets: dict[str, str]) -> Markup:
    """Blocks, windows and swaps as curves from the text in order; the other doses as points."""
    accuracies = [point.accuracy for dose_curve in curves for point in dose_curve.points]
    axis = Axis([end for a in accuracies for end in (a.low, a.high)], BOTTOM, TOP)
    across = Axis([0, 1], LEFT + 2, RIGHT - 2)
    panels = [_panel(dose_curve, axis, across, sets[dose_curve.model]) for dose_curve in curves]
    return panels_plot("dose", "Accuracy by the share of neighbours that are separated", panels)


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
