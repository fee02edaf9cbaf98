"""Intervals against scipy, statsmodels and hand computation."""

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from seqtext.statistics import intervals as sig


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_one_seed_is_students_interval(level):
    values = np.random.default_rng(0).normal(size=40)
    result = sig.two_way_interval(values)
    low, high = stats.t.interval(level, 39, values.mean(), stats.sem(values))
    assert (result.value, *result.at(level)) == pytest.approx((values.mean(), low, high))
    assert (result.low, result.high) == result.at(0.95)
    assert result.seeds == 1


def test_two_way_components_by_hand():
    # seeds differ by 2, items by 0, 1, 2, no rest: mean squares 6 (seeds, df 1) and 2 (items, df 2)
    result = sig.two_way_interval([[0, 1, 2], [2, 3, 4]])
    assert result.value == 2
    assert result.error == pytest.approx(math.sqrt((6 + 2) / 6))
    assert result.seed_share == pytest.approx(6 / 8)
    assert result.seed_variance == pytest.approx(1)  # a seed variance of 2, over 2 seeds
    assert result.item_variance == pytest.approx(1)


def test_seeds_alone_are_students_interval():
    # items that differ by nothing: what is left is the t interval of the seeds' means
    means = np.array([0.1, 0.4, 0.3, 0.0])
    result = sig.two_way_interval(np.repeat(means[:, None], 200, axis=1))
    expected = stats.t.interval(0.95, 3, means.mean(), stats.sem(means))
    assert (result.low, result.high) == pytest.approx(expected)


def test_seeds_and_items_that_agree_by_accident_prove_nothing():
    result = sig.two_way_interval([[1, -1, 1, -1], [-1, 1, -1, 1]])
    assert result.value == 0
    assert result.high > 0.5


def test_one_item_has_no_interval():
    result = sig.two_way_interval([[1.0], [0.0]])
    assert (result.value, result.low, result.high) == (0.5, -math.inf, math.inf)


@pytest.mark.parametrize(("right", "items"), [(0, 20), (1, 7), (81, 100), (872, 872)])
def test_wilson_is_statsmodels(right, items):
    result = sig.wilson(right, items)
    expected = proportion_confint(right, items, method="wilson")
    assert (result.low, result.high) == pytest.approx(expected)


@pytest.mark.parametrize(("value", "reach"), [(0.0, (0, 0.0713)), (1.0, (0.9287, 1))])
def test_a_share_of_all_or_nothing_has_an_interval(value, reach):
    result = sig.proportion(np.full((3, 50), value))
    assert (result.value, result.low, result.high) == pytest.approx((value, *reach), abs=1e-3)


@pytest.mark.parametrize(("first", "second", "items"), [(5, 0, 60), (30, 12, 872), (0, 0, 500)])
def test_a_difference_is_bonett_and_prices(first, second, items):
    rows = np.array([[1.0] * first + [-1.0] * second + [0.0] * (items - first - second)])
    result = sig.difference_interval(rows)
    p, q, n = (first + 1) / (items + 2), (second + 1) / (items + 2), items + 2
    half = stats.t.ppf(0.975, n - 1) * math.sqrt((p + q - (p - q) ** 2) / n)
    assert result.value == pytest.approx((first - second) / items)
    assert (result.high - result.low) / 2 == pytest.approx(half, rel=0.01)


def test_what_the_doubt_adds_is_as_steady_as_the_items():
    steady = np.array([[1.0, 0, 0, -1], [1, 0, 0, -1]])
    fickle = np.array([[1.0, 0, 0, 0], [0, 0, 0, -1]])
    assert sig.with_doubt(steady)[:, -2:].tolist() == [[1, -1], [1, -1]]
    assert sig.with_doubt(fickle)[:, -2:].tolist() == [[0.5, -0.5], [0.5, -0.5]]
    assert sig.with_doubt(np.zeros((1, 3)))[:, -2:].tolist() == [[1, -1]]


def test_an_interval_ends_where_what_is_possible_ends():
    seeds = np.repeat([[1.0], [-1.0], [0.0]], 20, axis=1)
    result = sig.difference_interval(seeds)
    assert (result.low, result.high) == (-1, 1)
    result = sig.proportion(seeds > 0)
    assert (result.low, result.high) == (0, 1)
