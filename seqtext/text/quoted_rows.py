"""Rows of quoted cells as in RFC 4180, each with its place and its raw lines."""

import csv
from collections.abc import Iterator

from seqtext.errors import SeqtextError
from seqtext.system.files import display_name
from seqtext.text.lines import Decoding, read_file_lines

_LONGEST = 2**31 - 1  # characters of a cell: the most that the csv module takes on every system


class QuotedRows:
    """The rows of a file, as place (of the first line), raw lines, cells; blank lines are skipped.

    A first line that declares the delimiter for Excel (`sep=;`) is skipped too. A quote opens a
    cell only at its start; spaces before it are ignored. Raises SeqtextError if a quote is not
    closed, at the line where it opened.
    """

    def __init__(self, path: str, decoding: Decoding, delimiter: str, escape: bool) -> None:
        self.path, self.delimiter, self.escape = path, delimiter, escape
        self.blank = 0
        self._lines = read_file_lines(path, decoding)
        self._row: list[str] = []  # the lines that the csv module has taken for the row

    def __iter__(self) -> Iterator[tuple[str, str, list[str]]]:
        csv.field_size_limit(_LONGEST)
        rows = csv.reader(
            self._handed(),
            delimiter=self.delimiter,
            escapechar="\\" if self.escape else None,
            skipinitialspace=True,
            strict=True,
        )
        number = 1
        while True:
            self._row = []
            try:
                cells = next(rows, None)
            except csv.Error as error:
                raise self._broken(number, str(error)) from None
            if cells is None:
                return
            raw = "\n".join(self._row)
            if raw and not raw.isspace() and (number > 1 or raw != f"sep={self.delimiter}"):
                yield f"{display_name(self.path)}:{number}", raw, cells
            else:
                self.blank += 1
            number += len(self._row)

    def _handed(self) -> Iterator[str]:
        for line in self._lines:
            self._row.append(line)
            yield line + "\n"

    def _broken(self, number: int, reason: str) -> SeqtextError:
        """The error for a row that begins at this line."""
        place = f"{display_name(self.path)}:{number + self._opening()}"
        remedy = "double the quotes within a field"
        if any('\\"' in line for line in self._row) and not self.escape:
            remedy += ", or use --escape if a backslash marks them"
        if "unexpected end" in reason:
            return SeqtextError(
                place, "is not CSV: the quote that opens here is not closed", remedy
            )
        if "new-line character" in reason:
            cause = r"is not CSV: \r within a field without quotes"
            return SeqtextError(place, cause, "put quotes around the field")
        if "expected after" in reason:
            cause = f"is not CSV: no {self.delimiter!r} after the quote that closes a field"
            return SeqtextError(place, cause, remedy)
        return SeqtextError(place, f"is not CSV ({reason})", "fix the quotes")

    def _opening(self) -> int:
        """The line of the row, from 0, in which the cell with the error was opened."""
        opening, state, skip = 0, "start", False
        for i, line in enumerate(self._row):
            for character in line:
                if skip or (self.escape and character == "\\"):
                    skip, state = not skip, "cell" if state == "start" else state
                elif state == "quoted":
                    state = "closed" if character == '"' else state
                elif character == '"' and state in ("start", "closed"):
                    opening = i if state == "start" else opening  # "" is one quote within
                    state = "quoted"
                elif character == self.delimiter:
                    state = "start"
                elif state == "closed":
                    return opening
                elif character != " ":
                    state = "cell"
        return opening
