"""What befell single trainings of a comparison: kept with their results, told in the report."""

from collections.abc import Mapping, Sequence
from typing import Any

from seqtext.log import Log

TOLD = 8  # notes that a report tells in words; report.json has all


def collect_notes(notes: list[str]) -> Log:
    """A log of a training that keeps what befell it: the notes that have no figures beside them."""

    def log(record: dict[str, Any]) -> None:
        if set(record) == {"note"}:
            notes.append(record["note"])

    return log


def in_words(notes: Mapping[str, Sequence[str]]) -> list[str]:
    """The notes by the names of the trainings, as lines; not all where there are many."""
    lines = [f"{name}: {note}" for name, notes in notes.items() for note in notes]
    more = len(lines) - TOLD
    return lines[:TOLD] + ([f"{more:,} more such notes are in report.json"] if more > 0 else [])
