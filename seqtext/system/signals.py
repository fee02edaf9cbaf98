"""Ctrl-C and SIGTERM that wait for a moment at which nothing is half done."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

WAITING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def blocked(number: signal.Signals) -> Iterator[None]:
    """A context in which a signal waits, for processes begun in it too; nothing on Windows."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Deferred:
    """A context in which these signals wait for `obey`; Ctrl-C that follows one does not.

    SIGTERM is patient, because whoever ends a group of processes may send it twice. A signal that
    is ignored, as under nohup, stays so. In threads other than the main one, which get no signals,
    nothing changes.
    """

    def __init__(self) -> None:
        self.came: int | None = None  # the signal that waits
        self.handlers: dict[int, Any] = {}  # of those who waited before us

    def __enter__(self) -> "Deferred":
        if threading.current_thread() is threading.main_thread():
            for number in WAITING:
                if signal.getsignal(number) not in (signal.SIG_IGN, None):
                    self.handlers[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, *exception: object) -> None:
        self.obey()

    def obey(self) -> None:
        """End the waiting: a signal that came has now the effect that it has without us."""
        while self.handlers:
            signal.signal(*self.handlers.popitem())
        came, self.came = self.came, None
        if came is not None:
            signal.raise_signal(came)

    def _note(self, number: int, frame: FrameType | None) -> None:
        again, self.came = self.came is not None, number
        if again and number == signal.SIGINT:
            self.obey()
