"""Splits and folds keep groups together, and parts are as large as was asked for."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtext.tasks.split import folds, split_off, together

labelled = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("+-")), min_size=1)


@given(labelled, st.integers(0, 3))
def test_split_parts_the_items_and_keeps_equal_texts_together(items, seed: int) -> None:
    groups, labels = [g for g, _ in items], [label for _, label in items]
    stay, aside = split_off(groups, labels, 0.3, seed)
    assert sorted([*stay, *aside]) == list(range(len(items)))
    assert not {groups[i] for i in stay} & {groups[i] for i in aside}


@pytest.mark.parametrize(("n", "share"), [(100, 0.1), (1000, 0.25), (37, 0.5)])
def test_split_is_stratified(n: int, share: float) -> None:
    labels = ["+"] * n + ["-"] * (3 * n)
    _, aside = split_off([str(i) for i in range(4 * n)], labels, share, seed=1)
    taken = Counter(labels[i] for i in aside)
    assert abs(taken["+"] - share * n) <= 0.5
    assert abs(taken["-"] - share * 3 * n) <= 0.5


@given(labelled, st.integers(2, 5), st.integers(0, 3))
def test_folds_keep_equal_texts_together(items, k: int, seed: int) -> None:
    groups, labels = [g for g, _ in items], [label for _, label in items]
    fold = folds(groups, labels, k, seed)
    places: dict[str, set[int]] = {}
    for group, f in zip(groups, fold.tolist(), strict=True):
        places.setdefault(group, set()).add(f)
        assert 0 <= f < k
    assert all(len(result) == 1 for result in places.values())


sizes = st.lists(st.integers(1, 150), min_size=1, max_size=12)


def of_sizes(*parts: list[int]) -> tuple[list[tuple[int, int]], list[str]]:
    """Groups of these sizes, a list of them for each label."""
    items = [(a, b) for a, part in enumerate(parts) for b, n in enumerate(part) for _ in range(n)]
    return items, [str(a) for a, _ in items]


@given(st.lists(sizes, min_size=1, max_size=4), st.floats(0.05, 0.45), st.integers(0, 3))
def test_a_share_is_off_by_half_a_group_at_most(parts, share: float, seed: int) -> None:
    groups, labels = of_sizes(*parts)
    taken = Counter(labels[i] for i in split_off(groups, labels, share, seed)[1])
    for a, part in enumerate(parts):  # a label makes up for one item of those before it, no more
        assert abs(taken[str(a)] - share * sum(part)) <= max(part) / 2 + 1


@pytest.mark.parametrize(
    ("parts", "aside"),
    [
        ([[1] * 1000], 100),
        ([[150] + [1] * 850], 100),  # a first group that is too large is no end of it
        ([[300, 200] + [10] * 50], 100),
        ([[40] * 25], 120),  # as near as groups of 40 come: 80 is as far
        ([[2] * 250, [3] * 100 + [200]], 101),  # 50 of one label, 51 of the other
        ([[1] * 2] * 500, 100),  # 0.2 of each label
    ],
)
def test_a_tenth_of_a_thousand_is_a_hundred(parts: list[list[int]], aside: int) -> None:
    for seed in range(20):
        assert abs(len(split_off(*of_sizes(*parts), 0.1, seed)[1]) - aside) <= 1


def test_large_groups_are_dealt_to_the_folds_that_have_room() -> None:
    """Twenty users of 10 to 200 texts: in turn one fold would have four times its part."""
    groups, labels = of_sizes([10 * n for n in range(1, 21)])
    for seed in range(20):
        sizes = Counter(folds(groups, labels, 5, seed).tolist())
        assert max(sizes.values()) - min(sizes.values()) <= 42  # a tenth of a fold
        assert sum(sizes.values()) == 2100


def test_names_join_what_shares_a_text() -> None:
    """By hand: texts 0 and 2 are equal, so their names x and y are one group; z is another."""
    groups = together(["a", "b", "a", "c", "d"], ["x", "x", "y", "y", "z"])
    assert len({groups[i] for i in range(4)}) == 1
    assert groups[4] != groups[0]
    assert together(["a", "b", "a"]) == [0, 1, 0]


def test_folds_are_of_one_size_in_each_class() -> None:
    labels = ["+"] * 53 + ["-"] * 107
    fold = folds([str(i) for i in range(160)], labels, 10, seed=0)
    for label in "+-":
        sizes = Counter(f for f, name in zip(fold.tolist(), labels, strict=True) if name == label)
        assert max(sizes.values()) - min(sizes.values()) <= 1
    assert set(Counter(fold.tolist()).values()) == {16}
