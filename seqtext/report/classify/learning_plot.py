"""The plot of the learning curve: what order is worth, and each model's accuracy, by size."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from seqtext.order.effects.figures import difference, percent, points, share
from seqtext.order.effects.learning_curve import LearningCurve
from seqtext.report.classify.tables import FLOOR
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
from seqtext.report.shapes.svg import Axis, box, line
from seqtext.statistics.intervals import Estimate
from seqtext.text.quantities import quantity


def learning_plot(learning: LearningCurve, sets: dict[str, str], margin: float) -> Markup:
    """First G with the margin and the line through the sizes, then a panel a model.

    sets: model -> what it reads, its colour.
    """
    places = [math.log2(1 / point.share) for point in learning.points]
    across = Axis(places, LEFT + 3, RIGHT - 4)
    models = [model for model in learning.points[-1].accuracies if model != FLOOR]
    scores = {model: [point.accuracies[model] for point in learning.points] for model in models}
    axis = Axis(_ends([e for estimates in scores.values() for e in estimates]), BOTTOM, TOP)
    panels = [_worth(learning, places, margin)]
    panels += [_model(learning, m, scores[m], places, (across, axis), sets[m]) for m in models]
    return panels_plot("learning", "Worth of order and accuracy by training size", panels)


def _ends(estimates: Sequence[Estimate]) -> list[float]:
    return [end for e in estimates for end in (e.low, e.high) if math.isfinite(end)]


def _worth(learning: LearningCurve, places: Sequence[float], margin: float) -> Panel:
    """G by size; a dashed line to where it would stand at twice the texts."""
    across = Axis([*places, 1], LEFT + 3, RIGHT - 4)
    worths = [point.worth for point in learning.points]
    axis = Axis([*_ends([*worths, learning.doubled]), 0.0, margin, -margin], BOTTOM, TOP)
    high, low = axis(margin), axis(-margin)
    marks = [box(LEFT, RIGHT, high, round(low - high, 2), "margin"), *field(axis, points)]
    marks.append(line(LEFT, axis(0), RIGHT, axis(0), "zero"))
    marks += _feet(learning, places, across)
    marks.append(foot(across(1), "twice"))
    start = learning.doubled.value - learning.slope.value * (1 - places[0])
    ends = across(places[0]), axis(start), across(1), axis(learning.doubled.value)
    marks.append(line(*ends, "curve short whole"))
    marks += curve(axis, [across(1)], [learning.doubled], "hollow whole")
    marks += curve(axis, [across(place) for place in places], worths, "whole")
    description = ", ".join(
        f"{quantity(point.texts, 'text')}: {difference(point.worth)}" for point in learning.points
    )
    description += f", the line at twice the texts: {difference(learning.doubled)}"
    return Panel("G, what order is worth, in points", description, marks)


def _model(
    learning: LearningCurve,
    model: str,
    scores: Sequence[Estimate],
    places: Sequence[float],
    axes: tuple[Axis, Axis],
    style: str,
) -> Panel:
    across, axis = axes
    marks = field(axis, percent) + _feet(learning, places, across)
    marks += curve(axis, [across(place) for place in places], scores, style)
    sizes = zip(learning.points, scores, strict=True)
    description = ", ".join(
        f"{quantity(point.texts, 'text')}: {share(score)}" for point, score in sizes
    )
    return Panel(model, description, marks)


def _feet(learning: LearningCurve, places: Sequence[float], across: Axis) -> list[Markup]:
    names = ["all" if point.share == 1 else f"1/{point.share}" for point in learning.points]
    return [foot(across(place), name) for place, name in zip(places, names, strict=True)]
