"""The plots of what order is worth: G and its parts, the ladder, the 2 x 2."""

import math

from markupsafe import Markup

from seqtext.order.effects.all import Effects
from seqtext.order.effects.figures import difference, percent, points, share
from seqtext.order.effects.headline import Part, Rung
from seqtext.report.shapes.rows import (
    MIDDLE,
    Row,
    bar,
    cap,
    heading,
    point,
    rows_plot,
    upright,
    whisker,
)
from seqtext.report.shapes.svg import Axis, box, dot, line
from seqtext.statistics.intervals import Estimate
from seqtext.tasks.classify.scores import SCORES


def worth_plot(effects: Effects) -> Markup:
    """G and its parts as steps from the best blind model, each with its interval."""
    best_models, margin = effects.headline, effects.verdict.margin
    start = best_models.ngram_part.contrast.estimate.value
    steps = [
        ("G, the worth of order", best_models.worth, 0.0, "whole"),
        ("from n-grams", best_models.ngram_part, 0.0, "ngram"),
        ("beyond n-grams", best_models.beyond_part, start, "aware"),
    ]
    ends = [0.0, margin, -margin]
    for _, part, base, _ in steps:
        estimate = _told(part)
        ends += [base + estimate.low, base + estimate.high]
    axis = Axis([end for end in ends if math.isfinite(end)])
    behind = [box(axis(-margin), axis(margin), 0, "100%", "margin"), upright(axis, 0, "zero")]
    return rows_plot(
        "worth",
        f"What word order is worth, in {SCORES[best_models.metric].in_words}",
        axis,
        points,
        [_step(axis, *step) for step in steps],
        behind,
        [heading(axis, 0, f"{best_models.blind}, no order")],
    )


def _told(part: Part) -> Estimate:
    """What is drawn of a part: its rival's figure where it is 0 by definition."""
    return part.rival.estimate if part.by_definition and part.rival else part.contrast.estimate


def _step(axis: Axis, name: str, part: Part, base: float, style: str) -> Row:
    estimate = _told(part)
    low, high, end = (base + e for e in (estimate.low, estimate.high, estimate.value))
    if not part.by_definition:
        marks = [bar(axis, base, end, style), *whisker(axis, low, high)]
        return Row(name, part.contrast.model, marks, difference(estimate))
    if part.rival is None:
        return Row(name, "", [], "0 by definition")
    marks = [*whisker(axis, low, high, "faint"), dot(axis(end), MIDDLE, f"hollow {style}", 4.5)]
    return Row(name, f"{part.rival.model}, not chosen", marks, "0 by definition")


def ladder_plot(effects: Effects) -> Markup:
    """Accuracy of the best bag of each order, and of every network that reads order."""
    aware = [m for m in effects.models if m.set == "aware"]
    accuracies = [rung.accuracy for rung in effects.ladder] + [m.accuracy for m in aware]
    axis = Axis([end for a in accuracies for end in (a.low, a.high)])
    rows = [_rung(axis, rung) for rung in effects.ladder]
    rows += [Row(m.model, "", point(axis, m.accuracy, "aware"), share(m.accuracy)) for m in aware]
    return rows_plot("ladder", "Accuracy by what a model reads, in percent", axis, percent, rows)


def _rung(axis: Axis, rung: Rung) -> Row:
    marks = point(axis, rung.accuracy, "ngram" if rung.order > 1 else "blind")
    return Row(f"k = {rung.order}", rung.model, marks, share(rung.accuracy))


def squares_plot(effects: Effects) -> Markup:
    """The 2 x 2: in order, shuffled, and only judged on shuffled text; a row a model."""
    rows = [(m, m.square) for m in effects.models if m.square and m.set != "blind"]
    ends = [q.oo - end for _, q in rows for end in (q.gain.low, q.gain.high)]
    axis = Axis([a for _, q in rows for a in (q.oo, q.os, q.ss)] + ends)
    shown = []
    for model, square in rows:
        oo, ss, gain = axis(square.oo), axis(square.ss), square.gain
        marks = [
            line(oo, MIDDLE, ss, MIDDLE, f"link {model.set}"),
            *whisker(axis, square.oo - gain.high, square.oo - gain.low, model.set),
            cap(axis(square.os), "tick", 7),
            dot(ss, MIDDLE, f"hollow {model.set}"),
            dot(oo, MIDDLE, model.set),
        ]
        shown.append(Row(model.model, "", marks, f"OIG {difference(square.gain)}"))
    return rows_plot("squares", "Accuracy in order and shuffled, in percent", axis, percent, shown)
