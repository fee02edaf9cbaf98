"""Header lines: line 1, if the user did not say whether it is a header or a record."""

import re
from collections import Counter
from collections.abc import Sequence

from seqtext.errors import SeqtextError
from seqtext.text.columns import Layout, brief
from seqtext.text.inputs import InputOptions
from seqtext.text.labels import clean, parse_renaming

_NAMES = {"text": ("label", "text", "text2"), "source": ("source", "target", "src", "tgt")}
_WORDS = 8  # least words of a cell that is a text and not a name
_REMEDY = "use --header if it names the columns, --no-header if it is a text"
# Parts of usual names of a column of labels, in English and Spanish.
_USUAL = re.compile(
    "annotation|categor(y|ies|ia|ía)|clas(s|ses|e)|emo(tion|cion|ción)|etiqueta|gold|intent|labels?|"
    "polari(ty|dad)|quality|rating|score|sentiments?|sentimiento|stance|stars|tag|target|topic"
)
_TEXTS_A_LABEL = 10  # texts per other label from which a label of line 1 only is suspicious


def refuse_header(place: str, cells: Sequence[str], layout: Layout, options: InputOptions) -> None:
    """Raise SeqtextError for a line 1 that is read as a record and contains the name of a role.

    Also for one whose label looks like the name of a column, if the labels of a model are known.
    """
    names = _NAMES["source" if "source" in layout.roles else "text"]
    for cell in cells:
        if cell.strip().lower() in names:
            raise SeqtextError(place, f"holds {cell.strip()!r}, the name of a column", _REMEDY)
    if options.known and "label" in layout.roles and len(cells) == len(layout):
        text = cells[layout.roles["text"][0]] if "text" in layout.roles else ""
        refuse_lone_header(place, label_of(cells, layout, options), text, options.known, 0)


def label_of(cells: Sequence[str], layout: Layout, options: InputOptions) -> str:
    """The label of a line after cleaning and renaming."""
    label = clean(cells[layout.roles["label"][0]])
    return parse_renaming(options.labels).get(label, label)


def assume_names(place: str, cells: Sequence[str], layout: Layout) -> None:
    """Raise SeqtextError for a line 1 read as a header, with columns by number, that is a text."""
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
    """Raise SeqtextError for a line 1 whose label is in no other line and looks like a column name.

    labels: those of all texts. files: the number of files, all of which may begin with the same
    header. A class with only one text is accepted if neither its label nor its text looks like a
    name.
    """
    if labels.count(label) > files:
        return
    usual = any(map(_USUAL.fullmatch, re.split(r"[\s_-]+", label.lower())))
    crowded = len(labels) > _TEXTS_A_LABEL * (len(Counter(labels)) - 1)
    if usual or (crowded and len(text.split()) == 1 and text.replace("_", "").isalpha()):
        cause = f"looks like a header: no other line has the label {label!r}"
        raise SeqtextError(place, cause, _REMEDY)


def refuse_lost_text(place: str, label: str, labels: Sequence[str]) -> None:
    """Raise SeqtextError for a header, with columns by number, that holds a label of the texts."""
    if label in labels:
        cause = f"would be skipped as a header, but other texts have its label {label!r}"
        raise SeqtextError(place, cause, "use --no-header if it is a text, else --header")
