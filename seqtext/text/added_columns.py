"""Columns that are appended to those of an input, which stay unchanged."""

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
    """The output for one input, one row per record: its raw line, then one column for each name.

    In csv the columns are quoted if necessary, in jsonl they are keys, in all other formats they
    are separated by tabs. Raises SeqtextError if the header already has such a name.
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
        """The header line with the added columns; None if the input has no header."""
        if self.source.header is None:
            return None
        return self.source.header + self._delimiter + self._cells(self.names)

    def row(self, record: Record, values: Sequence[Value]) -> str:
        """The line of a record, without its end; several lines if the csv record has several."""
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
        """The JSON object with added keys; the text before them is unchanged."""
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
    """Raise SeqtextError if inputs for one output differ in format or header."""
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
