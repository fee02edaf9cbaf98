"""Two systems on the same items: what one has right more often, in pairs."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from seqtext.order.effects.figures import between, chance, points
from seqtext.report.record import to_json
from seqtext.report.table import Table
from seqtext.statistics.hypotheses import mcnemar
from seqtext.statistics.intervals import difference_interval


def paired_shares(right: np.ndarray, other: np.ndarray) -> dict[str, Any]:
    """The other's share of right items, the difference with its interval, and McNemar's exact p.

    right, other: bool [items].
    """
    estimate = difference_interval(right.astype(float) - other.astype(float))
    comparison = {"value": float(other.mean()), "difference": to_json(estimate)}
    return {**comparison, "p": mcnemar(right, other)}


def paired_row(
    label: str, other: str, figure: dict[str, Any], unit: float = 1.0
) -> tuple[str, ...]:
    """A row of `paired_table`. other: the value of the other; unit: of the figure, as a share."""
    gap = {key: figure["difference"][key] * unit for key in ("value", "low", "high")}
    difference = f"{points(gap['value'])} {between(gap['low'], gap['high'])}"
    return label, other, difference, chance(figure["p"])


def paired_table(what: str, test: str, rows: Sequence[tuple[str, ...]]) -> Table:
    """What the model has more than the other. test: the name of the test of p."""
    note = (
        f"Difference: this model minus the other, with its 95 % interval; p: {test}. It holds for "
        "these two trained models only."
    )
    header = ("", "the other", "difference", "p")
    return Table(f"Comparison with the other {what}", note, header, "lrrr", tuple(rows))
