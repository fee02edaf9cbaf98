"""The report on a terminal, 80 columns wide, with or without colours."""

import sys
from collections.abc import Sequence
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table as RichTable
from rich.text import Text

from seqtext.order.checks import Check
from seqtext.order.effects import Effects
from seqtext.order.verdict import DOES_NOT, MATTERS
from seqtext.report.signature import signature
from seqtext.report.tables import Table, tables, texts
from seqtext.report.terms_tables import terms_tables
from seqtext.report.visible import printable
from seqtext.report.where_tables import where_tables

WIDEST = 100  # columns; longer lines are hard to read
_APART = 2  # spaces between columns; 1 where a table of figures is too wide
_COLOURS = {MATTERS: "bold green", DOES_NOT: "bold cyan"}
_SEEN = {"words": "dim", "n-grams": "cyan", "order": "green"}


class Paper(Console):
    """A console that hands on a closed pipe; rich's own would leave with 1 and say nothing."""

    def on_broken_pipe(self) -> None:
        """The reader went away: the command line knows how to end."""
        raise BrokenPipeError


def console(file: TextIO) -> Console:
    """A console on `file`: colours on a terminal only, user text never read as markup."""
    found = Paper(file=file, markup=False, highlight=False, emoji=False)
    found.width = min(found.width, WIDEST)
    return found


def show(effects: Effects, file: TextIO | None = None) -> None:
    """Print verdict, tables, deciding texts and checks to stdout, or to `file`."""
    out = console(file or sys.stdout)
    out.print(
        Text(effects.verdict.sentence, style=_COLOURS.get(effects.verdict.name, "bold yellow"))
    )
    if effects.memory:
        out.print(Text(effects.memory.sentence))
    if effects.learning:
        out.print(Text(effects.learning.sentence))
    for table in [*tables(effects), *terms_tables(effects), *where_tables(effects)]:
        show_table(table, out)
    found = texts(effects)
    if found:
        show_table(found, out)
    show_checks(effects.checks, out)
    show_line(signature(effects.facts), out)


def show_table(table: Table, out: Console) -> None:
    """Title, columns, note; the last column, where it is one of words, is cut to fit."""
    out.print()
    if table.title:
        out.print(Text(table.title, style="bold"))
    if table.rows:
        out.print(_grid(table, out.width))
    if table.note:
        out.print(Text(table.note, style="dim"))


def show_line(signature: str, out: Console) -> None:
    """The signature: one line to copy, however long."""
    out.print()
    out.print(Text(printable(signature), style="dim"), soft_wrap=True)


def _grid(table: Table, width: int) -> RichTable:
    columns = [_lined_up(column) for column in zip(*table.rows, strict=True)]
    named = zip(table.header, columns, strict=True)
    widths = [max(map(cell_len, (name, *cells))) for name, cells in named]
    words = table.align[-1] == "l"  # a last column of words gives way where the table is too wide
    apart = _APART if words or sum(widths) + _APART * len(widths) <= width else 1
    if words:
        widths[-1] = max(min(widths[-1], width - sum(widths[:-1]) - apart * len(widths)), 1)
    else:  # the widest column of words does, that no figure is cut
        giving = [room * (side == "l") for room, side in zip(widths, table.align, strict=True)]
        over = max(sum(widths) + apart * len(widths) - apart - width, 0)
        widths[giving.index(max(giving))] -= min(over, max(max(giving) - 8, 0))
    grid = RichTable(box=None, pad_edge=False, padding=(0, apart, 0, 0), header_style="dim")
    for name, side, room in zip(table.header, table.align, widths, strict=True):
        justify: JustifyMethod = "right" if side == "r" else "left"
        grid.add_column(name, justify=justify, no_wrap=True, overflow="ellipsis", width=room)
    for row in zip(*columns, strict=True):
        grid.add_row(*(_cell(cell) for cell in row))
    return grid


def _cell(text: str) -> Text:
    return Text(text, style=_SEEN.get(text, ""), no_wrap=True, overflow="ellipsis")


def _lined_up(cells: tuple[str, ...]) -> list[str]:
    """Cells of figures with intervals, so filled up that the intervals stand under each other."""
    parts = [cell.partition(" [") for cell in cells]
    widest = max(len(bracket + interval) for _, bracket, interval in parts)
    return [value + (bracket + interval).ljust(widest) for value, bracket, interval in parts]


def show_checks(checks: Sequence[Check], out: Console) -> None:
    """The failed checks, and how many held."""
    failed = [check for check in checks if not check.passed]
    held = len(checks) - len(failed)
    out.print()
    out.print(Text(f"Checks: {held} of {len(checks)} hold", style="bold"))
    for check in failed:
        out.print(Text(f"  not so: {check.name} ({check.detail})", style="yellow"))
