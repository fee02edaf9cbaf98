"""Header lines: line 1 where nobody said whether it names the columns or is a record."""

import re
from collections import Counter
from collections.abc import Sequence

from seqtext.errors import SeqtextError
from seqtext.text.columns import Layout, brief
from seqtext.text.inputs import InputOptions
from seqtext.text.labels import clean, parse_renaming

_NAMES = {"text": ("label", "text", "text2"), "source": ("source", "target", "src", "tgt")}
_WORDS = 8  # of a cell from which on it is a text, no name
_REMEDY = "use --header if it names the columns, --no-header if it is a text"
# Parts of the names that people give a column of labels, in English and Spanish.
_USUAL = re.compile(
    "annotation|categor(y|ies|ia|ía)|clas(s|ses|e)|emo(tion|cion|ción)|etiqueta|gold|intent|labels?|"
    "polari(ty|dad)|quality|rating|score|sentiments?|sentimiento|stance|stars|tag|target|topic"
)
_TEXTS_A_LABEL = 10  # elsewhere, from which on a label of line 1 alone is odd


def refuse_header(place: str, cells: Sequence[str], layout: Layout, options: InputOptions) -> None:
    """Refuse a line 1 that was to be a record and holds the name of a role.

    So is one whose label looks like the name of a column, where a model is asked that knows the
    labels.
    """
    names = _NAMES["source" if "source" in layout.roles else "text"]
    for cell in cells:
        if cell.strip().lower() in names:
            raise SeqtextError(place, f"holds {cell.strip()!r}, the name of a column", _REMEDY)
    if options.known and "label" in layout.roles and len(cells) == len(layout):
        text = cells[layout.roles["text"][0]] if "text" in layout.roles else ""
        refuse_lone_header(place, label_of(cells, layout, options), text, options.known, 0)


def label_of(cells: Sequence[str], layout: Layout, options: InputOptions) -> str:
    """The label of a line, as models know it."""
    label = clean(cells[layout.roles["label"][0]])
    return parse_renaming(options.labels).get(label, label)


def assume_names(place: str, cells: Sequence[str], layout: Layout) -> None:
    """Refuse a line 1 that was to be a header, of columns given by number, and is a text."""
    for cell in (cells[i] for at in layout.roles.values() for i in at):
        if len(cell.split()) >= _WORDS or _is_number(cell):
            cause = f"does not look like a header ({brief([cell])})"
            raise SeqtextError(place, cause, "use --no-header if it is a text, else --header")


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def refuse_lone_header(
    place: str, label: str, text: str, labels: Sequence[str], files: int
) -> None:
    """Refuse a line 1 whose label stands in no other line, and that looks like names of columns.

    labels: those of all texts. files: as many may begin with the same header. A class with one text
    elsewhere, or with a text that is no name, is left in peace.
    """
    if labels.count(label) > files:
        return
    usual = any(map(_USUAL.fullmatch, re.split(r"[\s_-]+", label.lower())))
    crowded = len(labels) > _TEXTS_A_LABEL * (len(Counter(labels)) - 1)
    if usual or (crowded and len(text.split()) == 1 and text.replace("_", "").isalpha()):
        cause = f"looks like a header: no other line has the label {label!r}"
        raise SeqtextError(place, cause, _REMEDY)


def refuse_lost_text(place: str, label: str, labels: Sequence[str]) -> None:
    """Refuse a header of columns by number that holds a label of the texts."""
    if label in labels:
        cause = f"would be skipped as a header, but other texts have its label {label!r}"
        raise SeqtextError(place, cause, "use --no-header if it is a text, else --header")
