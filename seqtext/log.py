"""The log of a training: one record at a time, and its progress."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

# A record is JSON-able: an epoch's figures by name, or {"note": a sentence for the user}.
Log = Callable[[dict[str, Any]], None]
# Receives the progress of a training: its title ("" in this process) and a share from 0 to 1.
Listener = Callable[[str, float], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener | None) -> Iterator[None]:
    """Report the progress of all trainings in this context to `listener`."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def current_listener() -> Listener | None:
    """The listener of the current context; None if there is none."""
    return _listener.get()


def report_progress(share: float) -> None:
    """Report the progress of the training of this process to the listener, if there is one."""
    listener = _listener.get()
    if listener is not None:
        listener("", share)
