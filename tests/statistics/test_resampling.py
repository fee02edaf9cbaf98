"""The bootstrap and the randomisation test against scipy and scikit-learn."""

import numpy as np
import pytest
from scipy import stats

from seqtext.statistics import resampling as res
from seqtext.statistics.hypotheses import p_value
from seqtext.statistics.intervals import difference_interval


def answers(generator, seeds, items, spread, shares=(0.05, 0.05)):
    """Differences of two models [seeds, items]: each item half steady, each seed with its luck."""
    common, steady = generator.random(items), generator.random(items) < 0.5
    rows = []
    for shift in generator.normal(0, spread, seeds):
        place = np.where(steady, common, generator.random(items))
        rows.append((place < shares[0] + shift) * 1.0 - (place > 1 - shares[1] + shift))
    return np.array(rows)


@pytest.mark.parametrize(("seeds", "spread"), [(1, 0), (3, 0), (3, 0.01), (10, 0.01)])
def test_crossed_bootstrap_agrees_with_the_two_way_interval(seeds, spread):
    values = answers(np.random.default_rng(1), seeds, 2000, spread)
    boot, two_way = res.crossed_bootstrap(values), difference_interval(values)
    assert boot.value == pytest.approx(two_way.value, abs=1e-4)
    width = two_way.high - two_way.low
    assert boot.low == pytest.approx(two_way.low, abs=0.04 * width)
    assert boot.high == pytest.approx(two_way.high, abs=0.04 * width)
    assert boot == res.crossed_bootstrap(values)


@pytest.mark.parametrize("copies", [1, 100])  # drawn one by one, and by kinds
def test_bootstrap_of_a_mean_is_the_plain_one(copies):
    values = np.random.default_rng(2).exponential(size=30)
    counts = np.full(30, copies)
    result = res.bootstrap(lambda w: (w @ values / counts.sum())[:, None], counts)
    sample = np.repeat(values, copies)
    reference = stats.bootstrap((sample,), np.mean, method="percentile", rng=0, n_resamples=4000)
    interval = reference.confidence_interval
    tolerance = 0.03 / copies**0.5
    assert (result.low, result.high) == pytest.approx((interval.low, interval.high), abs=tolerance)


def test_replicates_come_in_blocks(monkeypatch):
    monkeypatch.setattr(res, "_BLOCK", 10)
    shapes = []

    def statistic(weights):
        shapes.append(weights.shape)
        assert (weights.sum(axis=1) == 1000).all()
        return weights[:, :1]

    res.bootstrap(statistic, np.array([100, 200, 300, 400]), replicates=7)
    assert shapes == [(1, 4), (2, 4), (2, 4), (2, 4), (1, 4)]


@pytest.mark.parametrize("shift", [0.0, 0.3])
def test_randomisation_of_a_mean_is_scipys(shift):
    values = np.random.default_rng(3).normal(shift, 1, 60)
    result = res.randomisation(
        lambda stay: ((2 * stay - 1) @ values / 60)[:, None], np.ones(60, int)
    )
    expected = stats.permutation_test(
        (values, np.zeros(60)),
        lambda a, b: abs(np.mean(a - b)),
        permutation_type="samples",
        alternative="greater",
        rng=0,
    )
    assert result == pytest.approx(expected.pvalue, abs=0.012)


def test_randomisation_knows_that_other_seeds_would_say_otherwise():
    values = answers(np.random.default_rng(4), 3, 4000, 0.02)
    counts = np.ones(4000, int)
    result = res.randomisation(lambda stay: (2 * stay - 1) @ values.T / 4000, counts, 2000)
    assert result == pytest.approx(p_value(difference_interval(values)), abs=0.04)
