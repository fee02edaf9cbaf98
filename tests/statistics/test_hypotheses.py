"""Tests of hypotheses against scipy and statsmodels."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar as reference_mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower
from statsmodels.stats.weightstats import DescrStatsW

from seqtext.statistics import hypotheses as hyp
from seqtext.statistics.intervals import Estimate, difference_interval, two_way_interval


def discordant(generator, items, share=0.1):
    """Differences of two models that are equally good."""
    return generator.choice([-1.0, 0, 1], items, p=[share / 2, 1 - share, share / 2])


def test_p_is_students():
    values = np.random.default_rng(1).normal(0.1, 1, 60)
    result = hyp.p_value(two_way_interval(values))
    assert result == pytest.approx(stats.ttest_1samp(values, 0).pvalue)


@given(st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=60, max_size=60))
def test_p_and_interval_agree(values):
    result = difference_interval(np.array(values).reshape(3, 20))
    assert (hyp.p_value(result) < 0.05) == (result.low > 0 or result.high < 0)


@pytest.mark.parametrize(("first", "second"), [(0, 0), (5, 5), (1, 9), (30, 12), (200, 150)])
def test_mcnemar_is_statsmodels(first, second):
    a = np.array([True] * first + [False] * second + [True] * 40)
    b = np.array([False] * first + [True] * second + [True] * 40)
    reference = reference_mcnemar([[40, first], [second, 0]], exact=True).pvalue
    assert hyp.mcnemar(a, b) == pytest.approx(reference)


@pytest.mark.parametrize(
    "p", [[0.03], [0.04, 0.01, 0.03], [0.2, 0.2, 0.9, 0.001], [1e-9, 0.5, 0.0, 1.0, 0.012, 0.01]]
)
def test_holm_is_statsmodels(p):
    assert hyp.holm(p) == pytest.approx(list(multipletests(p, method="holm")[1]))


@pytest.mark.parametrize("mean", [0.0, 0.004, -0.008, 0.03])
def test_tost_is_statsmodels(mean):
    values = discordant(np.random.default_rng(3), 900)
    values += mean - values.mean()
    result = hyp.tost(two_way_interval(values), 0.02)
    assert result == pytest.approx(DescrStatsW(values).ttost_mean(-0.02, 0.02)[0])
    low, high = two_way_interval(values).at(0.9)
    assert (result < 0.05) == (low > -0.02 and high < 0.02)


def test_models_that_never_differ_are_not_proved_equal():
    few, many = difference_interval(np.zeros((3, 50))), difference_interval(np.zeros((3, 5000)))
    assert hyp.tost(few, 0.01) > 0.05 > hyp.tost(many, 0.01)
    assert hyp.p_value(few) == hyp.p_value(many) == 1


def test_minimum_detectable_effect_has_its_power():
    estimate = two_way_interval(np.random.default_rng(4).normal(size=400))
    standardised = hyp.minimum_detectable_effect(estimate) / estimate.error / 20
    assert TTestPower().power(standardised, 400, 0.05) == pytest.approx(0.8, abs=0.005)


@pytest.mark.parametrize("seeds", [1, 5])
def test_items_to_settle_is_the_fewest_that_do(seeds):
    """Chow, Shao & Wang: n = (z_0.95 + z_0.9)^2 variance / margin^2, where no seed differs."""
    generator = np.random.default_rng(6)
    pilot = two_way_interval(np.repeat(discordant(generator, 500)[None], seeds, axis=0))
    z = stats.norm.ppf(0.95) + stats.norm.ppf(0.9)
    expected = z**2 * pilot.item_variance / 0.02**2
    assert hyp.items_to_settle(pilot, 0.02) == pytest.approx(expected, rel=0.01)


def test_no_number_of_items_makes_up_for_seeds_that_differ():
    spread = Estimate(0, 0, 0, error=0.01, seed_share=0.9, seeds=3, items=3000)
    known = {"seed_variance": 8e-5, "item_variance": 0.05}
    far = Estimate(**{**spread.__dict__, **known})
    assert hyp.items_to_settle(far, 0.01) is None
    assert hyp.items_to_settle(far, 0.2) is not None
    assert hyp.items_to_settle(two_way_interval([[1.0]]), 0.01) is None
    assert math.isinf(two_way_interval([[1.0]]).error)
