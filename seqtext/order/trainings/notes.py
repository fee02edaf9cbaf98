"""Notes of single trainings of a comparison: saved with their results, shown in the report."""

from collections.abc import Mapping, Sequence
from typing import Any

from seqtext.log import Log

TOLD = 8  # notes that a report shows; report.json has all


def collect_notes(notes: list[str]) -> Log:
    """A log that collects the notes of a training: the records with only a note."""

    def log(record: dict[str, Any]) -> None:
        if set(record) == {"note"}:
            notes.append(record["note"])

    return log


def in_words(notes: Mapping[str, Sequence[str]]) -> list[str]:
    """The notes as lines, each with the name of its training; at most TOLD of them."""
    lines = [f"{name}: {note}" for name, notes in notes.items() for note in notes]
    more = len(lines) - TOLD
    return lines[:TOLD] + ([f"{more:,} more such notes are in report.json"] if more > 0 else [])
