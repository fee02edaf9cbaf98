from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtext.order import mining
from seqtext.order.certificate import bag
from seqtext.order.mining import Group, mine

DATA = [
    ("the dog bites the man .", "dog"),
    ("the man bites the dog .", "man"),
    ("the dog bites the man .", "dog"),
    ("a b", "x"),
    ("b a", "x"),
    ("a", "x"),
    ("a", "y"),
    ("i used to think it was bad . now i think it was good .", "good"),
    ("i used to think it was good . now i think it was bad .", "bad"),
]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (1, [Group((0, 1, 2), 1, False), Group((5, 6), 1, True), Group((7, 8), 1, False)]),
        (2, [Group((7, 8), 1, False)]),  # "a" is shorter than 2
        (3, []),
    ],
)
def test_groups_by_hand(order, expected):
    assert mine((text.split() for text, _ in DATA), [label for _, label in DATA], order) == expected


def by_brute_force(texts, labels, order):
    """The groups of equal Counters, compared all with all."""
    groups = defaultdict(list)
    for i, text in enumerate(texts):
        if len(text) >= order:
            groups[frozenset(bag(text, order).items())].append(i)
    return sorted(tuple(g) for g in groups.values() if len({labels[i] for i in g}) > 1)


labelled = st.lists(st.tuples(st.text("ab", max_size=7), st.sampled_from("xy")), max_size=40)


@given(labelled, st.integers(1, 4))
def test_the_groups_are_those_of_comparing_all_with_all(data, order):
    texts, labels = [list(text) for text, _ in data], [label for _, label in data]
    found = mine(texts, labels, order)
    assert [group.members for group in found] == by_brute_force(texts, labels, order)


def test_no_group_rests_on_a_hash(monkeypatch):
    monkeypatch.setattr(mining, "_mixed", lambda values: values * 0)
    assert [g.members for g in mine(["ab", "ba", "cd"], list("xyz"), 1)] == [(0, 1)]


def test_blocks_make_no_difference(monkeypatch):
    texts, labels = ["abab", "ba", "abba", "ab", "baab"], list("vwxyz")
    whole = mine(texts, labels, 1)
    monkeypatch.setattr(mining, "_BLOCK", 3)
    assert mine(texts, labels, 1) == whole
    assert [group.members for group in whole] == [(0, 2, 4), (1, 3)]
