"""Records in JSON: one object a line, or one array of objects."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from seqtext.errors import SeqtextError
from seqtext.text.columns import Roles
from seqtext.text.inputs import InputOptions
from seqtext.text.lines import is_text
from seqtext.text.records import Numbered, Record, Source, maker

Names = dict[str, tuple[str, ...]]  # the keys of each role
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str)  # a number stays as it is written
_SPACE = re.compile(r"\s*")
_NOT = {type(None): "is null", list: "is a list", dict: "is an object", float: "is not finite"}


def read_jsonl(path: str, options: InputOptions, roles: Roles) -> Source:
    """One object a line, or a file that is one array. A label may be a number or a boolean.

    A key with dots refers to nested objects: `data.label`.
    """
    refused = {
        "--header": options.header,
        "--delimiter": options.delimiter,
        "--escape": options.escape or None,
    }
    for option, value in refused.items():
        if value is not None:
            raise SeqtextError(option, "the format jsonl has none", "omit it")
    names, optional = _names(options, roles)
    numbered = Numbered(path, options.decoding)
    return Source("jsonl", _records(numbered, names, optional, options), lines=numbered)


def _names(options: InputOptions, roles: Roles) -> tuple[Names, Roles]:
    """The keys of each role, and the roles that a record may lack."""
    columns = options.parsed_columns
    names: Names = {role: (role,) for role in roles}
    if columns is None and "text" in roles and "label" not in roles:
        return {**names, "label": ("label",)}, ("label",)  # checked whoever reads
    if columns is not None:
        names |= columns.names or {role: (role,) for role in columns.positions}
    return names, ()


def _records(
    numbered: Numbered, names: Names, optional: Roles, options: InputOptions
) -> Iterator[Record]:
    make = maker(options)
    for place, raw, record in _objects(numbered):
        if not isinstance(record, dict):
            raise SeqtextError(place, "is not a JSON object", "write one object a line")
        values = {
            role: options.join.join(_value(place, record, key, role) for key in keys)
            for role, keys in names.items()
            if role not in optional or keys[0] in record
        }
        yield make(place, values, raw)


def _objects(numbered: Numbered) -> Iterator[tuple[str, str, Any]]:
    """The values of the lines, or of the array, each with its place and its raw text."""
    lines = iter(numbered)
    for place, line in lines:
        if line.lstrip()[0] == "[" and place.endswith(f":{numbered.blank + 1}"):  # the first
            yield from _elements(numbered.path, [(place, line), *lines])
        else:
            yield place, line, _decoded(place, line)


def _elements(path: str, lines: list[tuple[str, str]]) -> Iterator[tuple[str, str, Any]]:
    """The elements of an array that spans these lines."""
    text = "\n".join(line for _, line in lines)
    starts = list(accumulate((len(line) + 1 for _, line in lines), initial=0))
    at, closing = text.index("[") + 1, "]"
    while True:
        at = _blank(text, at)
        place = lines[min(bisect_right(starts, at), len(lines)) - 1][0]
        if text[at : at + 1] == closing:
            break
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            raise _no_json(place, error) from None
        yield place, text[at:end], value
        at = _blank(text, end)
        if text[at : at + 1] == ",":
            at, closing = at + 1, ""
        else:
            closing = "]"
    if _blank(text, at + 1) < len(text):
        raise SeqtextError(place, "is not JSON (text after the array)", "put one array in a file")


def _blank(text: str, at: int) -> int:
    """The position of the next character that is not white space."""
    match = _SPACE.match(text, at)
    assert match is not None  # it may be empty
    return match.end()


def _decoded(place: str, line: str) -> Any:
    try:
        return json.loads(line, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise _no_json(place, error) from None


def _no_json(place: str, error: Exception) -> SeqtextError:
    reason = error.msg if isinstance(error, json.JSONDecodeError) else error
    remedy = "fix it: one object a line, or one array (jq -c . writes an object on one line)"
    return SeqtextError(place, f"is not JSON ({reason})", remedy)


def _value(place: str, record: dict[str, Any], name: str, role: str) -> str:
    """The value of a key, possibly in nested objects."""
    value = _within(place, record, name, role)
    if isinstance(value, bool):
        value = json.dumps(value)
    if not isinstance(value, str):
        cause = f"{name!r} {_NOT.get(type(value), 'is not a string')}, not a text"
        raise SeqtextError(place, cause, _remedy(value, name, role))
    if not is_text(value):
        raise SeqtextError(place, f"half a surrogate pair in {name!r}", "write both halves")
    return value


def _within(place: str, record: dict[str, Any], name: str, role: str) -> Any:
    if name in record:
        return record[name]
    value: Any = record
    for key in name.split("."):
        if not isinstance(value, dict) or key not in value:
            for other, records in record.items():
                if isinstance(records, list) and records and isinstance(records[0], dict):
                    cause = f"no key {name!r}, but a list of objects under {other!r}"
                    raise SeqtextError(place, cause, f"extract them: jq -c '.{other}[]' FILE")
            keys = ", ".join(value) if isinstance(value, dict) else ""
            cause = f"no key {name!r} among {keys or 'none'}"
            raise SeqtextError(place, cause, f"name it: --columns {role}=…")
        value = value[key]
    return value


def _remedy(value: Any, name: str, role: str) -> str:
    if isinstance(value, dict) and value:
        return f"name a key inside it: --columns {role}={name}.{next(iter(value))}"
    return "put a string there, or remove the record"
