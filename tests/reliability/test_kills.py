"""A training that is killed, wherever and however often, ends as one that ran through."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

KILLING = Path(__file__).parent / "killing.py"
COMPARE = ["compare", "texts.tsv", "--models", "lstm", "--seeds", "1", "--suites", "none"]
COMPARE += ["--draws", "1", "--epochs", "20", "--patience", "20", "--jobs", "1"]
COMPARE += ["--hidden", "8", "--embedding", "8"]
TRAIN = ["train", "classify", "texts.tsv", "--model", "lstm", "--epochs", "400", "--hidden", "8"]
TRAIN += ["--patience", "400", "--embedding", "8", "--batch-texts", "16", "-o", "m.safetensors"]
# A checkpoint at every step.
OFTEN = """
from seqtext.training import resume
resume.INTERVAL, resume.SHARE = 0.0, float("inf")
"""
# The end of a step is far away.
SLOW = """
import time
from seqtext.training import training_state
def step(*_):
    open("step", "w").close()
    for _ in range(600):
        time.sleep(0.1)
training_state.Course.step = step
"""


def killed(folder: Path, points: int, seed: int) -> list[dict[str, Any]]:
    arguments = [str(folder), str(points), str(seed)]
    done = subprocess.run([sys.executable, KILLING, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(found: list[dict[str, Any]], points: int) -> None:
    assert len(found) == points
    for each in found:
        assert each["different"] == [], each
        assert each["codes"][-1] == 0, each
        assert -signal.SIGKILL in each["codes"], each
    left = {name for each in found for name in each["left"]}
    assert "m.ckpt" in left
    assert any(name.startswith(".seqtext-") for name in left)  # killed while it wrote


def test_killed_once_each_training_ends_with_the_same_bytes(tmp_path) -> None:
    """A point for each kind of model; half of them within a writing, half killed twice."""
    check(killed(tmp_path, 5, 0), 5)


@pytest.mark.soak
def test_killed_at_200_points_it_ends_with_the_same_bytes(tmp_path) -> None:
    result = killed(tmp_path, 200, 1)
    check(result, 200)
    print(f"soak: kill points: {len(result)}, all with the same final hash")


@pytest.fixture
def folder(tmp_path) -> Path:
    rows = (f"{'pn'[i % 2]}\tfood {i % 11} was {['good', 'bad'][i % 2]} {i}\n" for i in range(80))
    (tmp_path / "texts.tsv").write_text("".join(rows))
    return tmp_path


class Training:
    """A command that runs while the test goes on.

    number  that of its process
    """

    def __init__(self, forked, folder: Path, arguments: list[str], before: str = "") -> None:
        self.forked, self.errors = forked, folder / "errors"
        streams = [os.devnull, os.devnull, str(self.errors)]
        self.number = forked.begin(arguments, folder, streams, OFTEN + before)

    def runs(self) -> bool:
        return self.forked.end(self.number, wait=False) is None

    def stop(self, signal_number: int) -> None:
        os.kill(self.number, signal_number)

    def end(self) -> tuple[int, str]:
        """Wait for it; return exit code and stderr."""
        return self.forked.end(self.number), self.errors.read_text()


def wait_for(folder: Path, pattern: str, training: Training, later_than: int = 0) -> int:
    """Until there is a file with such a name that is younger; answers its age."""
    while True:
        ages = [path.stat().st_mtime_ns for path in folder.glob(pattern)]
        if ages and max(ages) > later_than:
            return max(ages)
        assert training.runs(), training.errors.read_text()
        time.sleep(0.01)


TERM = pytest.param(signal.SIGTERM, 143, marks=pytest.mark.soak)  # a comparison is sent it below


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), TERM])
def test_a_stopped_training_says_where_it_goes_on(folder, forked, number, code) -> None:
    training = Training(forked, folder, TRAIN)
    wait_for(folder, "m.ckpt", training)
    training.stop(number)
    ended, reported = training.end()
    assert ended == code, reported
    assert "Traceback" not in reported
    assert "batches; run the same command to go on from m.ckpt" in reported
    assert (folder / "m.ckpt").exists()
    assert not (folder / "m.safetensors").exists()
    assert not list(folder.glob(".*"))


def test_others_keep_their_hands_off_a_training_that_runs_or_was_killed(folder, forked) -> None:
    training = Training(forked, folder, TRAIN)
    wait_for(folder, "m.ckpt", training)
    reported = forked(*TRAIN, folder=folder).stderr.decode()
    assert reported.startswith(
        f"seqtext: m.safetensors: another run (process {training.number}) is writing"
    )
    training.stop(signal.SIGKILL)
    assert training.end()[0] == -signal.SIGKILL
    reported = forked(*TRAIN, "--seed", "1", folder=folder).stderr.decode()
    assert reported.splitlines() == [
        "seqtext: m.ckpt: belongs to a training with a different seed (0, now 1); "
        "use the same, or remove it to start again"
    ]


def test_a_second_signal_does_not_wait(folder, forked) -> None:
    training = Training(forked, folder, TRAIN, SLOW)
    wait_for(folder, "step", training)
    training.stop(signal.SIGINT)
    time.sleep(0.3)
    assert training.runs()
    training.stop(signal.SIGINT)
    code, reported = training.end()
    assert (code, reported.splitlines()[-1]) == (130, "seqtext: interrupted")


STOPS = [[signal.SIGTERM], [signal.SIGKILL, signal.SIGINT, signal.SIGKILL]]


@pytest.mark.parametrize("stops", [STOPS[0], pytest.param(STOPS[1], marks=pytest.mark.soak)])
def test_a_comparison_goes_on_within_a_training(folder, forked, stops) -> None:
    assert forked(*COMPARE, "-o", "whole", folder=folder).returncode == 0
    at = 0
    for number in stops:
        training = Training(forked, folder, [*COMPARE, "-o", "r"])
        at = wait_for(folder, "r/cells/lstm.*.1.ckpt", training, later_than=at)
        training.stop(number)
        code, reported = training.end()
        assert code == (-9 if number == signal.SIGKILL else 128 + number), reported
        assert not list(folder.glob("r/cells/lstm.shuffled*.safetensors"))
    reported = forked(*COMPARE, "-o", "r", folder=folder).stderr.decode()
    for name in ("items.safetensors", "models/lstm.safetensors"):
        assert (folder / "whole" / name).read_bytes() == (folder / "r" / name).read_bytes(), (
            reported
        )
    assert not list(folder.glob("r/**/*.ckpt"))
    assert not [name for name in os.listdir(folder / "r") if name.startswith(".")]
