"""Fields of option records: their help and limits, and the check of their values.

The metadata of a field holds what the command line needs: a line of help, and the valid names or
the smallest and largest value.
"""

from dataclasses import field, fields
from typing import Any

from seqtext.errors import SeqtextError, unknown_name


def choice_field(default: str | None, choices: tuple[str, ...], text: str) -> Any:
    """A field that holds one of some names."""
    return field(default=default, metadata={"help": text, "choices": choices})


def number_field(default: float, low: float, high: float, text: str) -> Any:
    """A field that holds a number from `low` to `high`."""
    return field(default=default, metadata={"help": text, "low": low, "high": high})


def share_field(default: float, text: str) -> Any:
    """A field that holds a dropout probability, from 0 to 0.95."""
    return number_field(default, 0.0, 0.95, text)


def text_field(default: str, text: str) -> Any:
    """A field that holds any text."""
    return field(default=default, metadata={"help": text})


def optional_field(kind: type, text: str, **metadata: Any) -> Any:
    """A field that holds None unless a value of this type is set."""
    return field(default=None, metadata={"help": text, "type": kind, **metadata})


def switch_field(default: bool, text: str, **metadata: Any) -> Any:
    """A field that is on or off; `flag=True`: an option without a --no- form."""
    return field(default=default, metadata={"help": text, **metadata})


class Options:
    """A record of options, a dataclass with these fields, whose values are checked."""

    def __post_init__(self) -> None:
        """Raise a SeqtextError that names the flag, for a value of the wrong type or out of
        bounds.
        """
        for option in fields(self):  # type: ignore[arg-type]
            flag, value = "--" + option.name.replace("_", "-"), getattr(self, option.name)
            if value is None and option.default is None:
                continue
            expected = option.metadata.get("type", str if option.default is None else None)
            expected = expected or type(option.default)
            if not _has_type(value, expected):
                remedy = f"give it a value of type {expected.__name__}"
                raise SeqtextError(flag, f"cannot be {value!r}", remedy)
            limits = option.metadata
            if "choices" in limits and value not in limits["choices"]:
                raise unknown_name(flag, "name", value, limits["choices"])
            if "low" in limits and not limits["low"] <= value <= limits["high"]:
                bounds = f"{limits['low']:g} to {limits['high']:g}"
                raise SeqtextError(flag, f"{value:g} is out of bounds", f"choose from {bounds}")


def _has_type(value: object, expected: type) -> bool:
    """Whether the value has the type. An int counts as a float; a bool is not a number."""
    if isinstance(value, bool):
        return expected is bool
    return isinstance(value, (int, float) if expected is float else expected)
