"""What fills the templates of pages: filters that show texts and figures, escaped."""

import re

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from seqtext.report.shapes.visible import minus, printable, visible

LONGEST = 2000  # characters of a text on the page: with LISTED, under 4 MB whatever the texts
_FIRST = 320  # characters of a text that show before it is opened
_INTERVAL = re.compile(r"\[[^]]*\]")


def environment() -> Environment:
    """What fills the templates of pages: text is escaped, and a missing value is an error."""
    pages = Environment(
        loader=PackageLoader("seqtext.report", ""), autoescape=True, undefined=StrictUndefined
    )
    pages.filters.update(
        barred=lambda line: Markup(str(escape(line)).replace("|", "|<wbr>")),
        figure=_figure,
        minus=minus,
        parts=_cut,
        printable=printable,
        terms=_terms,
        unbroken=_unbroken,
        visible=visible,
    )
    return pages


def _cut(text: str) -> tuple[str, str]:
    """The beginning of a text and the rest of it, parted between words where it has any."""
    shown = visible(text)
    if len(shown) > LONGEST:
        shown = shown[:LONGEST] + " … (the rest is in items.jsonl)"
    if len(shown) <= _FIRST * 1.25:
        return shown, ""
    place = shown.rfind(" ", _FIRST // 2, _FIRST) + 1 or _FIRST
    return shown[:place], shown[place:]


def _figure(cell: str) -> str | Markup:
    """A number, and its interval in small."""
    match = _INTERVAL.search(cell)
    if match is None:
        return minus(cell)
    value = cell[: match.start()].strip()
    return Markup("{} <small>{}</small>").format(minus(value), minus(match[0]))


def _unbroken(text: str) -> Markup:
    """No line ends within an interval, nor within the word n-grams."""
    kept = _INTERVAL.sub(lambda match: match[0].replace(" ", "\u00a0"), text)
    word = Markup('<span class="word">n-grams</span>')
    return word.join(kept.split("n-grams"))


def _terms(text: str) -> Markup:
    """The names of accuracies with their index below the line: A_oo, B_k."""
    return Markup(re.sub(r"\b([AB])_(\w+)", r"<i>\1</i><sub>\2</sub>", str(escape(minus(text)))))
