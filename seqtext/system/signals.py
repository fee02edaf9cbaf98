"""Deferred Ctrl-C and SIGTERM: they take effect between two steps."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

WAITING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def blocked(number: signal.Signals) -> Iterator[None]:
    """A context that blocks a signal, in child processes too; it does nothing on Windows."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Deferred:
    """A context that defers both signals until `obey`. A second Ctrl-C takes effect at once.

    A second SIGTERM does not, because ending a group of processes may send it twice. An ignored
    signal, as under nohup, stays ignored. Threads other than the main one get no signals, so the
    context does nothing there.
    """

    def __init__(self) -> None:
        self.came: int | None = None  # the deferred signal
        self.handlers: dict[int, Any] = {}  # the handlers before this context

    def __enter__(self) -> "Deferred":
        if threading.current_thread() is threading.main_thread():
            for number in WAITING:
                if signal.getsignal(number) not in (signal.SIG_IGN, None):
                    self.handlers[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, *exception: object) -> None:
        self.obey()

    def obey(self) -> None:
        """Restore the handlers and raise the deferred signal, if there is one."""
        while self.handlers:
            signal.signal(*self.handlers.popitem())
        came, self.came = self.came, None
        if came is not None:
            signal.raise_signal(came)

    def _note(self, number: int, frame: FrameType | None) -> None:
        again, self.came = self.came is not None, number
        if again and number == signal.SIGINT:
            self.obey()
