from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtext.order.texts import mining
from seqtext.order.texts.certificate import bag
from seqtext.order.texts.mining import Group, Mined, mine, mined
from seqtext.words.corpus import offsets_of

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
        (
            1,
            [
                Group((0, 1, 2), 1, False, (0, 1)),
                Group((5, 6), 1, True, (5, 6)),
                Group((7, 8), 1, False, (7, 8)),
            ],
        ),
        (2, [Group((7, 8), 1, False, (7, 8))]),  # "a" is shorter than 2
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


def encoded(texts):
    """Ids, one for each letter, and offsets."""
    ids = np.array([ord(letter) for text in texts for letter in text], np.int64)
    return ids, offsets_of(np.array([len(text) for text in texts], np.int64))


def test_what_is_told_of_each_order():
    texts = [text for text, _ in DATA]
    numbers = {word: i for i, word in enumerate(" ".join(texts).split())}
    ids = np.array([numbers[word] for text in texts for word in text.split()])
    offsets = offsets_of(np.array([len(text.split()) for text in texts]))
    dog, bad = ((label, text) for text, label in (DATA[0], DATA[7]))
    man, good = ((label, text) for text, label in (DATA[1], DATA[8]))
    assert mined(ids, offsets, texts, [label for _, label in DATA]) == (
        Mined(1, 3, 7, 3, 1, (dog, man)),
        Mined(2, 1, 2, 1, 0, (bad, good)),
    )


@pytest.mark.parametrize(
    ("texts", "labels", "example"),
    [
        (["ab", "ab", "ba"], "xyx", (("y", "ab"), ("x", "ba"))),
        (["ab", "ab", "ba"], "xyy", (("x", "ab"), ("y", "ba"))),
        (["ab", "ab"], "xy", None),
    ],
)
def test_an_example_differs_in_order_and_label(texts, labels, example):
    assert mined(*encoded(texts), texts, labels)[0].example == example


@given(labelled)
def test_each_order_is_mined_among_the_groups_of_the_order_below(data):
    texts, labels = [list(text) for text, _ in data], [label for _, label in data]
    found = {one.order: (one.groups, one.texts) for one in mined(*encoded(texts), texts, labels)}
    for order in range(1, 6):
        groups = by_brute_force(texts, labels, order)
        assert found.get(order, (0, 0)) == (len(groups), sum(map(len, groups)))
