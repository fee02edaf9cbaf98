"""The report as a record for programs: docs/report.schema.json describes it."""

import math
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from seqtext.order.effects import Effects
from seqtext.report.signature import signature
from seqtext.significance import Estimate

FORMAT = 1


def report_record(effects: Effects) -> dict[str, Any]:
    """All effects as JSON: fractions from 0 to 1, estimates as {"value", "low", "high"}."""
    return {"format": FORMAT, "signature": signature(effects.facts), **to_json(effects)}


def to_json(value: Any) -> Any:
    """Plain JSON of records, arrays and numbers; what is no finite number becomes null."""
    if isinstance(value, Estimate):
        return {name: to_json(getattr(value, name)) for name in ("value", "low", "high")}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, np.generic | np.ndarray):
        return to_json(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
