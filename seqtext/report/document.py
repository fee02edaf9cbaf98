"""report.json: the figures of a report for programs, and its JSON schema; loops over sections."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from seqtext.report.record import FORMAT, to_json
from seqtext.report.schema import Schema
from seqtext.report.sections import Report, Section
from seqtext.report.signature import signature


def document(report: Report[Any], effects: Any) -> dict[str, Any]:
    """All figures as JSON: fractions from 0 to 1, estimates as {"value", "low", "high"}."""
    values: dict[str, Any] = {}
    for section in report.sections:
        values |= _values(section, effects)
    head = {"format": FORMAT, "signature": signature(effects.facts)}
    return head | {key: to_json(values[key]) for key in _ordered(report, values)}


def _values(section: Section[Any], effects: Any) -> dict[str, Any]:
    if section.values:
        return section.values(effects)
    return {key: getattr(effects, key) for key in section.schema}


def _ordered(report: Report[Any], keys: Iterable[str]) -> list[str]:
    """Keys in the order of the fields of the effects, then those that are no field."""
    names = [field.name for field in fields(report.effects)]
    return sorted(keys, key=lambda key: names.index(key) if key in names else len(names))


def schema(report: Report[Any], stored: Schema) -> Schema:
    """The schema of the document.

    stored: the schema in docs/, whose title, description and definitions are kept.
    """
    parts: Schema = {}
    for section in report.sections:
        parts |= section.schema
    head = {key: stored["properties"][key] for key in ("format", "signature")}
    properties = head | {key: parts[key] for key in _ordered(report, parts)}
    return stored | {"properties": properties, "required": list(properties)}
