"""Intervals and tests against scipy, statsmodels, scikit-learn, and by simulation."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import f1_score
from statsmodels.stats.contingency_tables import mcnemar as reference_mcnemar
from statsmodels.stats.power import TTestPower
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from seqtext import significance as sig


def draw(generator, seeds, items, spread, discordance=0.1, stable=0.6):
    """Differences of two models [seeds, items], true mean 0, the seeds' means apart by `spread`."""
    common, steady = generator.random(items), generator.random(items) < stable
    rows = []
    for shift in generator.normal(0, spread, seeds):
        place = np.where(steady, common, generator.random(items))
        up = (discordance + shift) / 2
        rows.append((place < up) * 1.0 - (place > 1 - discordance + up))
    return np.array(rows)


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_one_seed_is_students_interval(level):
    values = np.random.default_rng(0).normal(size=40)
    found = sig.two_way_interval(values, level)
    low, high = stats.t.interval(level, 39, values.mean(), stats.sem(values))
    assert (found.value, found.low, found.high) == pytest.approx((values.mean(), low, high))
    assert found.at(level) == pytest.approx((low, high))
    assert found.seeds == 1


def test_two_way_components_by_hand():
    # seeds differ by 2, items by 0, 1, 2, no rest: mean squares 6 (seeds, df 1) and 2 (items, df 2)
    found = sig.two_way_interval([[0, 1, 2], [2, 3, 4]])
    assert found.value == 2
    assert found.error == pytest.approx(math.sqrt((6 + 2) / 6))
    assert found.df == pytest.approx(8**2 / (6**2 / 1 + 2**2 / 2))
    assert found.seed_variance == pytest.approx(1)  # a seed variance of 2, over 2 seeds
    assert found.item_variance == pytest.approx(1)


def test_two_way_covers_where_items_alone_do_not():
    generator = np.random.default_rng(5)
    covered = np.zeros(2)
    for _ in range(1000):
        values = draw(generator, 5, 6000, 0.009, 0.06)
        both, items = sig.two_way_interval(values), sig.two_way_interval(values.mean(axis=0))
        covered += [both.low <= 0 <= both.high, items.low <= 0 <= items.high]
    assert 0.93 <= covered[0] / 1000 <= 0.98
    assert covered[1] / 1000 < 0.8


def test_one_item_has_no_interval():
    found = sig.two_way_interval([[1.0], [0.0]])
    assert (found.value, found.low, found.high) == (0.5, -math.inf, math.inf)


def test_crossed_bootstrap_stands_beside_the_two_way_interval():
    values = draw(np.random.default_rng(1), 10, 1500, 0.005)
    boot, two_way = sig.crossed_bootstrap(values), sig.two_way_interval(values)
    assert boot.value == pytest.approx(two_way.value, abs=1e-6)
    assert boot.error == pytest.approx(two_way.error, rel=0.15)
    assert boot == sig.crossed_bootstrap(values)


def test_bootstrap_of_a_mean_is_the_plain_one():
    values = np.random.default_rng(2).exponential(size=300)
    found = sig.bootstrap(lambda w: (w @ values / 300)[:, None], 1, np.ones(300))
    reference = stats.bootstrap((values,), np.mean, method="percentile", rng=0, n_resamples=4000)
    interval = reference.confidence_interval
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), abs=0.01)


def test_resamples_of_many_items_come_in_blocks(monkeypatch):
    monkeypatch.setattr(sig, "_BLOCK", 10)
    blocks = list(sig.resamples(np.array([1, 2, 3, 4]), 7, 0))
    assert [len(block) for block in blocks] == [2, 2, 2, 1]
    assert all((block.sum(axis=1) == 10).all() for block in blocks)


@settings(deadline=None, max_examples=30)
@given(st.integers(2, 5), st.integers(1, 60), st.integers(0, 99))
def test_macro_f1_is_scikit_learns(classes, items, seed):
    generator = np.random.default_rng(seed)
    gold = generator.integers(-1, classes, items)
    predicted = generator.integers(0, classes, (2, items))
    found = sig.macro_f1_interval(gold, predicted, classes, replicates=20)
    expected = [
        f1_score(gold, row, labels=sorted({*gold, *row} - {-1}), average="macro", zero_division=0)
        for row in predicted
    ]
    assert found.value == pytest.approx(np.mean(expected), abs=1e-6)
    assert found.low <= found.high


@pytest.mark.parametrize(("right", "items"), [(0, 20), (1, 7), (81, 100), (872, 872)])
def test_wilson_is_statsmodels(right, items):
    found = sig.wilson(right, items)
    expected = proportion_confint(right, items, method="wilson")
    assert (found.low, found.high) == pytest.approx(expected)


@pytest.mark.parametrize(("value", "reach"), [(0.0, (0, 0.0713)), (1.0, (0.9287, 1))])
def test_a_share_of_all_or_nothing_has_an_interval(value, reach):
    found = sig.proportion(np.full((3, 50), value))
    assert (found.value, found.low, found.high) == pytest.approx((value, *reach), abs=1e-3)


def test_models_that_never_differ_are_not_proved_equal():
    few, many = sig.difference(np.zeros((3, 50))), sig.difference(np.zeros((3, 5000)))
    assert few.high == -few.low == pytest.approx(0.0713, abs=1e-3)
    assert sig.tost(few, 0.01) > 0.05 > sig.tost(many, 0.01)


@pytest.mark.parametrize(("first", "second"), [(0, 0), (5, 5), (1, 9), (30, 12), (200, 150)])
def test_mcnemar_is_statsmodels(first, second):
    a = np.array([True] * first + [False] * second + [True] * 40)
    b = np.array([False] * first + [True] * second + [True] * 40)
    reference = reference_mcnemar([[40, first], [second, 0]], exact=True).pvalue
    assert sig.mcnemar(a, b) == pytest.approx(reference)


@pytest.mark.parametrize("mean", [0.0, 0.004, -0.008, 0.03])
def test_tost_is_statsmodels(mean):
    values = np.random.default_rng(3).choice([-1.0, 0, 1], 900, p=[0.05, 0.9, 0.05])
    values += mean - values.mean()
    found = sig.tost(sig.two_way_interval(values), 0.02)
    assert found == pytest.approx(DescrStatsW(values).ttost_mean(-0.02, 0.02)[0])
    low, high = sig.two_way_interval(values).at(0.9)
    assert (found < 0.05) == (low > -0.02 and high < 0.02)


def test_minimum_detectable_effect_has_its_power():
    estimate = sig.two_way_interval(np.random.default_rng(4).normal(size=400))
    standardised = sig.minimum_detectable_effect(estimate) / estimate.error / 20
    assert TTestPower().power(standardised, 400, 0.05) == pytest.approx(0.8, abs=0.005)


def test_items_to_settle_gives_tost_its_power():
    generator = np.random.default_rng(6)
    pilot = sig.two_way_interval(generator.choice([-1.0, 0, 1], 500, p=[0.05, 0.9, 0.05]))
    items = sig.items_to_settle(pilot, 0.02)
    assert items is not None
    shown = [
        sig.tost(sig.two_way_interval(generator.normal(0, pilot.item_variance**0.5, items)), 0.02)
        for _ in range(400)
    ]
    assert np.mean(np.array(shown) < 0.05) == pytest.approx(0.8, abs=0.06)


def test_no_number_of_items_makes_up_for_seeds_that_differ():
    estimate = sig.two_way_interval(draw(np.random.default_rng(7), 3, 3000, 0.03))
    assert sig.items_to_settle(estimate, 0.01) is None
