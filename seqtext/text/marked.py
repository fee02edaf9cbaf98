"""Records without columns: a label before the text, a file or a folder per class, or no label."""

import os
from collections.abc import Iterator

from seqtext.errors import SeqtextError
from seqtext.system.files import display_name
from seqtext.text.columns import Roles
from seqtext.text.inputs import InputOptions, provide
from seqtext.text.labels import shown_name
from seqtext.text.lines import is_text, read_file_lines, whole
from seqtext.text.records import Numbered, Record, Source, maker

MARKER = "__label__"
LABELLED = ("label", "text")


def read_fasttext(path: str, options: InputOptions, roles: Roles) -> Source:
    """One label per line, marked by __label__, white space, the text."""
    return _label_before("fasttext", path, options, roles)


def read_label_first(path: str, options: InputOptions, roles: Roles) -> Source:
    """The label, white space, the text."""
    return _label_before("label-first", path, options, roles)


def _label_before(name: str, path: str, options: InputOptions, roles: Roles) -> Source:
    options.refuse_columns(name)
    provide(display_name(path), name, LABELLED, roles)
    numbered = Numbered(path, options.decoding)
    split = {"fasttext": _fasttext, "label-first": _label_first}[name]

    def records() -> Iterator[Record]:
        make = maker(options)
        for place, line in numbered:
            label, text = split(place, line)
            yield make(place, {"label": label, "text": text}, line)

    return Source(name, records(), lines=numbered)


def _fasttext(place: str, line: str) -> tuple[str, str]:
    first, *text = line.split(None, 1)
    if not first.startswith(MARKER):
        raise SeqtextError(place, f"no {MARKER} before the text", f"begin it with {MARKER}x")
    if text and any(token.startswith(MARKER) for token in text[0].split()):
        raise SeqtextError(place, "several labels on one line", "leave one label a text")
    if "," in first:
        cause = f"a comma in the label {first!r}: the text may be attached to it"
        raise SeqtextError(place, cause, "write a space after the label, and no comma in it")
    return first[len(MARKER) :], "".join(text)


def _label_first(place: str, line: str) -> tuple[str, str]:
    label, *text = line.split(None, 1)
    if not text and not line[-1].isspace():
        raise SeqtextError(place, "no text after the label", "write the label, a space, a text")
    return label, "".join(text)


def read_lines(path: str, options: InputOptions, roles: Roles) -> Source:
    """Every line is a text, also a blank one: N lines in, N lines out. It may be a source too."""
    options.refuse_columns("lines")
    provide(display_name(path), "lines", ("text", "source"), roles)
    name = display_name(path)
    records = (
        Record(f"{name}:{number}", {roles[0]: line}, line)
        for number, line in enumerate(read_file_lines(path, options.decoding), 1)
    )
    return Source("lines", records)


def read_files(path: str, options: InputOptions, roles: Roles) -> Source:
    """NAME=FILE: every line that is not blank is a text of the class NAME."""
    options.refuse_columns("files")
    provide(display_name(path), "files", LABELLED, roles)
    label, equals, file = path.partition("=")
    if not equals or not file:
        raise SeqtextError(path, "is not NAME=FILE", "give the name of the class, =, its file")
    _refuse_no_text(path, label)
    numbered, make = Numbered(file, options.decoding), maker(options)
    records = (make(place, {"label": label, "text": line}, line) for place, line in numbered)
    return Source("files", records, lines=numbered)


def read_tree(path: str, options: InputOptions, roles: Roles) -> Source:
    """A folder per class, a file per text, both sorted by name; line breaks become spaces."""
    options.refuse_columns("tree")
    provide(display_name(path), "tree", LABELLED, roles)
    labels = [name for name in _entries(path) if os.path.isdir(os.path.join(path, name))]
    if not labels:
        raise SeqtextError(path, "has no subfolders", "give a folder with one subfolder per class")
    for label in labels:
        _refuse_no_text(os.path.join(path, label), label)
    return Source("tree", _of_folders(path, labels, options))


def _of_folders(path: str, labels: list[str], options: InputOptions) -> Iterator[Record]:
    make = maker(options)
    for label in labels:
        for name in _entries(os.path.join(path, label)):
            file = os.path.join(path, label, name)
            text = whole(file, options.decoding)
            yield make(file, {"label": label, "text": text}, text)


def _refuse_no_text(path: str, label: str) -> None:
    """Raise SeqtextError for the name of a class that is not UTF-8."""
    if not is_text(label):
        cause = "the name of the class is not UTF-8"
        raise SeqtextError(shown_name(path), cause, "rename it")


def _entries(folder: str) -> list[str]:
    """The contents of a folder, sorted, without hidden files."""
    try:
        return sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError as error:
        cause = f"cannot be listed ({error.strerror})"
        raise SeqtextError(folder, cause, "name a folder") from None
