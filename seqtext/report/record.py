"""Records and figures as plain JSON."""

import math
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from seqtext.statistics.intervals import Estimate

FORMAT = 1


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
