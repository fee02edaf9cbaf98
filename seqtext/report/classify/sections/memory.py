"""How far back a model remembers: pair accuracy by the distance of the deciding words."""

import math
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from seqtext.order.effects.all import Effects
from seqtext.order.effects.figures import percent, share
from seqtext.order.effects.memory_curve import MemoryCurve, MemoryPoint
from seqtext.order.trainings.results import LECTURE, MIXED, SHORT, SHORT_DISTANCE
from seqtext.report.classify.suite import LANGUAGES
from seqtext.report.models import sets
from seqtext.report.schema import optional
from seqtext.report.sections import Section, SectionBlock
from seqtext.report.shapes.panels import (
    Panel,
    curve,
    field,
    foot,
    panels_plot,
    rule,
    x_axis,
    y_axis,
)
from seqtext.report.shapes.svg import Axis, dot
from seqtext.report.table import Table
from seqtext.text.quantities import quantity


def memory_table(curve: MemoryCurve) -> Table:
    """Pair accuracy by the distance of the deciding words; a model, form and regime a row."""
    distances = sorted({point.distance for point in curve.points})
    rows: dict[tuple[str, str, str], list[MemoryPoint]] = {}
    for point in curve.points:
        rows.setdefault((point.model, point.form, point.regime), []).append(point)
    seeds = max(point.seeds for point in curve.points)
    count = max(point.pairs for point in curve.points)
    return Table(
        f"How far back: pairs right by the distance of the deciding words "
        f"({LANGUAGES.get(curve.language, curve.language)})",
        f"In percent; in brackets: distances that were not in training. Guessing: 25; a bag: 0. "
        f"{quantity(count, 'pair')} of each distance; seeds per network: {seeds:,}. One-way: reads "
        "from left to right and classifies by the last state, as in the lectures.",
        ("model", "trained on", *map(str, distances), "kept"),
        "ll" + "r" * (len(distances) + 1),
        tuple(_curve(*key, points) for key, points in rows.items()),
    )


def _curve(model: str, form: str, regime: str, points: Sequence[MemoryPoint]) -> tuple[str, ...]:
    name = f"{model}, one-way" if form == LECTURE else model
    trained = "all" if regime == MIXED else f"up to {SHORT_DISTANCE}"
    kept = [point.kept.value for point in points if point.kept]
    mean = percent(sum(kept) / len(kept)) if kept else ""
    return name, trained, *map(_remembered, points), mean


def _remembered(point: MemoryPoint) -> str:
    if point.accuracy is None:
        return ""
    shown = percent(point.accuracy.value)
    return shown if point.trained else f"({shown})"


_APART = 0.7  # percent: the two regimes are side by side, so that both intervals show


def memory_plot(memory: MemoryCurve, colours: dict[str, str]) -> Markup:
    """Trained on all distances: full line; on short ones only: dashed, hollow where untrained.

    colours: model -> what it reads.
    """
    curves: dict[tuple[str, str], list[MemoryPoint]] = {}
    for point in memory.points:
        curves.setdefault((point.model, point.form), []).append(point)
    distances = sorted({point.distance for point in memory.points})
    across = x_axis([math.log(d) for d in distances], 3, 3)
    panels = [
        _panel(key, points, distances, across, colours.get(key[0], "aware"))
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
    axis = y_axis([0, 1])
    marks = field(axis, percent)
    marks += [foot(across(math.log(d)), str(d)) for d in distances]
    marks.append(rule(axis, 0.25, "chance"))
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


_LEGEND = (
    ("stroke", "trained on all distances"),
    ("stroke dashed", "trained on short ones only; hollow: distances not in training"),
)
_NOTE = (
    "Horizontal axis: distance of the two deciding words, each step about twice the last. Vertical "
    "axis: pairs with both texts right, in percent, with 95 % intervals; the dotted line is "
    "guessing."
)


def _blocks(effects: Effects) -> Iterator[SectionBlock]:
    memory = effects.memory
    if memory:
        yield SectionBlock(
            memory_table(memory),
            _NOTE,
            _LEGEND,
            lambda: memory_plot(memory, sets(effects.models)),
            title="How far back a model remembers",
            sentence=memory.sentence,
        )


_ABOUT = "Pair accuracy against the distance of the deciding words; null without --memory."
SECTION = Section("memory", "Memory", 70, _blocks, {"memory": optional("memory", _ABOUT)})
