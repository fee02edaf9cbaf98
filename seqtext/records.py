"""The records of one input, format by format: each is the values of the roles asked for."""

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from seqtext.errors import SeqtextError, unknown_name
from seqtext.files import shown
from seqtext.text import Decoding, is_text, lines

ROLES = ("label", "text", "source", "target")
LABEL = "__label__"

Roles = tuple[str, ...]  # some of ROLES
Records = Iterator[tuple[str, ...]]  # the values of those roles, in that order
Reader = Callable[[str, Decoding, str | None, Roles], Records]


def _numbered(path: str, decoding: Decoding) -> Iterator[tuple[str, str]]:
    """The lines that are not blank, each after its place, file:line."""
    name = shown(path)
    for number, line in enumerate(lines(path, decoding), 1):
        if line and not line.isspace():
            yield f"{name}:{number}", line


def _pick(place: str, values: Mapping[str, str], roles: Roles) -> tuple[str, ...]:
    """The values of the roles. A line break is a space; a label is not empty and has no tab."""
    if "label" in roles and not values["label"]:
        raise SeqtextError(place, "the label is empty", "give every text a label")
    if "label" in roles and "\t" in values["label"]:
        remedy = "see that --format is the right one, or write a space there"
        raise SeqtextError(place, "the label holds a tab", remedy)
    return tuple(values[role].replace("\r\n", " ").replace("\n", " ") for role in roles)


def _refuse_columns(columns: str | None, name: str) -> None:
    if columns is not None:
        remedy = "leave it away, or name a format that has them (tsv, csv, jsonl, pairs)"
        raise SeqtextError("--columns", f"the format {name} has no columns", remedy)


def _provide(path: str, name: str, provided: Roles, roles: Roles) -> None:
    """Refuse a format that does not hold what is asked for."""
    missing = [role for role in roles if role not in provided]
    if missing:
        cause = f"the format {name} holds no {' and no '.join(missing)}"
        raise SeqtextError(shown(path), cause, "name another with --format")


# --- columns by position: tsv, pairs ---------------------------------------------------------


def positions(columns: str, roles: Roles) -> list[str]:
    """The role at each position; `-` is skipped."""
    names = columns.split(",")
    for name in names:
        if name not in (*ROLES, "-"):
            raise unknown_name("--columns", "column", name, (*ROLES, "-"))
        if name != "-" and names.count(name) > 1:
            raise SeqtextError("--columns", f"{name} stands twice", "name it once; - skips one")
    for role in roles:
        if role not in names:
            raise SeqtextError("--columns", f"{columns} names no {role}", f"add {role}")
    return names


def _tsv(path: str, decoding: Decoding, columns: str | None, roles: Roles) -> Records:
    """Columns between tabs, without quoting. Beside one label, a text may hold tabs itself."""
    default = "source,target" if "source" in roles else "label,text"
    names = positions(columns or default, roles)
    for place, line in _numbered(path, decoding):
        yield _pick(place, dict(zip(names, fields(place, line, names), strict=True)), roles)


def fields(place: str, line: str, names: Sequence[str]) -> list[str]:
    """The columns of a line, one for each name."""
    found = line.split("\t")
    extra = len(found) - len(names)
    if extra > 0 and "text" in names and len(names) <= 2:
        at = names.index("text")
        found[at : at + extra + 1] = ["\t".join(found[at : at + extra + 1])]
    elif extra:
        cause = f"columns: {len(found)}, not {len(names)} ({', '.join(names)})"
        raise SeqtextError(place, cause, "mend the line, or say what it holds with --columns")
    return found


def _pairs(path: str, decoding: Decoding, columns: str | None, roles: Roles) -> Records:
    """Source and target between tabs, whatever is asked for."""
    return _tsv(path, decoding, columns or "source,target", roles)


# --- columns by name: csv, jsonl -------------------------------------------------------------


def _names(columns: str | None, roles: Roles) -> dict[str, str]:
    """The column or key of each role: its own name where --columns does not say `role=name`."""
    names = {role: role for role in roles}
    for item in columns.split(",") if columns else ():
        role, _, name = item.partition("=")
        if role not in ROLES:
            raise unknown_name("--columns", "role", role, ROLES)
        names[role] = name or role
    return names


def _csv(path: str, decoding: Decoding, columns: str | None, roles: Roles) -> Records:
    """A header and rows as RFC 4180 has them; a quote that never ends is an error."""
    names = _names(columns, roles)
    csv.field_size_limit(sys.maxsize)
    rows = csv.reader((line + "\n" for line in lines(path, decoding)), strict=True)
    header: list[str] = []
    try:
        for row in rows:
            place = f"{shown(path)}:{rows.line_num}"
            if not header:
                header = _header(place, row, names, roles)
            elif len(row) != len(header) and row:
                cause = f"columns: {len(row)}, not {len(header)} as in the header"
                raise SeqtextError(place, cause, "mend the line, or quote the field with the comma")
            elif row:
                values = dict(zip(header, row, strict=True))
                yield _pick(place, {role: values[names[role]] for role in roles}, roles)
    except csv.Error as error:
        place = f"{shown(path)}:{rows.line_num}"
        raise SeqtextError(place, f"is not CSV ({error})", "mend the quotes") from None


