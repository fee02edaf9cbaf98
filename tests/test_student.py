"""The distribution of a sum of two Student's t against printed tables and scipy."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from seqtext import student


# Sukhatme's table of the Behrens-Fisher test (Fisher & Yates 1963, table VI), two-sided 5 %, at an
# angle of 45 degrees: a share of a half.
@pytest.mark.parametrize(("first", "second", "value"), [(6, 6, 2.435), (6, 8, 2.364)])
def test_quantiles_are_the_printed_ones(first, second, value):
    assert student.quantile(0.975, 0.5, first, second) == pytest.approx(value, abs=1.1e-3)


@pytest.mark.parametrize(
    ("share", "first", "second", "reference"),
    [(0, 2, 9, stats.t(9)), (1, 2, 9, stats.t(2)), (0.4, math.inf, math.inf, stats.norm())],
)
def test_one_part_alone_is_plain(share, first, second, reference):
    for probability in (0.05, 0.5, 0.9, 0.995):
        found = student.quantile(probability, share, first, second)
        assert found == pytest.approx(reference.ppf(probability), abs=1e-3)


@given(st.floats(0.001, 0.999), st.integers(1, 9), st.integers(20, 5000), st.floats(0.8, 0.999))
def test_quantile_turns_the_distribution_round(share, first, second, probability):
    x = student.quantile(probability, share, first, second)
    assert student.cdf(x, share, first, second) == pytest.approx(probability, abs=1e-9)
    assert student.cdf(x, 1 - share, second, first) == pytest.approx(probability, abs=1e-5)
