"""Tables, checks and code as Markdown."""

import re
from collections.abc import Sequence

from seqtext.order.effects.checks import Check
from seqtext.report.table import Table

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~&$])")


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
