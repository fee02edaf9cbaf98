"""Tables and lines on a terminal, as wide as that is, in colours; in a file in full width."""

import os
import sys
from collections.abc import Sequence
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from seqtext.order.effects.checks import Check
from seqtext.report.columns import Line, lines
from seqtext.report.sections import Report
from seqtext.report.shapes.visible import printable
from seqtext.report.signature import signature
from seqtext.report.table import Table
from seqtext.text.quantities import quantity

WIDEST = 100  # columns of a paragraph; longer lines are hard to read
USUAL = (
    80  # columns of a paragraph in a file, which has no width, and of a terminal that tells none
)
_TONES = {"matters": "bold green", "not": "bold cyan"}
_SEEN = {"words": "dim", "n-grams": "cyan", "order": "green"}


class Paper(Console):
    """A console that hands on a closed pipe; rich's own would leave with 1 and say nothing.

    columns   the width of the terminal; None: a file or a pipe, where a table has its full width
    """

    columns: int | None = None

    def on_broken_pipe(self) -> None:
        """The reader went away: the command line knows how to end."""
        raise BrokenPipeError


def console(file: TextIO, columns: int | None = None) -> Paper:
    """A console on `file`, or on a terminal of so many columns: colours on a terminal only.

    User text is never read as markup.
    """
    columns = columns or _columns_of(file)
    # With a height too, rich asks nothing more of the environment.
    width = min(columns or USUAL, WIDEST)
    paper = Paper(file=file, markup=False, highlight=False, emoji=False, width=width, height=25)
    paper.columns = columns
    return paper


def _columns_of(file: TextIO) -> int | None:
    """The columns of a terminal: COLUMNS where that is set, else what it tells; None: no terminal.

    0, which some terminals tell and some programs export, is no width.
    """
    if not file.isatty():
        return None
    named = os.environ.get("COLUMNS", "")
    if named.isdecimal() and int(named):
        return int(named)
    try:
        return os.get_terminal_size(file.fileno()).columns or USUAL
    except (OSError, ValueError):  # it has no descriptor, or none that tells
        return USUAL


def show_report(report: Report[Any], effects: Any, file: TextIO | None = None) -> None:
    """Print verdict, tables and checks to stdout, or to `file`."""
    out, frame = console(file or sys.stdout), report.frame(effects)
    out.print(Text(frame.sentence, style=_TONES.get(frame.tone, "bold yellow")))
    sentences, tables = report.printed(effects)
    for sentence in sentences:
        out.print(Text(sentence))
    for table in tables:
        show_table(table, out)
    show_checks(effects.checks, out)
    for line in frame.remarks:
        out.print(Text(line, style="dim"))
    show_line("\n".join([signature(effects.facts), *frame.signatures]), out)


def show_table(table: Table, out: Paper) -> None:
    """Title, columns, note; on a terminal words are cut to fit, and what is too wide is folded."""
    out.print()
    if table.title:
        out.print(Text(table.title, style="bold"))
    if table.rows:
        for line in lines(table, out.columns):
            out.print(_styled(line), soft_wrap=True)
    if table.note:
        out.print(Text(table.note, style="dim"))


def show_line(signature: str, out: Paper) -> None:
    """The signature: one line to copy, however long."""
    out.print()
    out.print(Text(printable(signature), style="dim"), soft_wrap=True)


def _styled(line: Line) -> Text:
    if line.header:
        return Text("".join(line.cells), style="dim")
    return Text.assemble(*((cell, _SEEN.get(cell.strip(), "")) for cell in line.cells))


def show_checks(checks: Sequence[Check], out: Paper) -> None:
    """The number of failed checks, and what is wrong in each."""
    failed = [check.detail for check in checks if not check.passed]
    out.print()
    if failed:
        summary = f"{len(failed)} of {quantity(len(checks), 'check')} failed: {'; '.join(failed)}"
        out.print(Text(summary, style="bold yellow"))
    else:
        out.print(Text(f"All {quantity(len(checks), 'check')} passed", style="bold"))
