"""The plot of the memory curve: pair accuracy against distance, a panel a model."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from seqtext.order.effects.figures import percent, share
from seqtext.order.effects.memory_curve import MemoryCurve, MemoryPoint
from seqtext.order.trainings.results import LECTURE, SHORT
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
from seqtext.report.shapes.svg import Axis, dot, line

_APART = 0.7  # percent: the two regimes stand beside each other, so that both intervals show


def memory_plot(memory: MemoryCurve, sets: dict[str, str]) -> Markup:
    """Trained on all distances: full line; on short ones only: dashed, hollow where untrained.

    sets: model -> what it reads, its colour.
    """
    curves: dict[tuple[str, str], list[MemoryPoint]] = {}
    for point in memory.points:
        curves.setdefault((point.model, point.form), []).append(point)
    distances = sorted({point.distance for point in memory.points})
    across = Axis([math.log(d) for d in distances], LEFT + 3, RIGHT - 3)
    panels = [
        _panel(key, points, distances, across, sets.get(key[0], "aware"))
        for key, points in curves.items()
    ]
    return panels_plot("memory", "Pairs right by the distance of the deciding words", panels)


def _panel(
    key: tuple[str, str],
    points: Sequence[MemoryPoint],
    distances: Sequence[int],
    across: Axis,
    style: str,
) -> Panel:
    model, form = key
    axis = Axis([0, 1], BOTTOM, TOP)
    marks = field(axis, percent)
    marks += [foot(across(math.log(d)), str(d)) for d in distances]
    marks.append(line(LEFT, axis(0.25), RIGHT, axis(0.25), "chance"))
    for regime in dict.fromkeys(point.regime for point in points):
        of_regime = [p for p in points if p.regime == regime and p.accuracy]
        marks += _regime(of_regime, "whole short" if regime == SHORT else style, axis, across)
    title = f"{model}, one-way, last state" if form == LECTURE else model
    description = ", ".join(
        f"{p.regime} training, {p.distance} apart: {share(p.accuracy)}"
        for p in points
        if p.accuracy
    )
    return Panel(title, description, marks)


def _regime(points: Sequence[MemoryPoint], style: str, axis: Axis, across: Axis) -> list[Markup]:
    shift = _APART if "short" in style else -_APART
    places = [round(across(math.log(p.distance)) + shift, 2) for p in points]
    estimates = [p.accuracy for p in points if p.accuracy]
    marks = curve(axis, places, estimates, style)
    for x, point in zip(places, points, strict=True):
        if point.accuracy and not point.trained:
            marks.append(dot(x, axis(point.accuracy.value), f"hollow {style}", 4))
    return marks
