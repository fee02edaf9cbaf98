"""One text explained, as lines with tabs: bars and colours on a terminal, numbers elsewhere."""

import os
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TextIO

from seqtext.order.trainings.flip import TextHeat
from seqtext.report.shapes.visible import visible

_BARS = "▁▂▃▄▅▆▇█"
_FULL = 4.0  # log-odds that fill a bar
_LEAST = 0.05  # below it a gap stays empty
_WEAKER, _FIRMER, _PLAIN = "\x1b[31m", "\x1b[34m", "\x1b[0m"


def bright(file: TextIO) -> bool:
    """Whether to draw bars and colours: on a terminal, unless NO_COLOR is set (no-color.org)."""
    return file.isatty() and not os.environ.get("NO_COLOR")


def explanation_lines(
    number: int, heat: TextHeat, words: Sequence[tuple[str, float]], drawn: bool
) -> str:
    """The lines of one text, the last one empty.

    words: each token with what the log-odds of the label lose without it. `drawn`: the gaps are
    bars in colour, not numbers. Nothing of the text can steer the terminal.
    """
    lines = [
        ("text", str(number), visible(heat.label), f"{heat.probability:.4f}"),
        ("words", " ".join(f"{_shown(token)}({effect:+.2f})" for token, effect in words)),
        ("order", "".join(_gaps(heat, drawn))),
        ("flip", *_flip(heat)),
    ]
    if heat.cut:
        lines.append(("cut", str(heat.cut)))
    return "\n".join("\t".join(line) for line in lines) + "\n"


def _shown(token: str) -> str:
    """A token without a space in it, so that spaces part tokens."""
    return visible(token).replace(" ", "\u00a0") or "\u2423"


def _gaps(heat: TextHeat, drawn: bool) -> Iterator[str]:
    for token, move in zip_longest(heat.tokens, heat.heat):
        yield _shown(token)
        if move is not None:
            yield _bar(move) if drawn else f" {move:+.2f} "


def _bar(move: float) -> str:
    if abs(move) < _LEAST:
        return " "
    height = min(int(abs(move) / _FULL * len(_BARS)), len(_BARS) - 1)
    return f"{_WEAKER if move < 0 else _FIRMER}{_BARS[height]}{_PLAIN} "


def _flip(heat: TextHeat) -> tuple[str, ...]:
    flip = heat.flip
    if flip is None:
        return "none", "all" if heat.whole else str(heat.searched)
    places = str(flip.first + 1), str(flip.second + 1)
    text = " ".join(map(_shown, flip.tokens))
    return flip.kind, *places, visible(flip.label), f"{flip.probability:.4f}", text
