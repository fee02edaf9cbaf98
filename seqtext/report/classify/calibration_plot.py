"""The reliability diagrams: the share of right answers against confidence, a panel a model."""

from collections.abc import Sequence

from markupsafe import Markup

from seqtext.order.effects.calibration import Calibration, Reliability
from seqtext.order.effects.figures import percent, share
from seqtext.report.classify.tables import FLOOR
from seqtext.report.shapes.panels import BOTTOM, LEFT, RIGHT, TOP, Panel, field, foot, panels_plot
from seqtext.report.shapes.svg import Axis, dot, line

_LARGEST, _SMALLEST = 6.0, 2.0  # radius of a dot in pixels: all texts, and hardly any
_APART = 0.6  # percent: before and after scaling stand beside each other


def calibration_plot(calibrations: Sequence[Calibration], sets: dict[str, str]) -> Markup:
    """As the models answer: full dots; at the best temperature: hollow ones, beside them.

    sets: model -> what it reads, its colour.
    """
    shown = [one for one in calibrations if one.model != FLOOR]
    bins = [one for model in shown for r in (model.before, model.after) for one in r.bins]
    across = Axis([1, *(one.confidence for one in bins)], LEFT + 2, RIGHT - 2)
    axis = Axis([1, *(one.right.low for one in bins)], BOTTOM, TOP)
    panels = [_panel(one, across, axis, sets[one.model]) for one in shown]
    return panels_plot("calibration", "Share of right answers by confidence, in percent", panels)


def _panel(calibration: Calibration, across: Axis, axis: Axis, style: str) -> Panel:
    marks = field(axis, percent)
    marks += [foot(across(tick), percent(tick)) for tick in across.ticks(4)]
    least = max(across.low, axis.low)
    marks.append(line(across(least), axis(least), across(1), axis(1), "chance"))
    marks += _dots(calibration.after, across, axis, f"hollow {style}", _APART)
    marks += _dots(calibration.before, across, axis, style, -_APART)
    description = (
        f"error {share(calibration.before.corrected)}, "
        f"at temperature {calibration.temperature:.2f} {share(calibration.after.corrected)}; "
    )
    description += ", ".join(
        f"confidence {percent(group.confidence)}: right {share(group.right)}"
        for group in calibration.before.bins
    )
    return Panel(calibration.model, description, marks)


def _dots(
    reliability: Reliability, across: Axis, axis: Axis, style: str, shift: float
) -> Sequence[Markup]:
    """A dot a bin, the larger the more texts; its interval upright."""
    marks, all_texts = [], sum(group.texts for group in reliability.bins)
    for group in reliability.bins:
        x = round(across(group.confidence) + shift, 2)
        low, high = axis(group.right.low), axis(group.right.high)
        size = max(_SMALLEST, _LARGEST * (group.texts / all_texts) ** 0.5)
        marks.append(line(x, low, x, high, f"whisker {style.removeprefix('hollow ')}"))
        marks.append(dot(x, axis(group.right.value), style, round(size, 1)))
    return marks
