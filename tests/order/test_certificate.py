from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtext.order.texts.certificate import bag, is_pair, same_bag

USED_TO = "i used to think it was {} . now i think it was {} ."
AT_FIRST = (
    "at first i thought that it was {} , they say . later i thought that it was {} , they say ."
)
SEEN = "the movie my friend has {} seen is {} good"


def test_the_bag_by_hand():
    expected = {("a",): 2, ("b",): 1, (None, "a"): 1, ("a", "b"): 1, ("b", "a"): 1, ("a", None): 1}
    assert bag("aba", 2) == Counter(expected)
    assert bag([], 3) == Counter()


@pytest.mark.parametrize(
    ("frame", "words", "order"),  # the highest order at which the bags are equal
    [
        (SEEN, ("not", ""), 1),  # the lecture's own pair
        (USED_TO, ("bad", "good"), 2),
        (AT_FIRST, ("bad", "good"), 5),
    ],
)
def test_the_order_of_known_pairs(frame, words, order):
    first, second = frame.format(*words).split(), frame.format(*reversed(words)).split()
    assert [same_bag(first, second, k) for k in range(1, order + 2)] == [True] * order + [False]


@given(st.lists(st.sampled_from("ab"), max_size=8), st.lists(st.sampled_from("ab"), max_size=8))
def test_lower_orders_follow_from_higher_ones(first, second):
    same = [same_bag(first, second, k) for k in range(1, 6)]
    assert same == sorted(same, reverse=True)
    assert same[0] == (sorted(first) == sorted(second))


def test_a_text_is_no_pair_with_itself():
    assert same_bag("ab", "ab", 2)
    assert not is_pair("ab", "ab", 2)
