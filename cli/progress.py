"""Progress: a bar on a terminal, plain lines elsewhere, nothing with --quiet. Always on stderr."""

import sys
from contextlib import suppress
from typing import Any

from .command import note, quiet


class Progress:
    """Counts steps of a known number; use as a context."""

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total, self.done = what, total, 0
        self.bar: Any = None

    def __enter__(self) -> "Progress":
        if sys.stderr.isatty() and self.total and not quiet():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as RichProgress

            self.bar = RichProgress(
                TextColumn(self.what),
                BarColumn(bar_width=24),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.fields[last]}"),
                console=Console(stderr=True),
                transient=True,
            )
            self.bar.start()
            self.task = self.bar.add_task(self.what, total=self.total, last="")
        return self

    def advance(self, last: str) -> None:
        """One step more; `last` says in a few words what it gave."""
        self.done += 1
        if self.bar is not None:
            self.bar.update(self.task, advance=1, last=last)
        else:
            note(f"{self.what} {self.done}/{self.total}  {last}")

    def __exit__(self, *exception: object) -> None:
        if self.bar is not None:
            with suppress(OSError):  # the terminal is gone, and the work is done
                self.bar.stop()
