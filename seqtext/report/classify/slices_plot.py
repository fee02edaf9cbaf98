"""The plot of the slices: what order is worth in parts of the test set, with intervals."""

import math
from itertools import groupby

from markupsafe import Markup

from seqtext.order.effects.figures import difference, points
from seqtext.order.effects.found_slices import FoundSlice, FoundSlices
from seqtext.order.effects.slices import Slice, Slices
from seqtext.report.classify.where_tables import FOUND, LABELS
from seqtext.report.shapes.rows import Row, point, rows_plot, upright
from seqtext.report.shapes.svg import Axis, box
from seqtext.report.shapes.visible import visible
from seqtext.statistics.intervals import Estimate

GROUPS = {
    "negator": "Negators",
    "distance": "From negator to the next opinion word",
    "polarity": "Opinion words",
    "connective": "But and although",
    "comparative": "Comparatives",
    "length": "Length",
    "label": "Label",
}


def slices_plot(all_slices: Slices, margin: float) -> Markup:
    """G within each slice, group by group."""
    shown = _shown(all_slices)
    axis = _axis([part.worth for part in shown if part.enough], margin)
    rows = []
    for group, parts in groupby(shown, key=lambda part: part.group):
        rows.append(Row(GROUPS.get(group, group), "", [], ""))
        rows += [_slice(axis, part) for part in parts]
    title = f"Worth of order by kind of text: {all_slices.model} minus {all_slices.base}, in points"
    return rows_plot("slices", title, axis, points, rows, _behind(axis, margin))


def _shown(all_slices: Slices) -> list[Slice]:
    """All but the rarest labels: there may be hundreds."""
    labels = [part for part in all_slices.slices if part.group == "label"]
    rarest = sorted(labels, key=lambda part: -part.items)[LABELS:]
    return [part for part in all_slices.slices if part not in rarest]


def _slice(axis: Axis, part: Slice) -> Row:
    name, many = visible(part.name), f"n\u00a0=\u00a0{part.items:,}"
    if not part.enough:
        return Row(name, many, [], "too few")
    return Row(name, many, point(axis, part.worth, "whole"), difference(part.worth))


def found_plot(found_ngrams: FoundSlices, margin: float) -> Markup:
    """OIG of the texts that hold each n-gram, in the second half."""
    with_gain = [(part, part.gain) for part in found_ngrams.slices[:FOUND] if part.gain]
    axis = _axis([gain for _, gain in with_gain], margin)
    rows = [_found(axis, part, gain) for part, gain in with_gain]
    title = f"Order information gain of {found_ngrams.reader} by n-gram, in points"
    return rows_plot("found", title, axis, points, rows, _behind(axis, margin))


def _found(axis: Axis, part: FoundSlice, gain: Estimate) -> Row:
    sure = "exploratory" if part.p is None else _chance(part.p)
    style = "hollow whole" if part.p is None else "whole"
    small = f"n\u00a0=\u00a0{part.texts:,}, {sure}"
    return Row(f"“{visible(part.ngram)}”", small, point(axis, gain, style), difference(gain))


def _chance(p: float) -> str:
    return "p\u00a0<\u00a00.001" if p < 0.001 else f"p\u00a0=\u00a0{p:.3f}"


def _axis(estimates: list[Estimate], margin: float) -> Axis:
    ends = [end for e in estimates for end in (e.low, e.high)]
    return Axis([0.0, margin, -margin, *(end for end in ends if math.isfinite(end))])


def _behind(axis: Axis, margin: float) -> list[Markup]:
    return [box(axis(-margin), axis(margin), 0, "100%", "margin"), upright(axis, 0, "zero")]
