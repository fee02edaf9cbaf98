"""The learning curve: nested parts of the data, the line through the sizes, and what is said."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtext.order.effects.all import effects
from seqtext.order.effects.learning_curve import learning_curve
from seqtext.order.trainings.material import DataSplit, with_share
from seqtext.tasks.classify.dataset import Dataset

SHARES = (1, 2, 4, 8)


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=80), st.integers(0, 3))
def test_parts_are_nested_and_keep_the_shares_of_the_labels(labels, seed) -> None:
    whole = Dataset(tuple(map(str, range(len(labels)))), tuple(labels))
    part = DataSplit(whole, whole, whole)
    parts = [with_share(part, share, seed) for share in SHARES]
    for share, (larger, less) in zip(SHARES[1:], pairwise(parts), strict=True):
        assert set(less.train.texts) <= set(larger.train.texts)
        counts = {label: -(-n // share) for label, n in Counter(labels).items()}
        assert Counter(less.train.labels) == counts
        assert list(map(int, less.train.texts)) == sorted(map(int, less.train.texts))
        assert (less.dev, less.test) == (whole, whole)


ITEMS = 400


def answered(generator, gold, skill):
    """Answers that are right for the items below `skill` of a luck that all models share."""
    return np.where(generator < skill, gold, 1 - gold)


@pytest.fixture
def curve_of(make_cell, make_results):
    """Results of bow:1 and lstm whose shares of right answers at 1/8, 1/4, 1/2, 1 are given."""

    def made(blind, aware, items=ITEMS, seeds=3, reader="lstm"):
        generator = np.random.default_rng(0)
        gold, luck = generator.integers(0, 2, items), generator.random(items)

        def cells(b, a):
            found = [make_cell("bow:1", answered(luck, gold, b))]
            for seed in range(seeds):
                own = luck + np.random.default_rng(seed).normal(0, 0.01, items)
                found.append(make_cell(reader, answered(own, gold, a), seed=seed))
            for one in found:
                one.facts["texts"] = 1000
            return tuple(found)

        points = [cells(b, a) for b, a in zip(blind, aware, strict=True)]
        results = make_results(points[-1], gold)
        object.__setattr__(results, "learning", dict(zip((8, 4, 2), points, strict=False)))
        return results

    return made


def test_slope_and_line_are_those_of_polyfit(curve_of) -> None:
    found = learning_curve(curve_of([0.7, 0.72, 0.75, 0.8], [0.72, 0.78, 0.85, 0.9]), 0.01)
    worths = [point.worth.value for point in found.points]
    assert [point.share for point in found.points] == [8, 4, 2, 1]
    slope, start = np.polyfit([-3, -2, -1, 0], worths, 1)
    assert found.slope.value == pytest.approx(slope)
    assert found.doubled.value == pytest.approx(start + slope)
    assert found.slope.low < slope < found.slope.high
    assert found.points[0].accuracies["bow:1"].value == pytest.approx(0.7, abs=0.05)


SAID = {
    "the same, and it goes on": ([0.7] * 4, [0.85] * 4, "is not expected to change the verdict"),
    "no order to be found": ([0.8] * 4, [0.8] * 4, "is not expected to settle the question"),
    "it has only begun": ([0.7] * 4, [0.7, 0.7, 0.7, 0.85], "was not the same over the sizes"),
    "it goes": ([0.6, 0.7, 0.8, 0.88], [0.95, 0.95, 0.95, 0.95], "cannot be told"),
    "too few to tell": ([0.7] * 4, [0.71] * 4, "not expected to settle the question"),
}


@pytest.mark.parametrize(("blind", "aware", "said"), SAID.values(), ids=SAID)
def test_what_is_said_of_more_data(curve_of, blind, aware, said) -> None:
    margin = 0.05 if blind == aware else 0.01
    found = learning_curve(curve_of(blind, aware), margin)
    assert said in found.sentence
    assert "one seed" not in found.sentence
    assert len({point.verdict for point in found.points[1:]}) == 1 + (not found.stable)


def test_items_are_compared_with_themselves_at_all_sizes(curve_of) -> None:
    """Where all answers are the same at all sizes, what is not known of G is known of its trend."""
    same = learning_curve(curve_of([0.7] * 4, [0.8] * 4), 0.01)
    worth = same.points[-1].worth
    assert same.slope.value == pytest.approx(0)
    assert 0 < same.slope.high - same.slope.low < 0.5 * (worth.high - worth.low)


def test_few_items_and_one_seed_are_said(curve_of) -> None:
    few = learning_curve(curve_of([0.5] * 4, [0.9] * 4, items=40), 0.01)
    assert few.sentence.startswith("More data: no conclusion, 40 different test texts")
    one = learning_curve(curve_of([0.7] * 4, [0.8] * 4, seeds=1), 0.01)
    assert one.sentence.endswith("Only one seed per size was trained; another may differ.")
    bags = learning_curve(curve_of([0.7] * 4, [0.8] * 4, seeds=1, reader="bow:2"), 0.01)
    assert "one seed" not in bags.sentence


def test_no_curve_without_parts_or_without_a_model_that_reads_order(curve_of) -> None:
    results = curve_of([0.7] * 4, [0.8] * 4)
    object.__setattr__(results, "learning", {})
    assert learning_curve(results, 0.01) is None
    assert effects(results).learning is None
    assert learning_curve(curve_of([0.7] * 4, [0.8] * 4, reader="dan"), 0.01) is None
