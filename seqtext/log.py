"""What a training tells while it runs: a record at a time, and how far it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

# A record is JSON-able: an epoch's figures by name, or {"note": a sentence for the user}.
Log = Callable[[dict[str, Any]], None]
# Hears how far a training is: its title, "" for the one that runs here, and a share from 0 to 1.
Listener = Callable[[str, float], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener | None) -> Iterator[None]:
    """Have `listener` hear of the trainings within. It changes nothing about them."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def heard_by() -> Listener | None:
    """Who hears of the trainings here; None: nobody."""
    return _listener.get()


def tell_progress(share: float) -> None:
    """Tell whoever hears how far the training is that runs here."""
    listener = _listener.get()
    if listener is not None:
        listener("", share)
