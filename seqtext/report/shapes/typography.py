"""Typography of the page: indices of names, figures with their intervals, lines that stay whole."""

import re

from markupsafe import Markup, escape

from seqtext.report.shapes.visible import minus

_INTERVAL = re.compile(r"\[[^]]*\]")


def figure(cell: str) -> str | Markup:
    """A number, and its interval in small."""
    match = _INTERVAL.search(cell)
    if match is None:
        return minus(cell)
    value = cell[: match.start()].strip()
    return Markup("{} <small>{}</small>").format(minus(value), minus(match[0]))


def unbroken(text: str) -> Markup:
    """No line ends within an interval, nor within the word n-grams."""
    word = Markup('<span class="word">n-grams</span>')
    return word.join(_whole(text).split("n-grams"))


def terms(text: str) -> Markup:
    """A_oo and B_k with their index below the line, intervals on one line; Markup as it is."""
    if isinstance(text, Markup):
        return text
    kept = str(escape(minus(_whole(text))))
    return Markup(re.sub(r"\b([AB])_(\w+)", r"<i>\1</i><sub>\2</sub>", kept))


def _whole(text: str) -> str:
    """No line ends within an interval."""
    return _INTERVAL.sub(lambda match: match[0].replace(" ", "\u00a0"), text)
