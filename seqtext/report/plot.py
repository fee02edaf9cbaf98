"""The plots of the page: SVG drawn by hand, coloured by the page's style sheet."""

import math
from collections.abc import Callable, Sequence

from markupsafe import Markup

from seqtext.order.effects import Effects
from seqtext.order.figures import difference, percent, points
from seqtext.order.headline import Part
from seqtext.report.visible import minus
from seqtext.significance import Estimate

WIDTH = 680
_LEFT, _RIGHT, _TOP, _ROW = 150, 130, 34, 40  # margins, and the height of a row


class Axis:
    """A linear axis from a range of values to a range of pixels, with round ticks."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        low, high = min(values), max(values)
        room = (high - low) * 0.04 or 0.005
        self.low, self.high = low - room, high + room
        self.start, self.end = start, end

    def __call__(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)  # an infinite interval ends at the edge
        share = (inside - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self, count: int = 8) -> list[float]:
        """Round numbers within the range, at most about `count`."""
        step = (self.high - self.low) / count
        size = 10 ** math.floor(math.log10(step))
        step = next(size * m for m in (1, 2, 5, 10) if size * m >= step)
        first = math.ceil(self.low / step)
        return [n * step for n in range(first, math.floor(self.high / step) + 1)]


def _svg(height: float, title: str, marks: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>{}</svg>'
    ).format(WIDTH, height, title, title, Markup("").join(marks))


def _text(x: float, y: float, text: str, style: str = "", anchor: str = "start") -> Markup:
    shape = '<text x="{}" y="{}" class="{}" text-anchor="{}">{}</text>'
    return Markup(shape).format(x, y, style, anchor, minus(text))


def _line(x1: float, y1: float, x2: float, y2: float, style: str) -> Markup:
    shape = '<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>'
    return Markup(shape).format(x1, y1, x2, y2, style)


def _dot(x: float, y: float, style: str, size: float = 5.5) -> Markup:
    return Markup('<circle cx="{}" cy="{}" r="{}" class="{}"/>').format(x, y, size, style)


def _box(x1: float, x2: float, y: float, height: float, style: str) -> Markup:
    shape = '<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>'
    return Markup(shape).format(min(x1, x2), y, round(abs(x2 - x1), 1), height, style)


def _across(axis: Axis, bottom: float, label: Callable[[float], str]) -> list[Markup]:
    """The ticks of a horizontal axis below the rows."""
    marks = []
    for tick in axis.ticks():
        marks.append(_line(axis(tick), _TOP, axis(tick), bottom, "grid"))
        marks.append(_text(axis(tick), bottom + 18, label(tick), "small", "middle"))
    return marks


def _whisker(x1: float, x2: float, y: float, style: str) -> list[Markup]:
    """A horizontal interval."""
    ends = [_line(x, y - 4, x, y + 4, style) for x in (x1, x2)]
    return [_line(x1, y, x2, y, style), *ends]


def worth_plot(effects: Effects) -> Markup:
    """G and its parts as steps from the best blind model, each with its interval."""
    found, margin = effects.headline, effects.verdict.margin
    start = found.ngram_part.contrast.estimate.value
    rows = [
        ("G, the worth of order", found.worth, 0.0, "whole"),
        ("from n-grams", found.ngram_part, 0.0, "ngram"),
        ("beyond n-grams", found.beyond_part, start, "aware"),
    ]
    ends = [0.0, margin, -margin]
    for _, part, base, _ in rows:
        estimate = _told(part)
        ends += [base + estimate.low, base + estimate.high]
    axis = Axis([e for e in ends if math.isfinite(e)], _LEFT, WIDTH - _RIGHT)
    bottom = _TOP + len(rows) * _ROW
    marks = [_box(axis(-margin), axis(margin), _TOP, bottom - _TOP, "margin")]
    marks += _across(axis, bottom, points)
    marks.append(_line(axis(0), _TOP - 6, axis(0), bottom, "zero"))
    marks.append(_text(axis(0), _TOP - 12, f"{found.blind}, no order", "small", "middle"))
    for i, (name, part, base, style) in enumerate(rows):
        marks += _step(axis, _TOP + (i + 0.5) * _ROW, name, part, base, style)
    return _svg(bottom + 26, "What word order is worth, in points of accuracy", marks)


def _told(part: Part) -> Estimate:
    """What is drawn of a part: its rival's figure where it is 0 by definition."""
    return part.rival.estimate if part.by_definition and part.rival else part.contrast.estimate


