"""The attention matrix: lines of 80 columns, rows of a table, a picture that parses."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from rich.cells import cell_len

from seqtext.report.translate.attention import (
    HEADER,
    AttentionMatrix,
    attention_lines,
    picture,
    rows,
)

FOUND = AttentionMatrix(
    ["the", "old", "dog"],
    ["el", "perro", "viejo"],
    np.array([[0.96, 0.04, 0.0], [0.0, 0.1, 0.9], [0.26, 0.49, 0.25]]),
)

LINES = """\
sentence\t3
      t o d
      h l o
      e d g
   el # . .
perro . 1 9
viejo 3 5 2
"""

SHADED = """\
   el ██
perro     ██
viejo ░░▒▒░░
"""


def test_a_column_a_source_token_a_row_a_target_token():
    assert attention_lines(3, FOUND, drawn=False) == LINES
    assert attention_lines(3, FOUND, drawn=True).endswith(SHADED)


@pytest.mark.parametrize("source", [40, 200])
@pytest.mark.parametrize("word", ["a", "extraordinariamente", "犬が", "e\u0301"])
def test_nothing_is_wider_than_a_terminal(source, word):
    weights = np.full((2, source), 1 / source)
    lines = attention_lines(
        1, AttentionMatrix([word] * source, [word * 4, "b"], weights), True
    ).split("\n")
    assert max(map(cell_len, lines)) <= 80
    assert sum(line.lstrip().startswith("b") for line in lines) >= source // 80


@pytest.mark.parametrize(("source", "target"), [([], []), (["a"], []), ([], ["b"])])
def test_a_sentence_of_no_words(source, target):
    nothing = AttentionMatrix(source, target, np.zeros((len(target), len(source))))
    assert attention_lines(1, nothing, False).startswith("sentence\t1\n")
    assert list(rows(1, nothing)) == []
    ET.fromstring(picture([nothing]))


def test_rows_hold_every_weight_and_escape_tokens():
    found = list(rows(2, AttentionMatrix(["a\tb"], ["x", "y"], np.array([[1.0], [0.5]]))))
    assert found[1] == ("2", "2", "y", "1", "a\\tb", "0.500000")
    assert {len(row) for row in found} == {len(HEADER)}


def test_the_picture_has_a_cell_a_weight_and_escapes_text():
    hostile = AttentionMatrix(["<script>", "&"], ["\x1b]0;x\x07"], np.array([[0.75, 0.25]]))
    text = picture([FOUND, hostile])
    root = ET.fromstring(text)
    cells = [e for e in root.iter() if e.get("fill-opacity")]
    assert [float(cell.get("fill-opacity")) for cell in cells[-2:]] == [0.75, 0.25]
    assert len(cells) == np.count_nonzero(FOUND.weights) + 2
    assert not re.search(r"<script|\x1b|https?://(?!www\.w3\.org/2000/svg)", text)


def test_nothing_in_a_token_steers_the_terminal():
    assert "\x1b" not in attention_lines(
        1, AttentionMatrix(["\x1b[2J"], ["\x1b[31m"], np.ones((1, 1))), True
    )
