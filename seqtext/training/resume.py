"""Checkpoints of a running training, from which it continues to the same bytes."""

import json
import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.system.contents import entry, fitting
from seqtext.system.files import remove
from seqtext.system.model_file import read_model, write_model
from seqtext.system.signals import Deferred

TASK = "checkpoint"
INTERVAL = 30.0  # least seconds between two checkpoints
SHARE = 0.01  # largest share of the time spent on checkpoints; expensive ones are rarer
SPEED = 1e8  # assumed bytes per second of the disk before the first checkpoint


@dataclass(frozen=True)
class State:
    """The state of a training between two steps: all that it needs to continue.

    tensors  by name: weights, optimiser, generators, place in the data, best weights
    log      the records logged so far
    place    the progress in words, for the user
    """

    tensors: dict[str, np.ndarray]
    log: list[dict[str, Any]]
    place: str


class Keeper:
    """The interface of a keeper of training states. This one keeps nothing."""

    def __enter__(self) -> "Keeper":
        return self

    def __exit__(self, *exception: object) -> None:
        """The training has ended, well or badly."""

    def load(self, machine: dict[str, Any]) -> State | None:
        """The stored state of an earlier run of the same training; `machine`: what it computes
        on.
        """
        return None

    def fits(self) -> AbstractContextManager[None]:
        """A context for restoring the state of `load`; errors of a forged state become
        SeqtextError.
        """
        return nullcontext()

    def offer(self, give: Callable[[], State]) -> None:
        """Called between two steps. `give` returns the state, which the next step overwrites."""

    def drop(self) -> None:
        """Remove the stored state."""


NOBODY = Keeper()
KeeperOf = Callable[[dict[str, Any]], Keeper]  # maps the fingerprint of a training to its keeper


def nobody(fingerprint: dict[str, Any]) -> Keeper:
    """A KeeperOf that keeps nothing."""
    return NOBODY


class Checkpoint(Keeper):
    """Stores the state of a training in a file, at intervals and when a signal asks to stop.

    While the training runs, Ctrl-C and SIGTERM wait for the end of a step; a second Ctrl-C does
    not.
    """

    def __init__(
        self,
        path: str,
        fingerprint: dict[str, Any],
        tell: Callable[[str], None] = lambda what: None,
    ) -> None:
        """`fingerprint`: data, options and versions on which the training depends, JSON-able.

        `tell` shows a line to the user.
        """
        self.path, self.fingerprint, self.tell = path, fingerprint, tell
        self.signals = Deferred()
        self.cost: float | None = None  # seconds of the last checkpoint
        self.next = time.monotonic() + INTERVAL

    def __enter__(self) -> "Checkpoint":
        self.signals.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        self.signals.__exit__()

    def load(self, machine: dict[str, Any]) -> State | None:
        """The state in the file, or None if there is no file.

        Raises SeqtextError if the file is damaged, foreign, or of another training or machine.
        """
        self.fingerprint = json.loads(json.dumps({**self.fingerprint, **machine}))  # as in the file
        if not os.path.exists(self.path):
            return None
        try:
            tensors, header = read_model(self.path)
        except SeqtextError as error:
            raise SeqtextError(self.path, error.cause, "remove it to start again") from error
        if header.get("task") != TASK:
            raise SeqtextError(self.path, "is not a checkpoint", "choose another output")
        different = changed_entries(header.get("fingerprint"), self.fingerprint)
        if different:
            cause = f"belongs to a training with a different {' and '.join(different)}"
            raise SeqtextError(self.path, cause, "use the same, or remove it to start again")
        with self.fits():
            log, place = [json.loads(line) for line in header["log"]], entry(header, "place", str)
        self.tell(f"continues from {self.path}: {place}")
        return State(tensors, log, place)

    def fits(self) -> AbstractContextManager[None]:
        """A context for restoring the state of `load`; its errors name the file."""
        return fitting(self.path, "remove it to start again")

    def offer(self, give: Callable[[], State]) -> None:
        """Write the state if it is due or a signal is deferred; the signal then takes effect."""
        if self.signals.came is None and time.monotonic() < self.next:
            return
        state = give()
        if self.signals.came is None and self.cost is None:
            self.cost = sum(array.nbytes for array in state.tensors.values()) / SPEED
            if self.cost / SHARE > INTERVAL:
                self.next += self.cost / SHARE - INTERVAL
                return
        self._write(state)
        if self.signals.came is not None:
            after = f"; run the same command to go on from {self.path}"
            self.tell(f"stopped after {state.place}{after if os.path.exists(self.path) else ''}")
            self.signals.obey()

    def drop(self) -> None:
        """Remove the file."""
        remove(self.path)

    def _write(self, state: State) -> None:
        """Write a checkpoint. If that fails, the previous one stays and the training continues."""
        header = {
            "task": TASK,
            "fingerprint": self.fingerprint,
            "place": state.place,
            "log": [json.dumps(record) for record in state.log],  # as text: it may hold a NaN
        }
        start = time.monotonic()
        try:
            write_model(self.path, state.tensors, header)
        except (OSError, SeqtextError) as error:
            reason = error.cause if isinstance(error, SeqtextError) else error.strerror
            self.tell(f"{self.path}: not written ({reason}); the training continues without it")
        self.cost = time.monotonic() - start
        self.next = start + self.cost + max(INTERVAL, self.cost / SHARE)


def changed_entries(old: Any, new: Any, name: str = "") -> list[str]:
    """The entries that differ between two JSON-able records, with old and new values, in words."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [*new, *(key for key in old if key not in new)]
        return [d for key in keys for d in changed_entries(old.get(key), new.get(key), key)]
    return [] if old == new else [f"{name.replace('_', ' ')} ({_shown(old)}, now {_shown(new)})"]


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 40 else text[:39] + "…"