def _step(axis: Axis, y: float, name: str, part: Part, base: float, style: str) -> list[Markup]:
    estimate, chosen = _told(part), not part.by_definition
    low, high = (axis(base + end) for end in (estimate.low, estimate.high))
    model = (
        part.contrast.model if chosen else f"{part.rival.model}, not chosen" if part.rival else ""
    )
    marks = [_text(0, y - 2, name, "label"), _text(0, y + 13, model, "small")]
    if chosen:
        marks.append(_box(axis(base), axis(base + estimate.value), y - 9, 18, f"bar {style}"))
    if chosen or part.rival:
        marks += _whisker(low, high, y, "whisker" if chosen else "whisker faint")
    if not chosen and part.rival:
        marks.append(_dot(axis(base + estimate.value), y, f"hollow {style}", 4.5))
    told = difference(part.contrast.estimate) if chosen else "0 by definition"
    marks.append(_text(WIDTH, y + 5, told, "figure", "end"))
    return marks


def ladder_plot(effects: Effects) -> Markup:
    """Accuracy of the best bag of each order, and of every network that reads order."""
    bags = [(f"k = {r.order}", r.model, r.accuracy, r.order > 1) for r in effects.ladder]
    aware = [m for m in effects.models if m.set == "aware"]
    top, bottom = 16, 250
    ends = [e for _, _, a, _ in bags for e in (a.low, a.high)]
    ends += [e for m in aware for e in (m.accuracy.low, m.accuracy.high)]
    axis = Axis(ends, bottom, top)
    step = (WIDTH - 50) / (len(bags) + len(aware))
    marks = []
    for tick in axis.ticks():
        marks.append(_line(40, axis(tick), WIDTH, axis(tick), "grid"))
        marks.append(_text(34, axis(tick) + 4, percent(tick), "small", "end"))
    places = [round(50 + (i + 0.5) * step, 1) for i in range(len(bags) + len(aware))]
    heights = [axis(accuracy.value) for _, _, accuracy, _ in bags]
    path = " ".join(f"{x},{y}" for x, y in zip(places, heights, strict=False))
    marks.append(Markup('<polyline points="{}" class="rungs"/>').format(path))
    for x, (order, model, accuracy, reads) in zip(places, bags, strict=False):
        marks += _standing(axis, x, accuracy, "ngram" if reads else "blind")
        marks += _below(x, bottom, order, model)
    for x, network in zip(places[len(bags) :], aware, strict=True):
        marks += _standing(axis, x, network.accuracy, "aware")
        marks += _below(x, bottom, network.model, "")
    return _svg(bottom + 42, "Accuracy by what a model reads, in percent", marks)


def _standing(axis: Axis, x: float, accuracy: Estimate, style: str) -> list[Markup]:
    low, high = axis(accuracy.low), axis(accuracy.high)
    return [_line(x, low, x, high, f"whisker {style}"), _dot(x, axis(accuracy.value), style)]


def _below(x: float, bottom: float, first: str, second: str) -> list[Markup]:
    return [
        _text(x, bottom + 20, first, "label", "middle"),
        _text(x, bottom + 36, second, "small", "middle"),
    ]


def squares_plot(effects: Effects) -> Markup:
    """The 2 x 2: in order, shuffled, and only judged on shuffled text; a row a model."""
    rows = [(m, m.square) for m in effects.models if m.square and m.set != "blind"]
    axis = Axis([a for _, q in rows for a in (q.oo, q.os, q.ss)], 90, WIDTH - _RIGHT)
    bottom = _TOP + len(rows) * 30
    marks = _across(axis, bottom, percent)
    for i, (model, square) in enumerate(rows):
        y = _TOP + i * 30 + 15
        oo, ss = axis(square.oo), axis(square.ss)
        marks.append(_text(0, y + 5, model.model, "label"))
        marks.append(_line(oo, y, ss, y, f"link {model.set}"))
        marks.append(_line(axis(square.os), y - 7, axis(square.os), y + 7, "tick"))
        marks.append(_dot(ss, y, f"hollow {model.set}"))
        marks.append(_dot(oo, y, model.set))
        marks.append(_text(WIDTH, y + 5, difference(square.gain), "figure", "end"))
    marks.append(_text(WIDTH, _TOP - 12, "OIG", "small", "end"))
    return _svg(bottom + 26, "Accuracy in order and shuffled, in percent", marks)