def _header(place: str, row: list[str], names: Mapping[str, str], roles: Roles) -> list[str]:
    for role in roles:
        if row and names[role] not in row:
            cause = f"no column {names[role]!r} among {', '.join(row)}"
            raise SeqtextError(place, cause, f"name it: --columns {role}=…")
        if row.count(names[role]) > 1:
            raise SeqtextError(place, f"two columns are named {names[role]!r}", "rename one")
    return row


def _jsonl(path: str, decoding: Decoding, columns: str | None, roles: Roles) -> Records:
    """One object a line. A label may be a number or a truth value, which is kept as written."""
    names = _names(columns, roles)
    for place, line in _numbered(path, decoding):
        try:
            record = json.loads(line, parse_float=str, parse_int=str)
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else error
            raise SeqtextError(place, f"is not JSON ({reason})", "mend the line") from None
        if not isinstance(record, dict):
            raise SeqtextError(place, "is not a JSON object", "write one object a line")
        yield _pick(place, {r: _value(place, record, names[r], r) for r in roles}, roles)


def _value(place: str, record: dict[str, Any], name: str, role: str) -> str:
    if name not in record:
        keys = ", ".join(record) or "none"
        raise SeqtextError(place, f"no key {name!r} among {keys}", f"name it: --columns {role}=…")
    value = record[name]
    if isinstance(value, bool):
        value = json.dumps(value)
    if not isinstance(value, str):
        cause = f"{name!r} is neither a string nor a number"
        raise SeqtextError(place, cause, "give it between quotes")
    if not is_text(value):
        raise SeqtextError(place, f"half a surrogate pair in {name!r}", "write both halves")
    return value


# --- a label before the text: fasttext, label-first ------------------------------------------


def _fasttext(path: str, decoding: Decoding, columns: str | None, roles: Roles) -> Records:
    """One label a line, marked by __label__, then the text."""
    _refuse_columns(columns, "fasttext")
    _provide(path, "fasttext", ("label", "text"), roles)
    for place, line in _numbered(path, decoding):
        first, _, text = line.lstrip(" ").partition(" ")
        if not first.startswith(LABEL):
            raise SeqtextError(place, f"no {LABEL} before the text", f"begin it with {LABEL}x")
        if any(token.startswith(LABEL) for token in text.split()):
            raise SeqtextError(place, "several labels on one line", "leave one label a text")
        yield _pick(place, {"label": first[len(LABEL) :], "text": text}, roles)


def _label_first(path: str, decoding: Decoding, columns: str | None, roles: Roles) -> Records:
    """The label, one space, the text."""
    _refuse_columns(columns, "label-first")
    _provide(path, "label-first", ("label", "text"), roles)
    for place, line in _numbered(path, decoding):
        label, space, text = line.partition(" ")
        if not space:
            raise SeqtextError(place, "no text after the label", "write the label, a space, a text")
        yield _pick(place, {"label": label, "text": text}, roles)


# --- no label within: lines, files, tree -----------------------------------------------------


def _lines(path: str, decoding: Decoding, columns: str | None, roles: Roles) -> Records:
    """Every line is a text, a blank one too: N lines in, N lines out. It may be a source too."""
    _refuse_columns(columns, "lines")
    _provide(path, "lines", ("text", "source"), roles)
    for line in lines(path, decoding):
        yield (line,)


def _files(path: str, decoding: Decoding, columns: str | None, roles: Roles) -> Records:
    """NAME=FILE: every line that is not blank is a text of the class NAME."""
    _refuse_columns(columns, "files")
    _provide(path, "files", ("label", "text"), roles)
    label, equals, file = path.partition("=")
    if not equals or not file or not is_text(label):
        raise SeqtextError(path, "is not NAME=FILE", "give the name of the class, =, its file")
    for place, line in _numbered(file, decoding):
        yield _pick(place, {"label": label, "text": line}, roles)


def _tree(path: str, decoding: Decoding, columns: str | None, roles: Roles) -> Records:
    """A folder a class, a file a text, both sorted by name; line breaks are spaces."""
    _refuse_columns(columns, "tree")
    _provide(path, "tree", ("label", "text"), roles)
    labels = [name for name in _entries(path) if os.path.isdir(os.path.join(path, name))]
    if not labels:
        raise SeqtextError(path, "holds no folders", "give a folder with a folder a class")
    for label in labels:
        for name in _entries(os.path.join(path, label)):
            file = os.path.join(path, label, name)
            yield _pick(file, {"label": label, "text": " ".join(lines(file, decoding))}, roles)


def _entries(folder: str) -> list[str]:
    """What a folder holds, in one order on every machine; hidden files are none of it."""
    try:
        return sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError as error:
        raise SeqtextError(
            folder, f"cannot be listed ({error.strerror})", "name a folder"
        ) from None


READERS: dict[str, Reader] = {
    "tsv": _tsv,
    "csv": _csv,
    "jsonl": _jsonl,
    "fasttext": _fasttext,
    "label-first": _label_first,
    "lines": _lines,
    "files": _files,
    "tree": _tree,
    "pairs": _pairs,
}
