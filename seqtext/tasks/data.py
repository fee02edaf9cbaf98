"""Data of a task: units in the order of reading, such as labelled texts or pairs of sentences."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import ClassVar, Self, TypeVar

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.tasks.split import split_off, together
from seqtext.text.quantities import quantity
from seqtext.words.digests import TextDigests


@dataclass(frozen=True, kw_only=True)
class Data(ABC):
    """The units from which a model learns, or on which it is evaluated; a tuple for each column.

    named     the name of each unit's group; None if no column gives it
    left_out  number of blank lines of the files
    unit      what a unit is called: "text"
    """

    named: tuple[str, ...] | None = None
    left_out: int = 0
    unit: ClassVar[str]

    @abstractmethod
    def columns(self) -> tuple[Sequence[str], ...]:
        """What is known of each unit: label and text, or source and target."""

    @property
    @abstractmethod
    def read(self) -> Sequence[str]:
        """The text of each unit that a model reads."""

    def select(self, indices: Iterable[int]) -> Self:
        """The units at `indices`, in that order."""
        chosen, columns = list(indices), (item.name for item in fields(self))
        values = {name: getattr(self, name) for name in columns}
        selected = {
            name: tuple(column[i] for i in chosen)
            for name, column in values.items()
            if isinstance(column, tuple)
        }
        return replace(self, **selected, left_out=0)

    def strata(self) -> Sequence[str]:
        """The stratum of each unit: a split gives each part its share of every stratum."""
        return [""] * len(self)

    def shortage(self, groups: Sequence[int]) -> tuple[str, str]:
        """Cause and remedy where these groups are too few to hold some out."""
        cause = f"too few to set some aside: {quantity(len(self), self.unit)}"
        return cause, "give more, or a file with --dev"

    def __len__(self) -> int:
        return len(self.read)

    def complete(self) -> list[int]:
        """The positions of the units that can be held out; the others stay in training."""
        return list(range(len(self)))

    def gold(self, classes: Sequence[str]) -> np.ndarray:
        """int32 [units]: the class of each unit, -1 if it is unknown; 0 without classes."""
        return np.zeros(len(self), np.int32)

    def judged(self, digests: TextDigests) -> list[int]:
        """The positions of the units of a test set on which models are evaluated."""
        return list(range(len(self)))

    def digest(self) -> str:
        """SHA-256 over the columns of all units."""
        state = hashlib.sha256()
        for values in zip(*self.columns(), strict=True):
            sizes = " ".join(str(len(value)) for value in values)
            state.update(f"{sizes} {' '.join(values)}\n".encode("utf-8", "replace"))
        return state.hexdigest()

    def tokenized(self, rule: TextDigests) -> Self:
        """The same data, tokenised once if all that follows can use it."""
        return self

    def digests(self, rule: TextDigests) -> Sequence[bytes]:
        """The digest of each unit's text."""
        return rule(self.read)

    def groups(self, rule: TextDigests) -> list[int]:
        """The group of each unit: those that are read the same, or named the same, share one."""
        return together(self.digests(rule), self.named)


D = TypeVar("D", bound=Data)


def hold_out(data: D, share: float, split_seed: int, rule: TextDigests) -> tuple[D, D]:
    """Split data into a training part and a held-out `share`, stratified, groups kept together."""
    complete = data.complete()
    usable = data if len(complete) == len(data) else data.select(complete)
    groups = usable.groups(rule)
    stay, aside = split_off(groups, usable.strata(), share, split_seed)
    if not len(aside) or not len(stay):
        raise SeqtextError("training data", *usable.shortage(groups))
    held_out = np.array(complete)[aside]
    return data.select(np.setdiff1d(np.arange(len(data)), held_out)), data.select(held_out)
