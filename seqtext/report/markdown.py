"""The report as Markdown."""

import re
from collections.abc import Sequence

from seqtext.order.checks import Check
from seqtext.order.effects import Effects
from seqtext.report.signature import signature
from seqtext.report.tables import Table, tables, texts
from seqtext.report.terms_tables import terms_tables
from seqtext.report.where_tables import where_tables

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~&$])")


def markdown(effects: Effects) -> str:
    """The whole report: verdict, tables, deciding texts, checks, and how it was made."""
    parts = ["# Where word order changes the result", f"**{plain(effects.verdict.sentence)}**"]
    if effects.memory:
        parts.append(plain(effects.memory.sentence))
    if effects.learning:
        parts.append(plain(effects.learning.sentence))
    shown = [*tables(effects), *terms_tables(effects), *where_tables(effects)]
    parts += [section(table) for table in shown]
    found = texts(effects)
    if found:
        parts.append(section(found))
    parts += ["## Checks", listed(effects.checks), "## How it was made"]
    if "command" in effects.facts:
        parts.append(code(effects.facts["command"]))
    parts.append(code(signature(effects.facts)))
    return "\n\n".join(parts) + "\n"


def section(table: Table) -> str:
    """A table under its title, its note below it."""
    rule = ["---:" if side == "r" else "---" for side in table.align]
    rows = [[plain(cell.strip()) for cell in row] for row in (table.header, *table.rows)]
    lines = [rows[0], rule, *rows[1:]]
    grid = "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n\n" if table.rows else ""
    return f"## {plain(table.title)}\n\n{grid}{plain(table.note)}"


def listed(checks: Sequence[Check]) -> str:
    """The checks, an item each."""
    return "\n".join(
        f"- {'holds' if check.passed else '**not so**'}: {plain(check.name)} "
        f"({plain(check.detail)})"
        for check in checks
    )


def plain(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return _SPECIAL.sub(r"\\\1", text)


def code(text: str) -> str:
    """An indented block: nothing in it can end it."""
    return "    " + text.replace("\n", "\n    ")
