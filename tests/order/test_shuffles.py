import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtext.errors import SeqtextError
from seqtext.order.texts.shuffles import Shuffle, broken_neighbours, displacement, generator

MODES = ["full", "blocks:1", "blocks:3", "window:2", "window:5", "swaps:0.3", "reverse", "sort"]
LETTERS = list("abcdefghij")


@given(st.sampled_from(MODES), st.lists(st.sampled_from("abc")), st.integers(0, 2**32))
def test_a_shuffle_keeps_every_token(mode, tokens, seed):
    shuffle = Shuffle.parse(mode)
    ids = np.array([ord(token) for token in tokens], dtype=np.int32)
    shuffled = shuffle(tokens, generator(seed, 0))
    assert sorted(shuffled) == sorted(tokens)
    same_on_ids = shuffle(ids, generator(seed, 0))
    assert [chr(i) for i in same_on_ids] == shuffled
    assert same_on_ids.dtype == np.int32


@pytest.mark.parametrize(
    ("mode", "tokens", "expected"),
    [
        ("reverse", "a b c", "c b a"),
        ("sort", "b é a b", "a b b é"),
        ("window:1", "a b c", "a b c"),
        ("blocks:3", "a b c", "a b c"),
        ("blocks:99999999999", "a b c", "a b c"),
        ("swaps:0", "a b c", "a b c"),
        ("swaps:1", "a b", "b a"),
        ("full", "", ""),
        ("sentences", "", ""),
        ("sentences", "a b", "a b"),
        ("sentences", "a b ?", "a b ?"),
    ],
)
def test_what_leaves_nothing_to_chance(mode, tokens, expected):
    assert Shuffle.parse(mode)(tokens.split(), generator(1, 0)) == expected.split()


@given(st.integers(1, 6), st.integers(0, 30), st.integers(0, 99))
def test_a_window_moves_no_token_by_its_size(size, length, seed):
    p = Shuffle.parse(f"window:{size}").permutation(range(length), generator(seed, 0))
    assert all(abs(p - np.arange(length)) < size)


@given(st.integers(1, 6), st.integers(1, 30), st.integers(0, 99))
def test_blocks_stay_together(size, length, seed):
    p = Shuffle.parse(f"blocks:{size}").permutation(range(length), generator(seed, 0)).tolist()
    for start in range(0, length, size):
        block = list(range(start, min(start + size, length)))
        at = p.index(start)
        assert p[at : at + len(block)] == block


def test_sentences_stay_whole():
    text = ["a", "b", ".", ".", "c", "!", "?", "d"]
    shuffled = {" ".join(Shuffle("sentences")(text, generator(0, i))) for i in range(100)}
    first, second, third = "a b . .", "c ! ?", "d"
    orders = itertools.permutations((first, second, third))
    assert shuffled == {" ".join(order) for order in orders}


def test_every_order_comes_up_equally_often():
    orders: dict[str, int] = {}
    for text in range(6000):
        order = "".join(Shuffle("full")(list("abc"), generator(0, text)))
        orders[order] = orders.get(order, 0) + 1
    assert len(orders) == 6
    assert sum((n - 1000) ** 2 / 1000 for n in orders.values()) < 20.5  # chi-square, 5 df, p .001


def test_the_rate_of_swaps_is_the_share_of_gaps():
    shuffle = Shuffle.parse("swaps:0.2")
    one_gap = [shuffle.permutation("ab", generator(3, text))[0] for text in range(5000)]
    assert np.mean(one_gap) == pytest.approx(0.2, abs=0.02)


def test_streams_differ_by_seed_text_and_draw():
    keys = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)]
    drawn = {tuple(Shuffle("full")(LETTERS, generator(*key))) for key in keys}
    assert len(drawn) == 4


@pytest.mark.parametrize(
    ("permutation", "broken", "moved"),
    [
        ([0, 1, 2, 3], 0, 0),
        ([3, 2, 1, 0], 1, 3 * 8 / 15),
        ([2, 3, 0, 1], 1 / 3, 3 * 8 / 15),
        ([0, 2, 1, 3], 1, 3 * 2 / 15),
    ],
)
def test_the_dose_by_hand(permutation, broken, moved):
    assert broken_neighbours(np.array(permutation)) == pytest.approx(broken)
    assert displacement(np.array(permutation)) == pytest.approx(moved)


def test_a_full_shuffle_has_displacement_one():
    doses = [
        displacement(Shuffle("full").permutation(LETTERS, generator(0, i))) for i in range(3000)
    ]
    assert np.mean(doses) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("mode", MODES)
def test_a_name_comes_back(mode):
    assert str(Shuffle.parse(mode)) == mode


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mix", "unknown shuffle 'mix'; choose one of: blocks:N, full"),
        ("full:2", "full takes no number; write full"),
        ("blocks", "blocks: is no number of tokens; write blocks:N"),
        ("window:0", "window:0 is no number of tokens"),
        ("window:2.5", "window:2.5 is no number of tokens"),
        ("swaps:1.5", "swaps:1.5 is no rate; write swaps:R, R from 0 to 1"),
        ("swaps:nan", "swaps:nan is no rate"),
    ],
)
def test_what_is_no_shuffle(text, says):
    with pytest.raises(SeqtextError, match=r"^--mode: ") as caught:
        Shuffle.parse(text)
    assert says in str(caught.value)
