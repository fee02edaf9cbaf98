"""How the columns of a table fit a width: words give way, the rest is folded, no figure is cut."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from seqtext.report.table import Table

NAME = 20  # cells that words before figures keep where a table is too wide
TEXT = 24  # cells that a last column of words keeps
_APART = 2  # spaces between columns; 1 where a table of figures is too wide
_IN_NUMBER = re.compile(r"[\d.,]")


@dataclass(frozen=True)
class Column:
    """A column as it is shown.

    name    of its header
    cells   its rows, intervals under each other
    width   in cells of a terminal
    figures whether it holds figures, which stand on the right
    """

    name: str
    cells: tuple[str, ...]
    width: int
    figures: bool

    def narrowed(self, width: int) -> "Column":
        """The same in so many cells at most; words end in an ellipsis, figures stay whole."""
        if self.figures or self.width <= width:
            return self
        cells = tuple(shortened(cell, width) for cell in self.cells)
        return Column(shortened(self.name, width), cells, width, False)


def shortened(text: str, width: int) -> str:
    """The text in `width` cells, an ellipsis at its end where it is cut; never within a number."""
    if cell_len(text) <= width:
        return text
    start = set_cell_size(text, max(width - 1, 0)).rstrip(" ")
    if _IN_NUMBER.match(text[len(start) :]):
        start = re.sub(r"[\d.,]+$", "", start)
    return start + "…"


@dataclass(frozen=True)
class Line:
    """The cells of one line, filled up to their widths with the spaces between."""

    cells: tuple[str, ...]
    header: bool = False


def lines(table: Table, width: int | None) -> Iterator[Line]:
    """The lines of a table in `width` cells; None: as wide as it is.

    Too wide, its words give way first; then it is folded into parts under each other, each of
    which begins with the names of its rows. A single figure that is wider stays whole.
    """
    columns, apart = _fitted(_columns(table), width)
    for number, part in enumerate(_parts(columns, width, apart)):
        if number:
            yield Line(())
        yield Line(_filled([column.name for column in part], part, apart), header=True)
        for cells in zip(*(column.cells for column in part), strict=True):
            yield Line(_filled(cells, part, apart))


def _columns(table: Table) -> list[Column]:
    columns = []
    by_column = zip(*table.rows, strict=True)
    for name, side, cells in zip(table.header, table.align, by_column, strict=True):
        lined = _lined_up(cells)
        width = max(map(cell_len, (name, *lined)))
        columns.append(Column(name, lined, width, side == "r"))
    return columns


def _lined_up(cells: Sequence[str]) -> tuple[str, ...]:
    """Cells of figures with intervals, so filled up that the intervals stand under each other."""
    parts = [cell.partition(" [") for cell in cells]
    widest = max(len(bracket + interval) for _, bracket, interval in parts)
    return tuple(value + (bracket + interval).ljust(widest) for value, bracket, interval in parts)


def _fitted(columns: list[Column], width: int | None) -> tuple[list[Column], int]:
    """The columns, those of words as narrow as need be, and the spaces between them."""
    if width is None or _total(columns, _APART) <= width:
        return columns, _APART
    apart = 1 if columns[-1].figures else _APART
    while (over := _total(columns, apart) - width) > 0:
        floors = _floors(columns, width)
        room = [column.width - floor for column, floor in zip(columns, floors, strict=True)]
        widest = max(range(len(columns)), key=lambda at: (room[at] > 0, columns[at].width))
        if room[widest] <= 0:
            break
        columns[widest] = columns[widest].narrowed(columns[widest].width - min(over, room[widest]))
    return columns, apart


def _floors(columns: list[Column], width: int) -> list[int]:
    """The fewest cells of each column: of figures all."""
    least = [column.width if column.figures else min(NAME, width // 2) for column in columns]
    if not columns[-1].figures:
        least[-1] = min(TEXT, width)
    return least


def _parts(columns: list[Column], width: int | None, apart: int) -> Iterator[list[Column]]:
    """The columns as so many tables as are needed; each begins with the columns of names."""
    if width is None:
        yield columns
        return
    names = _names(columns, width // 2, apart)
    part = columns[:names]
    for column in columns[names:]:
        if len(part) > names and _total([*part, column], apart) > width:
            yield part
            part = columns[:names]
        part = [*part, column]
    yield part


def _names(columns: list[Column], width: int, apart: int) -> int:
    """How many columns name the rows: the words that it begins with, but one at least."""
    count = 1
    while count < len(columns) - 1:
        if columns[count].figures or _total(columns[: count + 1], apart) > width:
            break
        count += 1
    return count


def _total(columns: Sequence[Column], apart: int) -> int:
    return sum(column.width for column in columns) + apart * (len(columns) - 1)


def _filled(cells: Sequence[str], columns: Sequence[Column], apart: int) -> tuple[str, ...]:
    filled = []
    for cell, column in zip(cells, columns, strict=True):
        gap = " " * (column.width - cell_len(cell))
        filled.append(gap + cell if column.figures else cell + gap)
    return (*(cell + " " * apart for cell in filled[:-1]), filled[-1].rstrip())
