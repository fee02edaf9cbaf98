"""Two systems on the same items: what one has right more often, in pairs."""

from typing import Any

import numpy as np

from seqtext.report.record import to_json
from seqtext.statistics.hypotheses import mcnemar
from seqtext.statistics.intervals import difference_interval


def paired_shares(right: np.ndarray, other: np.ndarray) -> dict[str, Any]:
    """The other's share of right items, the difference with its interval, and McNemar's exact p.

    right, other: bool [items].
    """
    estimate = difference_interval(right.astype(float) - other.astype(float))
    comparison = {"value": float(other.mean()), "difference": to_json(estimate)}
    return {**comparison, "p": mcnemar(right, other)}
