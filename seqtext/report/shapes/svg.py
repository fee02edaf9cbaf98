"""Shapes of the plots: SVG drawn by hand, coloured by the page's style sheet.

Across, everything is in percent of the plot's width, so a plot fills a wide page and a phone alike
and its letters keep their size. Down, a number is in pixels, and "50%" a share of the height.
"""

import math
from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from seqtext.report.shapes.visible import minus
from seqtext.statistics.intervals import Estimate

Down = float | str
_EDGE = 2.0  # percent left free on either side, for dots and the ends of letters


class Axis:
    """From a range of values to percent of the width, or to pixels, with round ticks."""

    def __init__(
        self, values: Sequence[float], start: float = _EDGE, end: float = 100 - _EDGE
    ) -> None:
        finite = [value for value in values if math.isfinite(value)] or [0.0]
        low, high = min(finite), max(finite)
        room = (high - low) * 0.04 or 0.005
        self.low, self.high = low - room, high + room
        self.start, self.end = start, end

    def __call__(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)  # an infinite interval ends at the edge
        share = (inside - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 2)

    def ticks(self, count: int = 6) -> list[float]:
        """Round numbers within the range, at most about `count`."""
        step = (self.high - self.low) / count
        size = 10 ** math.floor(math.log10(step))
        step = next(size * m for m in (1, 2, 5, 10) if size * m >= step * 0.999)
        first = math.ceil(self.low / step)
        return [n * step for n in range(first, math.floor(self.high / step) + 1)]


def ends(estimates: Iterable[Estimate]) -> list[float]:
    """The ends of their intervals."""
    return [end for estimate in estimates for end in (estimate.low, estimate.high)]


def joined(marks: Iterable[Markup]) -> Markup:
    """The marks one after another."""
    return Markup("").join(marks)


def text(x: float, y: Down, words: str, style: str = "", anchor: str = "middle") -> Markup:
    """Words at x percent and y; `anchor` is start, middle or end."""
    shape = '<text x="{}%" y="{}" class="{}" text-anchor="{}">{}</text>'
    return Markup(shape).format(x, y, style, anchor, minus(words))


def line(x1: float, y1: Down, x2: float, y2: Down, style: str) -> Markup:
    """A straight line."""
    shape = '<line x1="{}%" y1="{}" x2="{}%" y2="{}" class="{}"/>'
    return Markup(shape).format(x1, y1, x2, y2, style)


def dot(x: float, y: Down, style: str, size: float = 5.5) -> Markup:
    """A circle of that radius in pixels."""
    return Markup('<circle cx="{}%" cy="{}" r="{}" class="{}"/>').format(x, y, size, style)


def square(x: float, y: float, style: str) -> Markup:
    """A square of eleven pixels."""
    return _placed(x, y, "M-5.5-5.5h11v11h-11z", style)


def diamond(x: float, y: float, style: str) -> Markup:
    """A square on its tip."""
    return _placed(x, y, "M0-7 7 0 0 7-7 0z", style)


def _placed(x: float, y: float, path: str, style: str) -> Markup:
    shape = '<svg x="{}%" y="{}" overflow="visible"><path d="{}" class="{}"/></svg>'
    return Markup(shape).format(x, y, path, style)


def box(x1: float, x2: float, y: Down, height: Down, style: str) -> Markup:
    """A rectangle between two places across."""
    shape = '<rect x="{}%" y="{}" width="{}%" height="{}" class="{}"/>'
    return Markup(shape).format(min(x1, x2), y, round(abs(x2 - x1), 2), height, style)


def grid(axis: Axis) -> list[Markup]:
    """A line at each tick, over the whole height."""
    return [line(axis(tick), 0, axis(tick), "100%", "grid") for tick in axis.ticks()]


def scale(axis: Axis, label: Callable[[float], str]) -> list[Markup]:
    """The figures below the ticks."""
    return [text(axis(tick), 16, label(tick), "small") for tick in axis.ticks()]
