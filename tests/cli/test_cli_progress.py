"""The bar on a terminal: what runs, how far it is, the time so far and left; none in a pipe."""

import fcntl
import os
import pty
import re
import struct
import sys
import termios
import threading

import pytest

from seqtext.log import current_listener, listening, report_progress
from seqtext.order.trainings.plan import Job
from seqtext.registry import ModelSpec
from seqtext_cli.progress import Progress


@pytest.fixture
def on_terminal(monkeypatch):
    """Does something with a terminal for stderr, and returns what that showed."""

    def show(work) -> str:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
        blocks: list[bytes] = []
        reader = threading.Thread(target=_drain, args=(ours, blocks))
        reader.start()
        with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
            monkeypatch.setattr(sys, "stderr", terminal)
            monkeypatch.delenv("COLUMNS", raising=False)
            work()
            monkeypatch.undo()
        reader.join()
        os.close(ours)
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", b"".join(blocks).decode())

    return show


def _drain(terminal: int, blocks: list[bytes]) -> None:
    try:
        while block := os.read(terminal, 1 << 16):
            blocks.append(block)
    except OSError:
        return


def test_trainings_side_by_side_are_named_and_move(on_terminal) -> None:
    def work() -> None:
        with Progress("training", 3) as progress:
            assert progress.listener is not None
            progress.listener("lstm, shuffled, seed 0", 0.25)
            progress.listener("nbsvm:2, in order, seed 0", 0.0)
            assert progress.bar.tasks[0].completed == 0.25
            progress.bar.refresh()
            progress.advance("lstm, shuffled, seed 0", "lstm, shuffled, seed 0")
            assert [task.completed for task in progress.bar.tasks] == [1, 0]
            progress.bar.refresh()

    reported = on_terminal(work)
    for part in ("all trainings", "training 1/3", "lstm, shuffled, seed 0", "elapsed", "left"):
        assert part in reported


def test_one_training_moves_within_its_epochs(on_terminal) -> None:
    def work() -> None:
        with Progress("epoch", 4, "lstm, seed 1") as progress, listening(progress.listener):
            report_progress(0.125)
            assert progress.bar.tasks[0].completed == 0.5
            progress.bar.refresh()
            progress.advance("loss 0.5")

    reported = on_terminal(work)
    assert "lstm, seed 1" in reported
    assert "epoch 1/4" in reported


def test_nobody_hears_in_a_pipe(capsys) -> None:
    with Progress("epoch", 2, "lstm, seed 1") as progress, listening(progress.listener):
        assert current_listener() is None
        report_progress(0.5)
        progress.advance("loss 0.5")
    assert capsys.readouterr().err == "lstm, seed 1: epoch 1/2  loss 0.5\n"


@pytest.mark.parametrize(
    ("job", "title"),
    [
        (Job(ModelSpec("nbsvm", 2), 0, "shuffled"), "nbsvm:2, shuffled, seed 0"),
        (Job(ModelSpec("lstm"), 3, "ordered", fold=1), "lstm, in order, fold 2, seed 3"),
        (Job(ModelSpec("gru"), 1, "suite", language="es"), "gru, order-k suite, es, seed 1"),
        (
            Job(ModelSpec("bow", 1), 0, "ordered", share=4),
            "bow:1, in order, 1/4 of the texts, seed 0",
        ),
    ],
)
def test_a_training_has_a_name_for_people(job: Job, title: str) -> None:
    assert job.title == title


def test_workers_tell_the_terminal_of_their_parent(seqtext) -> None:
    arguments = ["compare", "train.tsv", "--models", "bow:2", "--suites", "none", "--jobs", "2"]
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    blocks: list[bytes] = []
    streams = [os.devnull, os.devnull, os.ttyname(theirs)]
    number = seqtext.forked.begin([*arguments, "-o", "report"], seqtext.folder, streams)
    reader = threading.Thread(target=_drain, args=(ours, blocks))
    reader.start()
    assert seqtext.forked.end(number) == 0
    os.close(theirs)
    reader.join()
    os.close(ours)
    assert b"bow:2, shuffled, seed 0" in b"".join(blocks)
