"""The report of a comparison on a terminal."""

import sys
from typing import TextIO

from rich.text import Text

from seqtext.order.effects.all import Effects
from seqtext.order.effects.verdict import DOES_NOT, MATTERS
from seqtext.report.classify.tables import deciding_texts_table, main_tables
from seqtext.report.classify.terms_tables import terms_tables
from seqtext.report.classify.where_tables import where_tables
from seqtext.report.signature import signature
from seqtext.report.terminal import console, show_checks, show_line, show_table

_COLOURS = {MATTERS: "bold green", DOES_NOT: "bold cyan"}


def show_report(effects: Effects, file: TextIO | None = None) -> None:
    """Print verdict, tables, deciding texts and checks to stdout, or to `file`."""
    out = console(file or sys.stdout)
    out.print(
        Text(effects.verdict.sentence, style=_COLOURS.get(effects.verdict.name, "bold yellow"))
    )
    if effects.memory:
        out.print(Text(effects.memory.sentence))
    if effects.learning:
        out.print(Text(effects.learning.sentence))
    for table in [*main_tables(effects), *terms_tables(effects), *where_tables(effects)]:
        show_table(table, out)
    deciding = deciding_texts_table(effects)
    if deciding:
        show_table(deciding, out)
    show_checks(effects.checks, out)
    show_line(signature(effects.facts), out)
