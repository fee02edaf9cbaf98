"""Parts of the JSON schema of report.json; nested records are definitions in docs/*.schema.json."""

from typing import Any

Schema = dict[str, Any]


def one(name: str, description: str = "") -> Schema:
    """A record of this definition."""
    return _described({"$ref": f"#/$defs/{name}"}, description)


def optional(name: str, description: str = "") -> Schema:
    """A record of this definition, or null."""
    return _described({"anyOf": [one(name), {"type": "null"}]}, description)


def many(name: str, description: str) -> Schema:
    """A list of records of this definition."""
    return _described({"type": "array", "items": one(name)}, description)


def _described(schema: Schema, description: str) -> Schema:
    return schema | ({"description": description} if description else {})
