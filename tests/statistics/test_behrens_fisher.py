"""The distribution of a mean with two sources of error: printed tables, scipy, integration."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats
from scipy.special import beta, stdtr

from seqtext.statistics import behrens_fisher


# Sukhatme's table of the Behrens-Fisher test (Fisher & Yates 1963, table VI), two-sided 5 %, at an
# angle of 45 degrees: a share of a half.
@pytest.mark.parametrize(("first", "second", "value"), [(6, 6, 2.435), (6, 8, 2.364)])
def test_fishers_distribution_is_the_printed_one(first, second, value):
    result = behrens_fisher.behrens_fisher(value, 0.5, first, second)
    assert result == pytest.approx(0.975, abs=1e-4)


def test_welchs_degrees_of_freedom_are_scipys():
    first, second = np.random.default_rng(0).normal(size=5), np.arange(9.0)
    parts = first.var(ddof=1) / 5, second.var(ddof=1) / 9
    expected = stats.ttest_ind(first, second, equal_var=False).df
    assert behrens_fisher.satterthwaite(parts[0] / sum(parts), 4, 8) == pytest.approx(expected)


SEEN = np.linspace(0, 1, 101)


def coverage(share, seeds, level, ends):
    """Of an interval whose seeds' part has a true share, by integration over what is observed.

    `ends`: half the width, in standard errors, at observed shares from 0 to 1.
    """
    free = seeds - 1
    luck = stats.chi2.ppf((np.arange(4000) + 0.5) / 4000, free) / free
    total = share * luck + 1 - share
    half = np.interp(share * luck / total, SEEN, ends) * np.sqrt(total)
    return float(np.mean(2 * stats.norm.cdf(half) - 1))


@pytest.mark.parametrize(("level", "low", "high"), [(0.95, 0.939, 0.967), (0.9, 0.89, 0.923)])
@pytest.mark.parametrize("seeds", [3, 5, 10])
def test_intervals_cover_whatever_the_share_of_the_seeds(seeds, level, low, high):
    ends = [behrens_fisher.quantile(0.5 + level / 2, share, seeds - 1, math.inf) for share in SEEN]
    true = (0.0, 0.1, 0.25, 0.5, 0.75, 0.95, 0.999)
    rates = [coverage(share, seeds, level, ends) for share in true]
    assert low < min(rates)
    assert max(rates) < high


@pytest.mark.parametrize(
    ("share", "first", "second", "reference"),
    [(0, 2, 9, stats.t(9)), (1, 2, 9, stats.t(2)), (0.4, math.inf, math.inf, stats.norm())],
)
def test_one_part_alone_is_plain(share, first, second, reference):
    for probability in (0.05, 0.5, 0.9, 0.995):
        result = behrens_fisher.quantile(probability, share, first, second)
        assert result == pytest.approx(reference.ppf(probability), abs=1e-3)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("first", "second"), [(2, 9), (9, 2), (4, math.inf)])
def test_a_part_that_is_next_to_nothing_is_as_if_there_were_none(first, second):
    result = behrens_fisher.behrens_fisher(1.5, 1e-20, first, second)
    assert result == pytest.approx(behrens_fisher.behrens_fisher(1.5, 0, first, second), abs=1e-5)


@given(st.floats(0.001, 0.999), st.integers(1, 9), st.integers(20, 5000), st.floats(0.8, 0.999))
def test_quantile_turns_the_distribution_round(share, first, second, probability):
    x = behrens_fisher.quantile(probability, share, first, second)
    assert behrens_fisher.cdf(x, share, first, second) == pytest.approx(probability, abs=1e-9)
    assert behrens_fisher.cdf(x, 1 - share, second, first) == pytest.approx(probability, abs=1e-9)


@pytest.mark.parametrize(("share", "within"), [(0.01, 1e-4), (0.1, 1e-5), (0.5, 1e-5), (0.8, 1e-5)])
@pytest.mark.parametrize("first", [1, 2, 4])
@pytest.mark.parametrize("second", [5, 20, 999])
def test_the_integral_is_scipys(first, second, share, within):
    scale = beta(second / 2, 0.5) * math.sqrt(second)  # of Student's density
    for x in (0.9, 2.1, 5.2):

        def slice_of(u, x=x):
            rest = (x - math.sqrt(1 - share) * u) / math.sqrt(share)
            density = (1 + u * u / second) ** (-(second + 1) / 2) / scale
            return density * stdtr(first, rest)

        step = x / math.sqrt(1 - share)  # where the slices fall steeply
        ends = sorted({-np.inf, -20, 0, 20, np.inf, step - 1, step, step + 1})
        expected = sum(integrate.quad(slice_of, *pair)[0] for pair in pairwise(ends))
        result = behrens_fisher.behrens_fisher(x, share, first, second)
        assert result == pytest.approx(expected, abs=within)
