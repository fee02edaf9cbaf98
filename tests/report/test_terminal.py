"""The tables on a terminal of 80 columns: words may be cut, figures never."""

import io

from rich.cells import cell_len

from seqtext.report.classify.report import CLASSIFY
from seqtext.report.table import Table
from seqtext.report.terminal import console, show_table


def shown(table: Table) -> list[str]:
    out = console(io.StringIO(), 80)
    show_table(table, out)
    return out.file.getvalue().splitlines()


def tables_of_figures(effects):
    return [
        table
        for table in CLASSIFY.printed(effects)[1]
        if "text" not in table.header and "memory added" not in table.header
    ]


def test_a_table_of_figures_is_never_cut(rich):
    for table in tables_of_figures(rich):
        lines = shown(table)
        assert max(map(cell_len, lines)) <= 80
        told = " ".join(" ".join(lines).split())
        for row in table.rows:
            assert " ".join(" ".join(row).split()) in told


def test_words_give_way_to_figures():
    table = Table("", "", ("score", "text"), "rl", (("+1.0", "a b " * 40), ("-10.0", "c")))
    _, head, first, second = shown(table)
    assert head.split() == ["score", "text"]
    assert first.startswith(" +1.0  a b a b")
    assert first.rstrip().endswith("…")
    assert second.split() == ["-10.0", "c"]


def test_words_before_figures_give_way_too():
    row = ("with a very long name " * 3, "-10.4 [-100.0, 100.0]", "+99.8 [-100.0, 100.0]")
    line = shown(Table("", "", ("slice", "G", "OIG"), "lrr", (row,)))[2]
    assert cell_len(line) <= 80
    assert "…" in line
    assert line.endswith(f"{row[1]} {row[2]}")
