"""The queue on which worker processes report the progress of trainings to their parent."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.context import BaseContext
from typing import Any

from seqtext.log import Listener

PAUSE = 0.25  # seconds between two messages of a training, at least


@contextmanager
def progress_queue(listener: Listener | None, context: BaseContext) -> Iterator[Any]:
    """A queue on which workers put (title, share), for the listener; None without a listener."""
    if listener is None:
        yield None
        return
    line: Any = context.Queue()

    def hear() -> None:
        with suppress(OSError, ValueError):  # the terminal is gone, or the queue is closed
            while (message := line.get()) is not None:
                listener(*message)

    thread = threading.Thread(target=hear, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.cancel_join_thread()  # a worker that was killed may hold the lock of the pipe
        line.put(None)
        thread.join(timeout=1)


def progress_listener(line: Any, title: str) -> Listener | None:
    """What tells on the line of a queue how far the training of this title is."""
    if line is None:
        return None
    line.cancel_join_thread()  # whoever ends need not wait for what nobody reads
    line.put((title, 0.0))
    last_sent = time.monotonic()

    def send(_: str, share: float) -> None:
        nonlocal last_sent
        if time.monotonic() - last_sent >= PAUSE:
            last_sent = time.monotonic()
            line.put((title, share))

    return send
