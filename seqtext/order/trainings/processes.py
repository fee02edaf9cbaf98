"""Processes of this machine, in which the trainings of a comparison run, a thread each.

With one thread, the results are the same for any number of processes.
"""

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess
from typing import Any

from seqtext.errors import SeqtextError
from seqtext.log import current_listener
from seqtext.order.trainings.progress_queue import progress_listener, progress_queue
from seqtext.order.trainings.run import Submit, Workload, do_job
from seqtext.system.signals import blocked


@dataclass(frozen=True)
class Processes:
    """The executor of `compare`; `workers`: the number of processes."""

    workers: int

    @contextmanager
    def running(self, work: Workload[Any], jobs: int) -> Iterator[Submit]:
        """Start the processes; at the end, also after an error or a signal, end them.

        If a training fails, the others write their checkpoints first.
        """
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ[name] = "1"  # read by the workers' libraries as they load
        context, others = get_context("spawn"), {*active_children()}
        with progress_queue(current_listener(), context) as line:
            size = min(self.workers, jobs)
            pool = ProcessPoolExecutor(size, context, initializer=_receive, initargs=(work, line))

            def submit(job: Any) -> Future[None]:
                with blocked(signal.SIGINT):  # a worker inherits it: the parent obeys Ctrl-C
                    return pool.submit(_do, job)

            try:
                yield submit
            except BrokenProcessPool:
                cause, remedy = (
                    "a training was killed, perhaps for want of memory",
                    "take fewer --jobs",
                )
                raise SeqtextError(
                    "compare", cause, f"{remedy}; the same command goes on"
                ) from None
            except BaseException:
                _end([process for process in active_children() if process not in others])
                raise
            finally:
                pool.shutdown(wait=True, cancel_futures=True)


def _end(processes: list[BaseProcess]) -> None:
    """Have the workers write their checkpoints and end; a second signal does not wait for that."""
    try:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
    finally:
        for process in processes:
            process.kill()


_work: Workload[Any]  # of this worker process
_line: Any = None  # to its parent, where that shows the progress


def _receive(work: Workload[Any], line: Any) -> None:
    global _work, _line
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Windows could not block it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _work, _line = work, line


def _end_with_parent() -> None:
    """A parent that was killed can end nobody: its workers see to it themselves."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _do(job: Any) -> None:
    do_job(_work, job, progress_listener(_line, job.title))
