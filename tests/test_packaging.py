"""What an installation pulls in is pinned: the figures of today can be had again next year."""

import configparser
import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PLATFORM = ("nvidia-", "cuda-", "triton")  # what torch brings along on a machine with CUDA


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(names: list[str]) -> set[str]:
    """All distributions that these requirements lead to here, by their own metadata."""
    result: set[str] = set()
    todo = [Requirement(name) for name in names]
    while todo:
        requirement = todo.pop()
        name = normal(requirement.name)
        applies = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if applies and name not in result and not name.startswith(PLATFORM):
            result.add(name)
            todo += map(Requirement, metadata.requires(requirement.name) or [])
    return result


def test_everything_that_is_installed_is_pinned():
    pytest.importorskip("playwright", reason="the extra dev is not installed")
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    extras = config["options.extras_require"]["dev"].split("\n")
    asked = [*config["options"]["install_requires"].split("\n"), *extras]
    pins = {normal(line.split("==")[0]) for line in (ROOT / "constraints.txt").open()}
    assert needed([line for line in asked if line.strip()]) - pins == set()
