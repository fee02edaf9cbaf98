"""Threads: one function on many items in parallel, with the results in order."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def cores() -> int:
    """The number of cores of this process; if the system does not report it, of the machine."""
    affinity = getattr(os, "sched_getaffinity", None)  # macOS and Windows have none
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def side_by_side(work: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
    """`map` on all cores. It reads a few items ahead and completes the first item first."""
    stream = iter(items)
    yield from map(work, islice(stream, 1))  # it fills the caches that all items share
    futures: deque[Future[Answer]] = deque()
    with ThreadPoolExecutor(cores()) as pool:
        for item in stream:
            futures.append(pool.submit(work, item))
            if len(futures) > 2 * cores():
                yield futures.popleft().result()
        while futures:
            yield futures.popleft().result()
