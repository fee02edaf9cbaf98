"""The block of a text: numbers in a pipe, bars on a terminal, and nothing that steers it."""

import pytest

from seqtext.order.trainings.flip import Flip, TextHeat
from seqtext.report.classify.explained import explanation_lines

RED, BLUE, PLAIN = "\x1b[31m", "\x1b[34m", "\x1b[0m"


def heat(tokens, moves, flip=None, searched=1, whole=False, cut=0):
    return TextHeat("pos", 0.9, tuple(tokens), tuple(moves), flip, searched, whole, cut)


@pytest.mark.parametrize(
    ("told", "drawn", "order"),
    [
        (heat("ab", [-1.5]), False, "a -1.50 b"),
        (heat("abc", [0.01, 0.5]), False, "a +0.01 b +0.50 c"),
        (heat("abc", [0.01, 0.5]), True, f"a b{BLUE}▂{PLAIN} c"),
        (heat("ab", [-9.0]), True, f"a{RED}█{PLAIN} b"),
        (
            heat(["a\x1b[31m", "\u202eb", " "], [0, 0]),
            True,
            "a[U+001B][31m [U+202E]b ␣",
        ),
        (heat([], []), True, ""),
    ],
)
def test_the_order_line(told, drawn, order):
    lines = dict(line.split("\t", 1) for line in explanation_lines(1, told, [], drawn).splitlines())
    assert lines["order"] == order


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (heat("ab", [0], searched=1, whole=True), "none\tall"),
        (heat("abc", [0, 0], searched=1), "none\t1"),
        (
            heat("abc", [0, 0], Flip("move", 0, 2, 2, "neg\x07", 0.75, ("b", "c", "a")), 2),
            "move\t1\t3\tneg[U+0007]\t0.7500\tb c a",
        ),
    ],
)
def test_the_flip_line(told, line):
    lines = dict(line.split("\t", 1) for line in explanation_lines(1, told, [], False).splitlines())
    assert lines["flip"] == line


def test_a_block_ends_with_an_empty_line():
    shown = explanation_lines(3, heat("ab", [0.0], cut=7), [("a", 0.5), ("b", -0.25)], False)
    lines = [
        "text\t3\tpos\t0.9000",
        "words\ta(+0.50) b(-0.25)",
        "order\ta +0.00 b",
        "flip\tnone\t1",
    ]
    assert shown == "\n".join([*lines, "cut\t7"]) + "\n"
