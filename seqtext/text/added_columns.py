"""Columns that are written behind those of an input, whose own stay as they are."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

from seqtext.errors import SeqtextError
from seqtext.system.files import display_name
from seqtext.text.records import Record, Source

TAB = "\t"
Value = str | float


@dataclass(frozen=True)
class AddedColumns:
    """What is written of one input, a row a record: its raw line, then a column for each name.

    In csv they are quoted where need be, in jsonl they are keys, in all other formats tabs part
    them. Raises SeqtextError where the header has such a name already.
    """

    path: str
    source: Source
    names: tuple[str, ...]
    escape: bool = False

    def __post_init__(self) -> None:
        header = self.source.header
        cells = [] if header is None else next(csv.reader([header], delimiter=self._delimiter))
        for name in self.names:
            if name in [cell.strip() for cell in cells]:
                raise _taken(f"{display_name(self.path)}:1", "column", name)

    def header(self) -> str | None:
        """The line that names the columns, with the added ones; None where the input has none."""
        if self.source.header is None:
            return None
        return self.source.header + self._delimiter + self._cells(self.names)

    def row(self, record: Record, values: Sequence[Value]) -> str:
        """The line of a record, without its end: several where the csv has several."""
        if self.source.format == "jsonl":
            return self._object(record, values)
        return record.raw + self._delimiter + self._cells(values)

    @property
    def _delimiter(self) -> str:
        return self.source.delimiter or TAB

    def _cells(self, values: Sequence[Value]) -> str:
        texts = [_written(value) for value in values]
        if self.source.format != "csv":
            return self._delimiter.join(texts)
        line = io.StringIO()
        escape = "\\" if self.escape else None
        csv.writer(
            line, delimiter=self._delimiter, lineterminator="\n", escapechar=escape,
            doublequote=not self.escape,
        ).writerow(texts)  # fmt: skip
        return line.getvalue().removesuffix("\n")

    def _object(self, record: Record, values: Sequence[Value]) -> str:
        """The object with more keys; the text before them is as it was, numbers too."""
        raw = record.raw.strip().replace("\n", " ")  # within a string a line end is written \n
        for name in self.names:
            if f'"{name}"' in raw and name in json.loads(raw):
                raise _taken(record.place, "key", name)
        texts = (
            json.dumps(value, ensure_ascii=False) if isinstance(value, str) else _written(value)
            for value in values
        )
        more = ", ".join(f'"{k}": {v}' for k, v in zip(self.names, texts, strict=True))
        return f"{raw[:-1].rstrip()}, {more}}}"


def refuse_other_columns(inputs: Sequence[AddedColumns]) -> None:
    """Refuse inputs that make one output and have not the same format and header."""
    for other in inputs[1:]:
        first = inputs[0]
        if (other.source.format, other.source.header) != (first.source.format, first.source.header):
            cause = f"has different columns from {display_name(first.path)}"
            raise SeqtextError(
                display_name(other.path), cause, "run --keep on each file separately"
            )


def _written(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:.4f}"


def _taken(place: str, what: str, name: str) -> SeqtextError:
    cause = f"has a {what} {name!r} already, which --keep adds"
    return SeqtextError(place, cause, "rename it")
