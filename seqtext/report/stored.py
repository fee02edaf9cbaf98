"""A finished report, read back from its folder; nothing is computed again."""

import json
import math
import os
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from seqtext.errors import SeqtextError
from seqtext.report.record import FORMAT

NAME = "report.json"
_ODD = (AttributeError, LookupError, TypeError, ValueError)


def read_record(folder: str) -> dict[str, Any]:
    """The record of report.json. Raises SeqtextError where there is none, or another format."""
    path = os.path.join(folder, NAME)
    try:
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
    except FileNotFoundError:
        begun = os.path.isdir(os.path.join(folder, "cells"))
        cause = "holds no finished report" if begun else "holds no report"
        remedy = "run its command again to finish it" if begun else "name a folder of `compare`"
        raise SeqtextError(folder, cause, remedy) from None
    except (OSError, ValueError, RecursionError) as error:
        raise SeqtextError(path, f"cannot be read ({error})", "run its command again") from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise SeqtextError(path, f"is not of format {FORMAT}", "run its command again")
    return record


def task_of(record: dict[str, Any]) -> str:
    """The name of the task that was compared."""
    before = "translate" if "twins" in record else "classify"  # 0.1.0 did not record it
    return str(record.get("facts", {}).get("task", before))


def effects_of(record: dict[str, Any], kind: type, folder: str) -> Any:
    """The effects, of this class, that a record was made from. Raises SeqtextError."""
    try:
        return _made(kind, record)
    except _ODD as error:
        cause = f"was written by another version of seqtext ({error})"
        raise SeqtextError(os.path.join(folder, NAME), cause, "run its command again") from None


def _made(kind: Any, value: Any) -> Any:
    """The value of a type that its JSON stands for; null of a number was not finite."""
    if kind is Any:
        return value
    if get_origin(kind) in (Union, UnionType):
        return None if value is None else _made(_only(kind), value)
    if kind is float:
        return math.nan if value is None else float(value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        names = [field.name for field in fields(kind) if field.name in value]  # not all of Estimate
        return kind(**{name: _made(hints[name], value[name]) for name in names})
    if get_origin(kind) is dict:
        return {key: _made(get_args(kind)[1], item) for key, item in value.items()}
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind), value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _only(kind: Any) -> Any:
    """The type of `X | None`."""
    (member,) = (part for part in get_args(kind) if part is not NoneType)
    return member


def _tuple(kinds: tuple[Any, ...], values: list[Any]) -> tuple[Any, ...]:
    if kinds[-1] is Ellipsis:
        return tuple(_made(kinds[0], value) for value in values)
    return tuple(_made(kind, value) for kind, value in zip(kinds, values, strict=True))
