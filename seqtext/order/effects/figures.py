"""How figures are written for people: accuracies in percent, differences in points, one decimal."""

from seqtext.statistics.intervals import Estimate


def percent(fraction: float) -> str:
    """An accuracy: 0.8123 is 81.2."""
    return f"{100 * fraction:.1f}"


def points(fraction: float) -> str:
    """A difference of accuracies, signed: 0.0193 is +1.9. Never -0.0."""
    rounded = round(100 * fraction, 1)
    return f"{rounded:+.1f}" if rounded else "0.0"


def between(low: float, high: float) -> str:
    """The ends of an interval in points: [1.4, 2.4]."""
    return f"[{round(100 * low, 1) + 0.0:.1f}, {round(100 * high, 1) + 0.0:.1f}]"


def difference(estimate: Estimate) -> str:
    """A difference with its interval: +1.9 [1.4, 2.4]."""
    return f"{points(estimate.value)} {between(estimate.low, estimate.high)}"


def share(estimate: Estimate) -> str:
    """An accuracy with its interval: 81.2 [80.0, 82.3]."""
    return f"{percent(estimate.value)} {between(estimate.low, estimate.high)}"


def chance(p: float) -> str:
    """A p value: 0.042, or 3e-05."""
    return f"{p:.0e}" if p < 0.001 else f"{p:.3f}"
