"""Small panels side by side, a model each, with curves on common axes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from seqtext.report.shapes.svg import Axis, dot, joined, line, text
from seqtext.report.shapes.visible import minus
from seqtext.statistics.intervals import Estimate

HEIGHT, TOP, BOTTOM = 190, 14, 160  # of a panel in pixels; first and last line of its field
LEFT, RIGHT = 11, 97  # percent across: where the field begins and ends


@dataclass(frozen=True)
class Panel:
    """The marks of one model, what they say in words, and what stands above them."""

    title: str
    description: str
    marks: Sequence[Markup]


def panels_plot(name: str, title: str, panels: Sequence[Panel]) -> Markup:
    """All panels as one group; each is a picture with a title and a description."""
    inner = joined(_panel(f"{name}-{i}", panel) for i, panel in enumerate(panels))
    shape = '<div class="panels" role="group" aria-label="{}">{}</div>'
    return Markup(shape).format(title, inner)


def _panel(name: str, panel: Panel) -> Markup:
    shape = (
        '<figure><figcaption aria-hidden="true">{}</figcaption>'
        '<svg height="{}" role="img" aria-labelledby="{}-title" aria-describedby="{}-desc">'
        '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>{}</svg></figure>'
    )
    description = minus(panel.description)
    marks = joined(panel.marks)
    return Markup(shape).format(
        panel.title, HEIGHT, name, name, name, panel.title, name, description, marks
    )


def field(axis: Axis, label: Callable[[float], str]) -> list[Markup]:
    """The lines of the upright axis, and their figures."""
    marks = []
    for tick in axis.ticks(4):
        marks.append(rule(axis, tick, "grid"))
        marks.append(text(LEFT - 1.5, axis(tick) + 4, label(tick), "small", "end"))
    return marks


def x_axis(values: Sequence[float], left: float = 2, right: float = 2) -> Axis:
    """The axis across the field, with so many percent free on both sides."""
    return Axis(values, LEFT + left, RIGHT - right)


def y_axis(values: Sequence[float]) -> Axis:
    """The upright axis, in pixels."""
    return Axis(values, BOTTOM, TOP)


def rule(axis: Axis, value: float, style: str) -> Markup:
    """A line across the field at a value of the upright axis."""
    return line(LEFT, axis(value), RIGHT, axis(value), style)


def foot(x: float, words: str) -> Markup:
    """Small letters below the field."""
    return text(x, BOTTOM + 20, words, "small")


def curve(
    axis: Axis,
    places: Sequence[float],
    estimates: Sequence[Estimate],
    style: str,
    size: float = 4,
) -> list[Markup]:
    """A line through the values, and each with its interval upright; `places` across, percent.

    size: of the dots, their radius in pixels.
    """
    heights = [axis(estimate.value) for estimate in estimates]
    marks = [
        line(places[i], heights[i], places[i + 1], heights[i + 1], f"curve {style}")
        for i in range(len(places) - 1)
    ]
    for x, estimate in zip(places, estimates, strict=True):
        marks.append(line(x, axis(estimate.low), x, axis(estimate.high), f"whisker {style}"))
    return marks + [dot(x, y, style, size) for x, y in zip(places, heights, strict=True)]
