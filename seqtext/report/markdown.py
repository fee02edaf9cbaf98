"""The report as Markdown."""

import re

from seqtext.order.effects import Effects
from seqtext.report.signature import signature
from seqtext.report.tables import Table, tables, texts
from seqtext.report.where_tables import where_tables

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~&$])")


def markdown(effects: Effects) -> str:
    """The whole report: verdict, tables, deciding texts, checks, and how it was made."""
    parts = ["# Where word order changes the result", f"**{_plain(effects.verdict.sentence)}**"]
    if effects.memory:
        parts.append(_plain(effects.memory.sentence))
    parts += [_table(table) for table in [*tables(effects), *where_tables(effects)]]
    found = texts(effects)
    if found:
        parts.append(_table(found))
    parts += ["## Checks", _checks(effects), "## How it was made"]
    if "command" in effects.facts:
        parts.append(_code(effects.facts["command"]))
    parts.append(_code(signature(effects.facts)))
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> str:
    rule = ["---:" if side == "r" else "---" for side in table.align]
    rows = [[_plain(cell.strip()) for cell in row] for row in (table.header, *table.rows)]
    lines = [rows[0], rule, *rows[1:]]
    grid = "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n\n" if table.rows else ""
    return f"## {_plain(table.title)}\n\n{grid}{_plain(table.note)}"


def _checks(effects: Effects) -> str:
    return "\n".join(
        f"- {'holds' if check.passed else '**not so**'}: {_plain(check.name)} "
        f"({_plain(check.detail)})"
        for check in effects.checks
    )


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return _SPECIAL.sub(r"\\\1", text)


def _code(text: str) -> str:
    """An indented block: nothing in it can end it."""
    return "    " + text.replace("\n", "\n    ")
