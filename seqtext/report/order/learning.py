"""More training data: what order is worth, and each model's accuracy, at each size."""

import math
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from seqtext.order.effects.all import Effects
from seqtext.order.effects.figures import difference, percent, points, share
from seqtext.order.effects.learning_curve import LearningCurve, LearningPoint
from seqtext.report.models import FLOOR, score_of, sets, usual
from seqtext.report.schema import optional
from seqtext.report.sections import FIGURES, Grid, Section, SectionBlock
from seqtext.report.shapes.panels import (
    LEFT,
    RIGHT,
    Panel,
    curve,
    field,
    foot,
    panels_plot,
    rule,
    x_axis,
    y_axis,
)
from seqtext.report.shapes.svg import Axis, box, ends, line
from seqtext.report.table import Table
from seqtext.statistics.intervals import Estimate
from seqtext.statistics.scores import Score
from seqtext.text.quantities import quantity


def learning_curve_table(curve: LearningCurve, effects: Effects) -> Table:
    """One row per size: the models that the verdict compares, G and the verdict."""
    labels = ", with the same shares of the labels" if effects.classes else ""
    return Table(
        "More training data: what order is worth at each size",
        f"Each size is one draw, contained in the next larger one{labels}; development and test "
        "set are the same at all sizes. The models are chosen anew at each size. Doubling the "
        f"texts adds {difference(curve.slope)}; with twice the texts "
        f"the fitted line reaches {difference(curve.doubled)}.",
        ("data", "texts", "model", "over", score_of(effects).column, "verdict"),
        "lrllrl",
        tuple(_point(point) for point in curve.points),
    )


def _point(point: LearningPoint) -> tuple[str, ...]:
    pair = point.model, point.base
    return _part(point), f"{point.texts:,}", *pair, difference(point.worth), point.verdict


def _part(point: LearningPoint) -> str:
    return "all" if point.share == 1 else f"1/{point.share}"


def score_by_size_table(curve: LearningCurve, score: Score) -> Table:
    """The score of each model at each size."""
    models = curve.points[-1].accuracies
    return Table(
        f"More training data: {score.noun} of each model",
        f"{'By' if score.header == score.noun else 'In percent, by'} share of the training texts. "
        "report.json has the intervals.",
        ("model", *(_part(point) for point in curve.points)),
        "l" + "r" * len(curve.points),
        tuple(
            (model, *(percent(point.accuracies[model].value) for point in curve.points))
            for model in models
        ),
    )


def learning_plot(learning: LearningCurve, effects: Effects) -> Markup:
    """First G with the margin and the line through the sizes, then a panel a model."""
    colours, score = sets(effects.models), usual(effects)
    places = [math.log2(1 / point.share) for point in learning.points]
    across = x_axis(places, 3, 4)
    models = [model for model in learning.points[-1].accuracies if model != FLOOR]
    scores = {model: [point.accuracies[model] for point in learning.points] for model in models}
    axis = y_axis(ends(e for estimates in scores.values() for e in estimates))
    panels = [_worth(learning, places, effects.verdict.margin, score_of(effects).unit)]
    panels += [_model(learning, m, scores[m], places, (across, axis), colours[m]) for m in models]
    return panels_plot("learning", f"Worth of order and {score.noun} by training size", panels)


def _worth(learning: LearningCurve, places: Sequence[float], margin: float, unit: str) -> Panel:
    """G by size; a dashed line to where it would stand at twice the texts."""
    across = x_axis([*places, 1], 3, 4)
    worths = [point.worth for point in learning.points]
    axis = y_axis([*ends([*worths, learning.doubled]), 0.0, margin, -margin])
    high, low = axis(margin), axis(-margin)
    marks = [box(LEFT, RIGHT, high, round(low - high, 2), "margin"), *field(axis, points)]
    marks.append(rule(axis, 0, "zero"))
    marks += _feet(learning, places, across)
    marks.append(foot(across(1), "twice"))
    start = learning.doubled.value - learning.slope.value * (1 - places[0])
    trend = across(places[0]), axis(start), across(1), axis(learning.doubled.value)
    marks.append(line(*trend, "curve short whole"))
    marks += curve(axis, [across(1)], [learning.doubled], "hollow whole")
    marks += curve(axis, [across(place) for place in places], worths, "whole")
    description = ", ".join(
        f"{quantity(point.texts, 'text')}: {difference(point.worth)}" for point in learning.points
    )
    description += f", the line at twice the texts: {difference(learning.doubled)}"
    return Panel(f"G, what order is worth, in {unit}", description, marks)


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
    sizes = zip(places, learning.points, strict=True)
    return [foot(across(place), _part(point)) for place, point in sizes]


_LEGEND = (
    ("whole", "what order is worth, with its 95 % interval"),
    ("stroke dashed", "the line through the sizes, extended to twice the texts"),
)


def _blocks(effects: Effects) -> Iterator[SectionBlock]:
    learning = effects.learning
    if learning:
        score = usual(effects)
        table, models = (
            learning_curve_table(learning, effects),
            score_by_size_table(learning, score),
        )
        summary = f"Each model’s {score.noun} as a table"
        yield SectionBlock(
            table,
            f"{table.note} Shaded: the margin.",
            _LEGEND,
            lambda: learning_plot(learning, effects),
            [Grid(table, FIGURES), Grid(models, summary, models.note)],
            [table, models],
            sentence=learning.sentence,
        )


_SCHEMA = {"learning": optional("learning_curve", "Null without --learning-curve.")}
SECTION = Section("learning", "More data", 80, _blocks, _SCHEMA)
