"""What the tests of reliability share: the golden files, and how long fuzzing may take."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

GOLDEN = Path(__file__).parents[1] / "golden"
CLASSIFIERS = sorted(p.name for p in GOLDEN.glob("*.safetensors") if "translator" not in p.name)


@pytest.fixture
def golden() -> Path:
    return GOLDEN


@pytest.fixture(params=CLASSIFIERS)
def model(request) -> Path:
    """Each golden classifier in turn."""
    return GOLDEN / request.param


class Rounds:
    """Draws until there were enough or the time is over; says how many there were."""

    def __init__(self, name: str, most: int, seconds: float, seed: int = 0) -> None:
        self.name, self.most, self.seconds = name, most, seconds
        self.random, self.done, self.refused = Random(seed), 0, 0

    def __iter__(self) -> Iterator[Random]:
        end = time.monotonic() + self.seconds
        while self.done < self.most and time.monotonic() < end:
            self.done += 1
            yield self.random

    def tell(self) -> None:
        """One line in the output of `make soak`."""
        print(f"soak: {self.name}: {self.done:,} inputs, {self.refused:,} of them refused")


@pytest.fixture(params=[False, pytest.param(True, marks=pytest.mark.soak)], ids=["few", "many"])
def rounds(request):
    """rounds(name, few, many): so many draws in the ordinary run, and up to so many in `make soak`.

    SEQTEXT_SOAK is the number of seconds that each kind of input may take there.
    """
    made: list[Rounds] = []

    def make(name: str, few: int, many: int = 400_000) -> Rounds:
        seconds = float(os.environ.get("SEQTEXT_SOAK", 300)) if request.param else 120
        made.append(Rounds(name, many if request.param else few, seconds))
        return made[-1]

    yield make
    for each in made:
        each.tell()
