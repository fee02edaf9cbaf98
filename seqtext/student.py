"""Student's t, and the sum of two of them: the distribution of what has two sources of chance."""

import math
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri, stdtr, stdtrit

_MANY = 200  # degrees of freedom
_NODES = 128  # of the integral: the probability is right to 1e-5


def cdf(x: float, share: float, first: float, second: float) -> float:
    """P(sqrt(share) T + sqrt(1 - share) U <= x), T and U Student's t, independent.

    first, second: the degrees of freedom of T and U, infinite for the normal. This is the
    distribution of Behrens and Fisher (Fisher 1935): of a mean whose two parts of variance are
    each estimated apart.
    """
    if share > 0.5:
        share, first, second = 1 - share, second, first
    if share <= 0:
        return float(ndtr(x) if math.isinf(second) else stdtr(second, x))
    nodes, weights = _nodes(first)
    inner = (x - math.sqrt(share) * nodes) / math.sqrt(1 - share)
    return float(weights @ _t(second, inner))


def quantile(probability: float, share: float, first: float, second: float) -> float:
    """The x at which `cdf` is `probability`."""
    if probability < 0.5:
        return -quantile(1 - probability, share, first, second)
    if share <= 0 or share >= 1:
        return float(_t_inverse(first if share >= 1 else second, np.array(probability)))
    half = np.array(0.5 + probability / 2)  # each part exceeds its end half as often as the sum may
    most = math.sqrt(share) * _t_inverse(first, half) + math.sqrt(1 - share) * _t_inverse(
        second, half
    )
    return float(brentq(lambda x: cdf(x, share, first, second) - probability, 0, float(most)))


@lru_cache(maxsize=64)
def _nodes(df: float) -> tuple[np.ndarray, np.ndarray]:
    """Values of Student's t, dense in its tails, and their weights: a mean over them integrates."""
    places, weights = np.polynomial.legendre.leggauss(_NODES)
    return _t_inverse(df, (places + 1) / 2), weights / 2


def _t(df: float, x: np.ndarray) -> np.ndarray:
    if math.isinf(df):
        return ndtr(x)
    if df > _MANY:  # Abramowitz & Stegun 26.7.8, right to 1e-6 here and ten times as fast
        return ndtr(x * (1 - 1 / (4 * df)) / np.sqrt(1 + x * x / (2 * df)))
    return stdtr(df, x)


def _t_inverse(df: float, probability: np.ndarray) -> np.ndarray:
    return ndtri(probability) if math.isinf(df) else stdtrit(df, probability)
