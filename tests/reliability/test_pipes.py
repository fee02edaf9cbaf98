"""Closed pipes, full disks and closed streams: the exit code tells, and nobody sees a traceback."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROWS = "".join(
    f"{'pos' if i % 2 else 'neg'}\tit was {'good' if i % 2 else 'bad'} {i}\n" for i in range(40)
)
PREDICT = ["predict", "m.safetensors", "texts.txt"]
# Through click's echo and through the bytes below it, in a command and before there is one.
FILTERS = [PREDICT, ["vocab", "show", "v.tsv"], ["--help"]]
SOAK = pytest.mark.soak
# Each filter with a buffer, and the one that writes most without one.
BUFFERS = [(FILTERS[0], True), *((filter, False) for filter in FILTERS)]
BUFFERS += [pytest.param(filter, True, marks=SOAK) for filter in FILTERS[1:]]
COMPARE = ["compare", "train.tsv", "--models", "bow:1", "--suites", "none", "--draws", "1"]
COMPARE += ["--jobs", "1"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("pipes")
    (folder / "train.tsv").write_text(ROWS)
    (folder / "texts.txt").write_text("it was good\n" * 20_000)
    train = ["train", "classify", "train.tsv", "--model", "bow", "-o", "m.safetensors"]
    for arguments in (train, ["vocab", "build", "texts.txt", "-o", "v.tsv"]):
        assert start(folder, arguments).returncode == 0
    return folder


def start(
    folder: Path, arguments: list[str], shell: str = "", **options
) -> subprocess.CompletedProcess:
    """Run seqtext; `shell` redirects its streams."""
    command = [sys.executable, "-m", "seqtext", *arguments]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": folder, **options}
    if shell:
        command = ["sh", "-c", f'exec "$@" {shell}', "sh", *command]
    return subprocess.run(command, **options)


def environment(unbuffered: bool) -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "1" if unbuffered else ""}


@pytest.mark.parametrize(("arguments", "unbuffered"), BUFFERS)
def test_a_reader_that_went_away_ends_a_filter_quietly(folder, arguments, unbuffered) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = start(folder, arguments, stdout=writer, env=environment(unbuffered))
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize(("arguments", "unbuffered"), BUFFERS)
def test_a_full_disk_is_an_error(folder, arguments, unbuffered) -> None:
    done = start(folder, arguments, "> /dev/full", env=environment(unbuffered))
    assert done.returncode == 1
    assert done.stderr.decode() == (
        "seqtext: output: No space left on device; free some space, or write elsewhere\n"
    )


@pytest.mark.parametrize("unbuffered", [pytest.param(False, marks=SOAK), True])
def test_a_disk_that_fills_up_within_a_line_is_an_error(folder, forked, unbuffered) -> None:
    """Without a buffer Python takes the first part of what it writes for the whole."""
    whole = len(forked(*PREDICT, folder=folder).stdout)

    def limit() -> None:  # the file may not grow beyond its last ten bytes
        resource.setrlimit(resource.RLIMIT_FSIZE, (whole - 10, whole - 10))

    with open(folder / "answers", "wb") as file:
        done = start(folder, PREDICT, stdout=file, env=environment(unbuffered), preexec_fn=limit)
    assert done.returncode == 1
    assert b"File too large" in done.stderr


@pytest.mark.parametrize("arguments", FILTERS[:2], ids=" ".join)
def test_a_filter_with_a_closed_stdout_is_an_error(folder, arguments) -> None:
    done = start(folder, arguments, ">&-")
    assert done.returncode == 1
    assert done.stderr.startswith(b"seqtext: stdout: is closed;")


CLOSED = [pytest.param(">&-", marks=SOAK), pytest.param("2>&-", marks=SOAK), "<&- >&- 2>&-"]


@pytest.mark.parametrize("streams", [*CLOSED, "2>/dev/full"])
def test_training_needs_no_stream(folder, tmp_path, streams) -> None:
    output = str(tmp_path / "m.safetensors")
    arguments = ["train", "classify", "train.tsv", "--model", "bow", "-o", output]
    done = start(folder, arguments, streams)
    assert (done.returncode, done.stdout) == (0, b"")
    assert Path(output).read_bytes() == (folder / "m.safetensors").read_bytes()


# Stdout becomes a pipe whose reader went away.
GONE = """
import os, sys
reader, writer = os.pipe()
os.close(reader)
os.dup2(writer, 1)
sys.stdout = open(1, "w", closefd=False)
"""


@pytest.mark.parametrize(
    ("stdout", "before", "code"),
    [(os.devnull, GONE, 0), ("/dev/full", "", 1)],
    ids=["gone", "full"],
)
def test_compare_writes_its_report_whoever_reads_stdout(
    folder, tmp_path, forked, stdout, before, code
) -> None:
    errors = tmp_path / "errors"
    arguments = [*COMPARE, "-o", str(tmp_path / "r")]
    number = forked.begin(arguments, folder, [os.devnull, stdout, str(errors)], before)
    assert forked.end(number) == code, errors.read_text()
    assert "Traceback" not in errors.read_text()
    assert (tmp_path / "r" / "report.html").exists()
