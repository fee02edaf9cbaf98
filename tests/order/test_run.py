"""Running a plan on any executor: what is done, and what is left on the disk."""

import pickle
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seqtext.errors import SeqtextError
from seqtext.order.trainings.processes import Processes
from seqtext.order.trainings.run import Cells, cell_path, do_job, missing, run
from seqtext.system.files import make_folder


@dataclass(frozen=True)
class Square:
    """A job that squares a number; -1 cannot be done."""

    number: int

    @property
    def name(self) -> str:
        return f"square{self.number}"

    title = name


@dataclass(frozen=True)
class Squares:
    folder: Path

    def jobs(self) -> list[Square]:
        return [Square(number) for number in (2, 3, 5)]

    def fingerprint_of(self, job: Square) -> dict[str, Any]:
        return {"number": job.number}

    def is_kept(self, job: Square) -> bool:
        return True

    def run_job(self, job: Square, keeper_of: Any, log: Any) -> Any:
        if job.number < 0:
            raise SeqtextError("number", "is below 0", "take another")
        return {"square": np.array([job.number**2])}, {"number": job.number}


class Elsewhere:
    """An executor as on another machine: all that reaches it went through pickle."""

    def __init__(self) -> None:
        self.works = 0

    @contextmanager
    def running(self, work: Any, jobs: int) -> Iterator[Any]:
        sent = pickle.dumps(work)
        self.works += 1
        with ThreadPoolExecutor(2) as pool:

            def submit(job: Square) -> Future[None]:
                return pool.submit(do_job, pickle.loads(sent), pickle.loads(pickle.dumps(job)))

            yield submit


@pytest.fixture
def work(tmp_path: Path) -> Squares:
    make_folder(str(tmp_path / "cells"))
    return Squares(tmp_path)


@pytest.mark.parametrize("executor", [Elsewhere(), Processes(2)])
def test_a_plan_runs_wherever_its_executor_is(executor, work, monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    done: list[int] = []
    assert missing(work) == work.jobs()
    run(work, missing(work), executor, lambda job: done.append(job.number))
    assert sorted(done) == [2, 3, 5]
    assert missing(work) == []
    cells = Cells(work)
    assert [int(cells.read(job)[0]["square"][0]) for job in work.jobs()] == [4, 9, 25]
    run(work, [], executor, done.append)  # starts nothing


def test_the_work_is_sent_once(work):
    executor = Elsewhere()
    run(work, work.jobs(), executor, lambda job: None)
    run(work, [], executor, lambda job: None)
    assert executor.works == 1


@pytest.mark.parametrize("executor", [Elsewhere(), Processes(2)])
def test_an_error_names_its_training_and_leaves_the_others(executor, work):
    with pytest.raises(SeqtextError, match=r"square-1: number"):
        run(work, [Square(2), Square(-1)], executor, lambda job: None)
    assert not Path(cell_path(work, Square(-1))).exists()
