"""The tables on terminals of every width and in files: a figure that is shown is whole.

The right figures are those of the table's own cells, before anything is laid out.
"""

import fcntl
import os
import pty
import re
import struct
import termios
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqtext.report.classify.report import CLASSIFY
from seqtext.report.columns import shortened
from seqtext.report.order.claims import claims_table
from seqtext.report.table import Table
from seqtext.report.terminal import console, show_table

FIGURE = re.compile(r"\d[\d.,]*\d|\d")


@pytest.fixture
def on_terminal(monkeypatch):
    """Shows tables on a terminal of so many columns, and returns its lines."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def show(found: list[Table], columns: int) -> list[str]:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        blocks: list[bytes] = []
        reader = threading.Thread(target=_drain, args=(ours, blocks))
        reader.start()
        with os.fdopen(theirs, "w", encoding="utf-8") as file:
            out = console(file)
            for table in found:
                show_table(table, out)
        reader.join()
        os.close(ours)
        text = b"".join(blocks).decode()
        return re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines()

    return show


def _drain(terminal: int, blocks: list[bytes]) -> None:
    try:
        while block := os.read(terminal, 1 << 16):
            blocks.append(block)
    except OSError:
        return  # Linux says so where the other side is closed


def tables_of_figures(effects):
    return [table for table in CLASSIFY.printed(effects)[1] if "text" not in table.header]


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("exported", [None, "0", ""], ids=["unset", "0", "empty"])
def test_no_figure_is_cut(rich, on_terminal, monkeypatch, columns: int, exported) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    if exported is not None:
        monkeypatch.setenv("COLUMNS", exported)
    for table in tables_of_figures(rich):
        shown = on_terminal([table], columns)
        assert max(map(len, shown)) <= columns, table.title
        cells = [cell for row in table.rows for cell in row]
        said = (table.title, table.note, *table.header, *cells)
        assert {*FIGURE.findall("\n".join(shown))} <= {*FIGURE.findall("\n".join(said))}
        told = "\n".join(" ".join(line.split()) for line in shown)
        for row in table.rows:
            for cell, side in zip(row, table.align, strict=True):
                assert side == "l" or " ".join(cell.split()) in told, (table.title, cell)


@pytest.mark.parametrize("exported", ["0", "7", "25", "40", "many"])
def test_a_file_has_no_width(rich, monkeypatch, tmp_path, exported: str) -> None:
    monkeypatch.setenv("COLUMNS", exported)
    with open(tmp_path / "table", "w+", encoding="utf-8") as file:
        show_table(claims_table(rich), console(file))
        file.seek(0)
        lines = [" ".join(line.split()) for line in file]
    for row in claims_table(rich).rows:
        assert " ".join(" ".join(row).split()) in lines


def test_what_is_folded_keeps_the_names_of_its_rows(on_terminal) -> None:
    row = ("lstm", "order", "96.4 [95.3, 97.5]", "+12.6 [10.5, 14.7]")
    lines = on_terminal([Table("", "", ("model", "reads", "acc.", "OIG"), "llrr", (row,))], 40)
    assert lines == [
        "",
        "model reads              acc.",
        "lstm  order 96.4 [95.3, 97.5]",
        "",
        "model reads                OIG",
        "lstm  order +12.6 [10.5, 14.7]",
    ]


@given(st.text(alphabet="ab 1234.,-%é中", max_size=30), st.integers(1, 30))
@settings(max_examples=300, deadline=None)
def test_words_are_not_cut_within_a_number(text: str, width: int) -> None:
    cut = shortened(text, width)
    assert {*FIGURE.findall(cut)} <= {*FIGURE.findall(text)}
