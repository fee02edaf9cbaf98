"""The attention of a translator: which source tokens each target token was written from.

As lines 80 columns wide, as a table of its own (TSV), as one picture (SVG).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from markupsafe import Markup
from rich.cells import cell_len, set_cell_size

from seqtext.report.shapes.svg import joined
from seqtext.report.shapes.visible import visible
from seqtext.words.counts import escape

WIDTH = 80  # columns of a terminal
_LABEL = 18  # of them for a target token, at most
_TALLEST = 14  # letters of a source token, written downwards
_SHADES = " ░▒▓█"  # from 0 to 1
_DIGITS = ".123456789#"  # tenths

_CELL, _ROOM, _LETTER = 22, 10, 7.4  # of the picture, in pixels; a letter's mean width
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1d2733}.title{font-weight:600}"
    "rect{fill:#1f6feb}.frame{fill:none;stroke:#c6ced8}.back{fill:#fff}"
)


@dataclass(frozen=True)
class AttentionMatrix:
    """One translation.

    source   the tokens that were read
    target   the tokens that were written
    weights  float [target, source]: each row adds up to 1, over all that the decoder could see
    """

    source: Sequence[str]
    target: Sequence[str]
    weights: np.ndarray


def attention_lines(number: int, attention: AttentionMatrix, drawn: bool) -> str:
    """The lines of one sentence, the last one empty: a row a target token, a column a source token.

    The source tokens stand upright above their columns. `drawn`: shades; else tenths, `.` for less
    than a twentieth and `#` for all. What does not fit into 80 columns stands below, part by part.
    """
    labels = [visible(token) or "␣" for token in attention.target]
    room = min(max(map(cell_len, labels), default=0), _LABEL)
    heads = [visible(token) or "␣" for token in attention.source]
    cell = 2 if 2 * len(heads) <= WIDTH - room - 1 or any(map(_wide, heads)) else 1
    lines = [f"sentence\t{number}"]
    step = (WIDTH - room - 1) // cell
    for start in range(0, len(heads), step):
        lines += _upright(heads[start : start + step], room, cell)
        marks = _marks(attention.weights[:, start : start + step], drawn, cell)
        for label, row in zip(labels, marks, strict=True):
            lines.append(f"{_fitted(label, room)} {''.join(row)}".rstrip())
        lines.append("")
    return "\n".join(lines if len(lines) > 1 else [*lines, ""])


def _wide(token: str) -> bool:
    return cell_len(token) > len(token)


def _fitted(label: str, room: int) -> str:
    """A label on the right of its room, cut where it is too long."""
    if cell_len(label) > room:
        label = set_cell_size(label, room - 1) + "…"
    return " " * (room - cell_len(label)) + label


def _upright(heads: Sequence[str], room: int, cell: int) -> Iterator[str]:
    """The lines of words written downwards, standing on the same ground."""
    cut = [head if len(head) <= _TALLEST else head[: _TALLEST - 1] + "…" for head in heads]
    tallest = max(map(len, cut))
    for letters in zip_longest(*(head.rjust(tallest) for head in cut)):
        yield (" " * (room + 1) + "".join(set_cell_size(c, cell) for c in letters)).rstrip()


def _marks(weights: np.ndarray, drawn: bool, cell: int) -> list[list[str]]:
    """A mark for each weight, `cell` columns wide: the shade or the digit that it is nearest to."""
    marks = [c * cell for c in _SHADES] if drawn else [c.ljust(cell) for c in _DIGITS]
    places = np.rint(np.clip(weights, 0, 1) * (len(marks) - 1)).astype(int)
    return [[marks[i] for i in row] for row in places.tolist()]


HEADER = ("sentence", "target_at", "target", "source_at", "source", "weight")


def rows(number: int, attention: AttentionMatrix) -> Iterator[tuple[str, ...]]:
    """A row for each pair of tokens, under HEADER; tokens are escaped, places count from 1."""
    for t, target in enumerate(attention.target):
        for s, source in enumerate(attention.source):
            weight = f"{attention.weights[t, s]:.6f}"
            yield str(number), str(t + 1), escape(target), str(s + 1), escape(source), weight


def picture(attentions: Sequence[AttentionMatrix]) -> str:
    """All sentences, one below the other, as an SVG file that needs nothing else."""
    parts, top, widest = [], float(_ROOM), 0.0
    for number, attention in enumerate(attentions, 1):
        part, width, height = _matrix(number, attention, len(attentions) > 1)
        parts.append(Markup('<g transform="translate({},{:g})">{}</g>').format(_ROOM, top, part))
        top, widest = top + height + 2 * _ROOM, max(widest, width)
    shape = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="{w:.0f}" height="{h:.0f}" '
        'viewBox="0 0 {w:.0f} {h:.0f}" role="img" aria-label="Attention">'
        '<style>{style}</style><rect class="back" width="100%" height="100%"/>{inner}</svg>\n'
    )
    size = {"w": widest + 2 * _ROOM, "h": top}
    return str(Markup(shape).format(**size, style=Markup(_STYLE), inner=joined(parts)))


def _matrix(number: int, attention: AttentionMatrix, numbered: bool) -> tuple[Markup, float, float]:
    """One sentence, its width and its height; the darker a cell, the larger its weight."""
    heads, labels = (
        [visible(t) or "␣" for t in side] for side in (attention.source, attention.target)
    )
    left, tall = (_LETTER * max(map(cell_len, side), default=0) + 8 for side in (labels, heads))
    top = tall + (_CELL if numbered else 0)
    marks = [_text(0, 12, f"{number}", "start", "title")] if numbered else []
    for s, head in enumerate(heads):
        x = left + (s + 0.5) * _CELL + 4
        shape = '<text transform="translate({:.1f},{:.1f}) rotate(-90)">{}</text>'
        marks.append(Markup(shape).format(x, top - 5, head))
    for t, label in enumerate(labels):
        marks.append(_text(left - 6, top + (t + 0.5) * _CELL + 4, label, "end", ""))
        marks += _cells(left, top + t * _CELL, attention, t)
    width, height = len(heads) * _CELL, len(labels) * _CELL
    frame = '<rect class="frame" x="{:.1f}" y="{:.1f}" width="{}" height="{}"/>'
    marks.append(Markup(frame).format(left, top, width, height))
    return joined(marks), left + width, top + height


def _cells(left: float, top: float, attention: AttentionMatrix, t: int) -> Iterator[Markup]:
    """The cells of one target token that would show."""
    shape = (
        '<rect x="{:.1f}" y="{:.1f}" width="{}" height="{}" fill-opacity="{:.3f}">'
        "<title>{} ← {}: {:.2f}</title></rect>"
    )
    for s, weight in enumerate(attention.weights[t].tolist()):
        if weight >= 0.005:
            names = visible(attention.target[t]), visible(attention.source[s])
            place = left + s * _CELL, top, _CELL, _CELL
            yield Markup(shape).format(*place, min(weight, 1.0), *names, weight)


def _text(x: float, y: float, words: str, anchor: str, style: str) -> Markup:
    shape = '<text x="{:.1f}" y="{:.1f}" text-anchor="{}" class="{}">{}</text>'
    return Markup(shape).format(x, y, anchor, style, words)
