"""The report of a comparison for programs: docs/report.schema.json describes it."""

from typing import Any

from seqtext.order.effects.all import Effects
from seqtext.report.record import FORMAT, to_json
from seqtext.report.signature import signature


def report_record(effects: Effects) -> dict[str, Any]:
    """All effects as JSON: fractions from 0 to 1, estimates as {"value", "low", "high"}."""
    return {"format": FORMAT, "signature": signature(effects.facts), **to_json(effects)}
