"""report.md: verdict, tables, checks and how it was made as Markdown; a loop over the sections."""

import re
from collections.abc import Sequence
from typing import Any

from seqtext.order.effects.checks import Check
from seqtext.report.sections import Report
from seqtext.report.signature import signature
from seqtext.report.table import Table

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~&$])")


def markdown(report: Report[Any], effects: Any) -> str:
    """The whole report."""
    frame, (sentences, tables) = report.frame(effects), report.printed(effects)
    parts = [f"# {report.title}", f"**{plain(frame.sentence)}**"]
    parts += [*map(plain, sentences), *map(titled, tables)]
    parts += ["## Checks", listed(effects.checks), "## How it was made"]
    parts += [f"- {plain(line)}" for line in frame.remarks]
    if "command" in effects.facts:
        parts.append(code(effects.facts["command"]))
    parts.append(code("\n".join([signature(effects.facts), *frame.signatures])))
    return "\n\n".join(parts) + "\n"


def titled(table: Table) -> str:
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
