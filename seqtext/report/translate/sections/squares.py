"""Sources in order and shuffled: the 2 x 2 of each translator, and all translators."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from seqtext.order.translate.effects import (
    Square,
    TranslatorEffect,
    TranslatorEffects,
    signed_difference,
)
from seqtext.report.order.squares import LEGEND
from seqtext.report.schema import many
from seqtext.report.sections import FIGURES, Grid, Section, SectionBlock
from seqtext.report.shapes.rows import MIDDLE, Row, cap, point, rows_plot, whisker
from seqtext.report.shapes.svg import Axis, dot, ends
from seqtext.report.table import Table
from seqtext.report.translate.scores import records, score, translators_table
from seqtext.statistics.bleu import NAMES


def translator_squares_table(effects: TranslatorEffects) -> Table:
    """The 2 x 2 of each model that reads order, in both scores."""
    rows = [
        (NAMES[name], model.model, *_square(square))
        for name in NAMES
        for model in effects.models
        for key, square in model.squares.items()
        if key == name
    ]
    return Table(
        "Sources in order and shuffled",
        "A_ij: score when trained on i and tested on j (o in order, s shuffled). OIG (order "
        "information gain) = A_oo - A_ss; OR (order reliance) = A_oo - A_os: the loss when only "
        "the test sources are shuffled.",
        ("", "model", "A_oo", "A_os", "A_so", "A_ss", "OIG", "OR"),
        "llrrrrrr",
        tuple(rows),
    )


def _square(square: Square) -> tuple[str, ...]:
    values = (square.oo, square.os, square.so, square.ss)
    reliance = signed_difference(square.reliance).partition(" ")[0]
    return *(f"{value:.1f}" for value in values), signed_difference(square.gain), reliance


def bleu_plot(effects: TranslatorEffects) -> Markup:
    """BLEU of each model: in order, shuffled, and only judged on shuffled sources."""
    scores = [m.scores["bleu"] for m in effects.models]
    squares = [m.squares["bleu"] for m in effects.models if m.squares]
    axis = Axis([0.0, 10.0, *ends(scores), *(a for s in squares for a in (s.os, s.ss))])
    rows = [_model(axis, model) for model in effects.models]
    return rows_plot("bleu", "BLEU on the test sentences", axis, lambda v: f"{v:.0f}", rows)


def _model(axis: Axis, model: TranslatorEffect) -> Row:
    estimate = model.scores["bleu"]
    style = "blind" if model.blind else "aware"
    marks = point(axis, estimate, style)
    if model.squares:
        square = model.squares["bleu"]
        low, high = square.oo - square.gain.high, square.oo - square.gain.low
        marks += whisker(axis, low, high, "faint")
        marks += [dot(axis(square.ss), MIDDLE, f"hollow {style}"), cap(axis(square.os), "tick", 7)]
    return Row(model.model, "blind to order" if model.blind else "", marks, score(estimate))


def _blocks(effects: TranslatorEffects) -> Iterator[SectionBlock]:
    title = f"Translators, {effects.items:,} test sentences"
    table, models = translator_squares_table(effects), translators_table(effects.models, title)
    short = replace(models, title="Translators")
    yield SectionBlock(
        table,
        f"BLEU, from 0 to 100. {table.note}",
        (("", "blind to order"), *LEGEND),
        lambda: bleu_plot(effects),
        [Grid(table, FIGURES), Grid(short, "All translators as a table", models.note)],
        [t for t in (models, table) if t.rows],
    )


_ABOUT = "In the order they were asked for, the control among them."


def _values(effects: TranslatorEffects) -> dict[str, Any]:
    return {"models": records(effects.models)}


SECTION = Section("squares", "Shuffled", 20, _blocks, {"models": many("model", _ABOUT)}, _values)
