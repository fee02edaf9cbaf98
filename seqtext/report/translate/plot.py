"""The plots of a comparison of translators: the 2 x 2 in BLEU, and the twins."""

from markupsafe import Markup

from seqtext.order.translate.effects import TranslatorEffect, TranslatorEffects
from seqtext.order.translate.twins_effects import TwinsEffect
from seqtext.report.shapes.rows import MIDDLE, Row, cap, point, rows_plot, whisker
from seqtext.report.shapes.svg import Axis, dot
from seqtext.report.translate.tables import score
from seqtext.statistics.intervals import Estimate


def bleu_plot(effects: TranslatorEffects) -> Markup:
    """BLEU of each model: in order, shuffled, and only judged on shuffled sources."""
    scores = [m.scores["bleu"] for m in effects.models]
    ends = [end for e in scores for end in (e.low, e.high)]
    squares = [m.squares["bleu"] for m in effects.models if m.squares]
    axis = Axis([0.0, 10.0, *ends, *(a for s in squares for a in (s.os, s.ss))])
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


def twins_plot(effects: TranslatorEffects, source: str) -> Markup:
    """Pairs with both members right, in percent; a ring: both preferred."""
    axis = Axis([0.0, 1.0])
    solved = [t for t in effects.twins if t.source == source and t.accuracy and t.prefers]
    rows = [_twins(axis, effect) for effect in solved]
    title = f"Twins with both members right, {source}"
    return rows_plot(f"twins-{source}", title, axis, lambda v: f"{100 * v:.0f}", rows)


def _twins(axis: Axis, effect: TwinsEffect) -> Row:
    assert effect.accuracy is not None
    assert effect.prefers is not None
    style = "blind" if effect.blind else "aware"
    marks = [*point(axis, effect.accuracy, style)]
    marks.append(dot(axis(effect.prefers.value), MIDDLE, f"hollow {style}", 8))
    return Row(effect.model, "", marks, _percent(effect.accuracy))


def _percent(estimate: Estimate) -> str:
    value, low, high = (100 * v for v in (estimate.value, estimate.low, estimate.high))
    return f"{value:.1f} [{low:.1f}, {high:.1f}]"
