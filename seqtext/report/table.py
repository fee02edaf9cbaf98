"""A table of a report, as strings: the terminal, Markdown and the page show the same one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Cells are strings; `align` has one letter a column, l or r; `note` explains the columns."""

    title: str
    note: str
    header: tuple[str, ...]
    align: str
    rows: tuple[tuple[str, ...], ...]
