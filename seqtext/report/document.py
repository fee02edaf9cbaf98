"""report.json: the figures of a report for programs, and its JSON schema; loops over sections."""

from dataclasses import fields
from typing import Any

from seqtext.report.record import FORMAT, to_json
from seqtext.report.schema import Schema
from seqtext.report.sections import Report
from seqtext.report.signature import signature


def document(report: Report[Any], effects: Any) -> dict[str, Any]:
    """All figures as JSON: fractions from 0 to 1, estimates as {"value", "low", "high"}."""
    record = {"format": FORMAT, "signature": signature(effects.facts), **to_json(effects)}
    for section in report.sections:
        if section.values:
            record |= to_json(section.values(effects))
    return record


def schema(report: Report[Any], stored: Schema) -> Schema:
    """The schema of the document.

    stored: the schema in docs/, of which the definitions and what belongs to no section are kept.
    """
    parts: Schema = {}
    for section in report.sections:
        parts |= section.schema
    effects = (field.name for field in fields(report.effects))
    keys = dict.fromkeys(["format", "signature", *effects, *parts])
    properties = {key: parts.get(key, stored["properties"].get(key)) for key in keys}
    return stored | {"properties": properties, "required": list(keys)}
