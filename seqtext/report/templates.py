"""What fills the templates of pages: filters that show texts and figures, escaped."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from seqtext.report.shapes.typography import figure, terms, unbroken
from seqtext.report.shapes.visible import minus, printable, visible

LONGEST = 2000  # characters of a text on the page: with LISTED, under 4 MB whatever the texts
_FIRST = 320  # characters of a text that show before it is opened


def environment() -> Environment:
    """What fills the templates of pages: text is escaped, and a missing value is an error."""
    pages = Environment(
        loader=PackageLoader("seqtext.report", ""), autoescape=True, undefined=StrictUndefined
    )
    pages.filters.update(
        barred=lambda line: Markup(str(escape(line)).replace("|", "|<wbr>")),
        figure=figure,
        minus=minus,
        parts=_cut,
        printable=printable,
        terms=terms,
        unbroken=unbroken,
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
