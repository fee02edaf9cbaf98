"""Seeded choices that are the same in every Python version, and reading of TOML files."""

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")


def draw(weights: Sequence[float], generator: Random) -> int:
    """Draw an index with a probability proportional to its weight.

    Only `random()` is used, because Python guarantees no other sequence across versions.
    """
    totals = list(accumulate(weights))
    point = generator.random() * totals[-1]
    return next((i for i, total in enumerate(totals) if point < total), len(totals) - 1)


def choice(items: Sequence[T], generator: Random) -> T:
    """Draw one of the items, all with the same probability."""
    return items[int(generator.random() * len(items))]


def read_toml(package: str, *path: str) -> dict[str, Any]:
    """Read a TOML file of a package."""
    return tomllib.loads(files(package).joinpath(*path).read_text(encoding="utf-8"))
