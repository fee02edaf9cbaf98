"""Compiled kernels on the disk: whole, checked, cleared when nothing loads them any more."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import seqtext
import seqtext_cli
from seqtext import object_files

DAY = 86400
COUNT = [sys.executable, "-m", "seqtext", "vocab", "count", "-", "--quiet"]
TEXT = b"the sun is sweet .\n" * 80_000


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "seqtext"


def aged(path, days):
    """A file as it is where nothing has used it for so many days."""
    path.write_bytes(b"")
    os.utime(path, (time.time() - days * DAY,) * 2)
    return path


def test_what_is_written_is_read_and_what_is_damaged_is_not(folder):
    object_files.write("seqtext.scan.split-1.o", b"code")
    path = folder / "seqtext.scan.split-1.o"
    assert object_files.read(path.name) == b"code"
    assert object_files.read("seqtext.scan.split-2.o") is None
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert object_files.read(path.name) is None


def test_files_that_nothing_loads_go_when_one_is_written(folder):
    folder.mkdir()
    old, tmp = aged(folder / "seqtext.scan.split-0.o", 31), aged(folder / ".0a.tmp", 2)
    kept = [
        aged(folder / "seqtext.scan.split-1.o", 29),  # of another environment, in use
        aged(folder / ".0b.tmp", 0.5),  # another process is writing it
        aged(folder / "notes.txt", 99),
    ]
    object_files.write("seqtext.scan.split-2.o", b"code")
    assert (old.exists(), tmp.exists()) == (False, False)
    assert sorted(folder.iterdir()) == sorted([*kept, folder / "seqtext.scan.split-2.o"])


def test_a_file_that_is_loaded_stays(folder):
    object_files.write("seqtext.scan.split-1.o", b"code")
    os.utime(folder / "seqtext.scan.split-1.o", (time.time() - 40 * DAY,) * 2)
    assert object_files.read("seqtext.scan.split-1.o") == b"code"
    object_files.write("seqtext.scan.split-2.o", b"code")
    assert len(list(folder.iterdir())) == 2


# --- through the command, with a copy of the package ------------------------------------------


def counted(folder, **environment):
    """Count with the package copied to `folder`; returns stdout and stderr."""
    given = {"PYTHONPATH": str(folder), "PATH": os.environ["PATH"], **environment}
    run = subprocess.run(COUNT, input=TEXT, capture_output=True, env=given, cwd=folder, check=True)
    return run.stdout, run.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("copy")
    for package, name in ((seqtext, "seqtext"), (seqtext_cli, "seqtext_cli")):
        source = Path(package.__file__).parent
        shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_several_processes_compile_at_once_and_none_fails(copy):
    given = {"PYTHONPATH": str(copy), "PATH": os.environ["PATH"], "HOME": str(copy)}
    runs = [
        subprocess.Popen(COUNT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=given, cwd=copy)
        for _ in range(2)
    ]
    outputs = [run.communicate(TEXT)[0] for run in runs]
    assert outputs[0] == outputs[1]
    assert outputs[0].splitlines()[1:] == [
        f"{word}\t80000\t80000".encode() for word in (".", "is", "sun", "sweet", "the")
    ]
    assert list((copy / ".cache" / "seqtext").glob("*.o"))
    # What a package manager removes is all that there is beside the package.
    assert not list((copy / "seqtext").rglob("*.o"))


def test_a_damaged_cache_is_passed_over_and_a_read_only_one_told_once(copy):
    expected, note = counted(copy, HOME=str(copy))
    assert note == b""
    for file in (copy / ".cache" / "seqtext").glob("*.o"):
        data = bytearray(file.read_bytes())
        data[100] ^= 1
        file.write_bytes(data)
        file.chmod(0o400)
    shutil.rmtree(copy / "seqtext" / "__pycache__")
    for blocked in (copy / "blocked", copy / "seqtext" / "__pycache__"):
        blocked.write_bytes(b"")  # a file where the cache should be a folder
    output, note = counted(copy, XDG_CACHE_HOME=str(copy / "blocked"))
    assert output == expected
    assert note.count(b"cannot be kept") == 1
    (copy / "seqtext" / "__pycache__").unlink()
    output, note = counted(copy, XDG_CACHE_HOME=str(copy / "blocked"))  # as without a home
    assert (output, note) == (expected, b"")
    assert list((copy / "seqtext" / "__pycache__").glob("*.o"))
    output, note = counted(copy, HOME=str(copy))
    assert (output, note) == (expected, b"")


FOUR = """
import os
os.sched_getaffinity = lambda process: {0, 1, 2, 3}
from seqtext_cli.main import main
main(["vocab", "count", "-", "--quiet"])
"""


@pytest.mark.soak
def test_processes_of_four_threads_never_crash():
    """Python 3.12 without a lock of ours: a segmentation fault in one of ten."""
    for _ in range(60):
        run = subprocess.run([sys.executable, "-c", FOUR], input=TEXT * 4, capture_output=True)
        assert run.returncode == 0, run.stderr
