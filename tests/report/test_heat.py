"""The heat line and the flip, as the page writes them."""

import pytest

from seqtext.order.trainings.flip import Flip, TextHeat
from seqtext.report.classify.heat import FIRST, LONGEST, flip_line, heat_line, strongest


def heat(tokens, moves, flip=None, cut=0):
    return TextHeat("good", 0.9, tuple(tokens), tuple(moves), flip, 1, False, cut)


@pytest.mark.parametrize(
    ("tokens", "moves", "cut", "line"),
    [
        (["a"], [], 0, "a"),
        (["a", "b"], [0.29], 0, "a b"),
        (["a", "b"], [-3], 0, 'a<i class="weaker" style="--h:50" title="−3.00"> </i>b'),
        (["a", "b"], [1.5], 0, 'a<i class="firmer" style="--h:25" title="+1.50"> </i>b'),
        (["a", "b"], [-60], 0, 'a<i class="weaker" style="--h:100" title="−60.00"> </i>b'),
        (["<b>", "\x1b"], [0], 9, "&lt;b&gt; [U+001B] …"),
        (["x" * (LONGEST + 1)], [], 0, "x" * LONGEST + "…"),
    ],
)
def test_the_line(tokens, moves, cut, line):
    assert heat_line(heat(tokens, moves, cut=cut)) == (line, "")


def test_a_long_line_is_parted_between_words():
    tokens = [f"w{i}" for i in range(2 * FIRST)]
    first, rest = heat_line(heat(tokens, [0] * (2 * FIRST - 1)))
    assert (first + rest).split() == tokens
    assert len(first.split()) == FIRST


@pytest.mark.parametrize(
    ("moves", "told"),
    [
        ([-1, -2.5], "Strongest gap: exchanging “not bad”, −2.50"),
        ([3, 0.1], ""),
        ([], ""),
    ],
)
def test_the_strongest_gap(moves, told):
    tokens = ["is", "not", "bad"][: len(moves) + 1]
    assert strongest(heat(tokens, moves)) == told


TOKENS = tuple("abcdefghijklmnop")


@pytest.mark.parametrize(
    ("flip", "told"),
    [
        (
            Flip("swap", 0, 1, 1, "<b>", 0.834, ("b", "a", *TOKENS[2:])),
            "Becomes <b>&lt;b&gt;</b> (probability 83 %) with “a” and “b” exchanged: "
            "<mark>b</mark> <mark>a</mark> c d e f g h …",
        ),
        (
            Flip("move", 15, 14, 1, "bad", 0.6, (*TOKENS[:14], "p", "o")),
            "Becomes <b>bad</b> (probability 60 %) with “p” moved before “o”: "
            "… i j k l m n <mark>p</mark> o",
        ),
        (
            Flip("move", 0, 2, 2, "bad", 0.6, ("b", "c", "a", *TOKENS[3:])),
            "Becomes <b>bad</b> (probability 60 %) with “a” moved after “c”: "
            "b c <mark>a</mark> d e f g h i …",
        ),
    ],
)
def test_the_flip(flip, told):
    assert flip_line(heat(TOKENS, [0] * 15, flip), flip) == told
