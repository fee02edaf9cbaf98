"""A comparison that is stopped or killed: what is finished stays, and no process does."""

import os
import signal
import subprocess
import sys
import time

import pytest

SMALL = ["--epochs", "2", "--hidden", "8", "--embedding", "8", "--draws", "2", "--suites", "none"]


def ends(group: int) -> bool:
    """Whether all processes of a group are gone within some seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


LONG = ["compare", "train.tsv", "--models", "bow:1,lstm", "--seeds", "40", *SMALL, "-o", "r"]


def test_stopped_it_keeps_what_is_finished_and_leaves_no_process(seqtext) -> None:
    """Ctrl-C, which a shell sends to a whole group of processes."""
    errors = seqtext.folder / "errors"
    streams = [os.devnull, os.devnull, str(errors)]
    number = seqtext.forked.begin(LONG, seqtext.folder, streams, "import os; os.setsid()")
    cells = seqtext.folder / "r" / "cells"
    while not (cells.exists() and list(cells.glob("lstm.*.safetensors"))):
        assert seqtext.forked.end(number, wait=False) is None, errors.read_text()
        time.sleep(0.01)
    os.killpg(number, signal.SIGINT)
    assert seqtext.forked.end(number) == 130
    assert "run the same command to go on" in errors.read_text()
    assert "Traceback" not in errors.read_text()
    assert ends(number)


SOAK = pytest.mark.soak
STOPS = [(signal.SIGKILL, -9), *(pytest.param(n, 128 + n, marks=SOAK) for n in (2, 15))]


@pytest.mark.parametrize(("number", "code"), STOPS)
def test_no_process_of_its_own_outlives_it(seqtext, number, code) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "seqtext", *LONG],
        stderr=subprocess.PIPE,
        text=True,
        cwd=seqtext.folder,
        start_new_session=True,
        # What a shell starts in the background, this test perhaps, ignores Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stderr is not None
    assert "120 texts" in process.stderr.readline()
    process.stderr.readline()  # the first training is finished
    process.send_signal(number)
    reported = process.communicate(timeout=60)[1]
    assert process.returncode == code
    assert number == signal.SIGKILL or "run the same command to go on" in reported
    assert "Traceback" not in reported
    assert list((seqtext.folder / "r" / "cells").iterdir())
    assert ends(process.pid)
