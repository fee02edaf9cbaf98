"""Seeded choices that are the same with every Python, and the TOML files that are chosen from."""

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")


def draw(weights: Sequence[float], generator: Random) -> int:
    """An index, as likely as its weight.

    Only `random()` is used: of all of Python's generator, its sequence alone is promised to stay.
    """
    totals = list(accumulate(weights))
    point = generator.random() * totals[-1]
    return next((i for i, total in enumerate(totals) if point < total), len(totals) - 1)


def choice(items: Sequence[T], generator: Random) -> T:
    """One of the items, each as likely as the others."""
    return items[int(generator.random() * len(items))]


def read_toml(package: str, *path: str) -> dict[str, Any]:
    """A TOML file of a package."""
    return tomllib.loads(files(package).joinpath(*path).read_text(encoding="utf-8"))
