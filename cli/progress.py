"""Progress on stderr: a bar on a terminal, plain lines elsewhere, nothing with --quiet."""

import sys
from contextlib import suppress
from typing import Any

from seqtext.log import Listener

from .command import note, quiet

NAMES = 40  # characters of a title on the bar


class Progress:
    """A context manager that counts steps and shows the progress of those that run.

    what    kind of step: epoch or training
    total   number of steps
    title   name of the run that the steps belong to, if there is one
    """

    def __init__(self, what: str, total: int, title: str = "") -> None:
        self.what, self.total, self.title, self.done = what, total, title, 0
        self.bar: Any = None
        self.running: dict[str, Any] = {}  # the bars of the steps that run in parallel
        self.shares: dict[str, float] = {}

    def __enter__(self) -> "Progress":
        if sys.stderr.isatty() and self.total and not quiet():
            self.bar = _bar()
            self.bar.start()
            name = self.title or f"all {self.what}s"
            self.task = self.bar.add_task(name, total=self.total, count=self._count(), last="")
        return self

    @property
    def listener(self) -> Listener | None:
        """The function that receives progress reports; None if no bar is shown."""
        return self.moved if self.bar is not None else None

    def moved(self, title: str, share: float) -> None:
        """Show the completed share (0 to 1) of a running step, or of all steps without a title."""
        if not title:
            self.bar.update(self.task, completed=share * self.total)
            return
        if title not in self.running:
            self.running[title] = self.bar.add_task(f"  {title}", total=1, count="", last="")
        self.shares[title] = share
        self.bar.update(self.running[title], completed=share)
        self._update()

    def advance(self, last: str, title: str = "") -> None:
        """Count one finished step, named by the title; `last` is a short summary of its result."""
        self.done += 1
        if self.bar is None:
            name = f"{self.title}: " if self.title else ""
            note(f"{name}{self.what} {self.done}/{self.total}  {last}")
            return
        if title in self.running:
            self.bar.remove_task(self.running.pop(title))
            self.shares.pop(title)
        self._update(last="" if title else last)

    def _update(self, **more: str) -> None:
        completed = self.done + sum(self.shares.values())
        self.bar.update(self.task, completed=completed, count=self._count(), **more)

    def _count(self) -> str:
        return f"{self.what} {self.done}/{self.total}"

    def __exit__(self, *exception: object) -> None:
        if self.bar is not None:
            with suppress(OSError):  # the terminal is gone; the work is finished
                self.bar.stop()


def _bar() -> Any:
    """Return a display with a row per task: name, bar, count, elapsed time, time left."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.table import Column

    names = Column(no_wrap=True, overflow="ellipsis", max_width=NAMES)
    return Progress(
        TextColumn("{task.description}", table_column=names),
        BarColumn(bar_width=12),
        TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
        TextColumn("elapsed"),
        TimeRemainingColumn(),
        TextColumn("left"),
        TextColumn("{task.fields[last]}", table_column=Column(no_wrap=True)),
        console=Console(stderr=True),
        transient=True,
    )
