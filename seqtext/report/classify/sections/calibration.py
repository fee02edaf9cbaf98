"""Calibration: how far confidence is from accuracy, before and after temperature scaling."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from seqtext.order.effects.all import Effects
from seqtext.order.effects.calibration import Calibration, Reliability
from seqtext.order.effects.figures import percent, share
from seqtext.report.models import FLOOR, sets
from seqtext.report.schema import many
from seqtext.report.sections import Section, SectionBlock
from seqtext.report.shapes.panels import Panel, field, foot, panels_plot, x_axis, y_axis
from seqtext.report.shapes.svg import Axis, dot, line
from seqtext.report.table import Table


def calibration_table(effects: Effects) -> Table:
    """One row per model, before and after temperature scaling."""
    return Table(
        "Calibration: how far confidence is from accuracy",
        "In points, means over seeds. ECE (expected calibration error, Guo et al. 2017): over 15 "
        "bins of equal width; mass: ECE over bins of equally many texts; chance: the ECE of a "
        "perfectly calibrated model; corrected: ECE minus its bias, with the 95 % interval by "
        "bootstrap. T: the temperature that fits the development set best, above 1 if the model "
        "is overconfident; the columns after T show the same figures at that temperature.",
        ("model", "ECE", "mass", "chance", "corrected", "T", "ECE", "corrected"),
        "lrrrrrrr",
        tuple(_calibration(calibration) for calibration in effects.calibration),
    )


def _calibration(calibration: Calibration) -> tuple[str, ...]:
    before, after = calibration.before, calibration.after
    errors = (percent(error) for error in (before.error, before.equal_mass, before.chance))
    scaled = percent(after.error), share(after.corrected)
    return (
        calibration.model,
        *errors,
        share(before.corrected),
        f"{calibration.temperature:.2f}",
        *scaled,
    )


_LARGEST, _SMALLEST = 6.0, 2.0  # radius of a dot in pixels: all texts, and hardly any
_APART = 0.6  # percent: the dots before and after scaling are side by side


def calibration_plot(effects: Effects) -> Markup:
    """As the models predict: full dots; at the best temperature: hollow ones, beside them."""
    shown, colours = [c for c in effects.calibration if c.model != FLOOR], sets(effects.models)
    bins = [one for model in shown for r in (model.before, model.after) for one in r.bins]
    across = x_axis([1, *(one.confidence for one in bins)])
    axis = y_axis([1, *(one.right.low for one in bins)])
    panels = [_panel(one, across, axis, colours[one.model]) for one in shown]
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


_LEGEND = (
    ("full", "before temperature scaling"),
    ("hollow", "after temperature scaling on the development set"),
)
_NOTE = (
    "Horizontal axis: confidence of a prediction; vertical axis: the share of such predictions "
    "that are right, in percent. On the dotted line the two are equal; below it the model is "
    "overconfident. Larger dots are more texts; strokes are 95 % intervals."
)


def _blocks(effects: Effects) -> Iterator[SectionBlock]:
    if effects.calibration:
        table = calibration_table(effects)
        yield SectionBlock(table, _NOTE, _LEGEND, lambda: calibration_plot(effects))


_SCHEMA = {"calibration": many("calibration", "Of every model.")}
SECTION = Section("calibration", "Calibration", 90, _blocks, _SCHEMA, printed=75)
