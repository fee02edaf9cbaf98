"""The signature of a figure: one line with everything that moves it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from seqtext.network_options import TranslatorOptions
from seqtext.options import SearchOptions, Settings, TranslationOptions
from seqtext.tasks.classify.dataset import Reading

# Told of a run, and without influence on its figures.
_OUTSIDE = {"task", "command", "cut", "lint", "notes", "split", "device", "on_dev"}
# Their options stand in the line without the group.
_GROUPS = {"options", "settings", "reading", "training", "search", "compute"}
_HEAD = ("version", "seqtext", "model", "tokenizer", "vocabulary", "train", "dev", "test", "n")


def signature(facts: dict[str, Any]) -> str:
    """`seqtext:0.1.0|tok:word|vocab:14000:ab12cd34|train:6920|…|options:0f3a9c2e`.

    An option at its default is not spelled out: the version fixes the defaults, and the digest at
    the end is over all options.
    """
    stated = {key: value for key, value in facts.items() if key not in _OUTSIDE}
    other_keys = sorted(set(stated) - set(_HEAD) - _GROUPS - {"versions", "machine"})
    parts = [
        _part(key, stated[key]) for key in (*_HEAD, *other_keys) if stated.get(key) is not None
    ]
    options = dict(_options(stated))
    records = (Reading(), Settings(), TranslatorOptions(), TranslationOptions(), SearchOptions())
    defaults = [item for record in records for item in _flat(asdict(record))]
    parts += [f"{k}:{v}" for k, v in sorted(options.items()) if (k, v) not in defaults]
    for group in ("machine", "versions"):
        items = dict(_flat(stated.get(group))).items()
        parts += [f"{name}:{value}" for name, value in items if name != "seqtext"]
    if options:
        parts.append(f"options:{_digest(options)}")
    return "|".join(parts)


def _part(key: str, value: Any) -> str:
    if key in ("version", "seqtext"):
        return f"seqtext:{value}"
    if key == "tokenizer":
        cased = "+cased" if value.get("cased") else ""
        marks = "" if value.get("marks", True) else "+no-marks"
        version = f".{value['version']}" if "version" in value else ""
        return f"tok:{value['name']}{version}{cased}{marks}|unicode:{value.get('unicode', '?')}"
    if key == "vocabulary" and "source" in value:
        sides = (value[side] for side in ("source", "target"))
        return "vocab:" + ">".join(f"{side['size']}:{side['digest'][:8]}" for side in sides)
    if key == "vocabulary":
        return f"vocab:{value['size']}:{value['digest'][:8]}"
    if key in ("data", "vectors", "suite"):
        return f"{key}:{str(value)[:12]}"
    if key == "seeds" and isinstance(value, list) and value:
        return f"seeds:{_runs(value)}"
    return f"{key}:{value}"


def _runs(numbers: list[int]) -> str:
    """0-4 for consecutive numbers, else 0,3,7."""
    first, last = numbers[0], numbers[-1]
    if len(numbers) > 2 and numbers == list(range(first, last + 1)):
        return f"{first}-{last}"
    return ",".join(map(str, numbers))


def _options(facts: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for group in sorted(_GROUPS & set(facts)):
        yield from _flat(facts[group])


def _flat(values: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested options as dotted names: network.hidden. What a model file holds there may be odd."""
    for key, value in values.items() if isinstance(values, dict) else ():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _digest(options: dict[str, Any]) -> str:
    """Eight digits of a SHA-256 over the canonical JSON."""
    text = json.dumps(options, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:8]
