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
from seqtext.kernel import object_files

DAY = 86400
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
    object_files.write_object("seqtext.kernel.scan.split-1.o", b"code")
    path = folder / "seqtext.kernel.scan.split-1.o"
    assert object_files.read_object(path.name) == b"code"
    assert object_files.read_object("seqtext.kernel.scan.split-2.o") is None
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert object_files.read_object(path.name) is None


def test_files_that_nothing_loads_go_when_one_is_written(folder):
    folder.mkdir()
    old, tmp = aged(folder / "seqtext.kernel.scan.split-0.o", 31), aged(folder / ".0a.tmp", 2)
    kept = [
        aged(folder / "seqtext.kernel.scan.split-1.o", 29),  # of another environment, in use
        aged(folder / ".0b.tmp", 0.5),  # another process is writing it
        aged(folder / "notes.txt", 99),
    ]
    object_files.write_object("seqtext.kernel.scan.split-2.o", b"code")
    assert (old.exists(), tmp.exists()) == (False, False)
    assert sorted(folder.iterdir()) == sorted([*kept, folder / "seqtext.kernel.scan.split-2.o"])


def test_a_file_that_is_loaded_stays(folder):
    object_files.write_object("seqtext.kernel.scan.split-1.o", b"code")
    os.utime(folder / "seqtext.kernel.scan.split-1.o", (time.time() - 40 * DAY,) * 2)
    assert object_files.read_object("seqtext.kernel.scan.split-1.o") == b"code"
    object_files.write_object("seqtext.kernel.scan.split-2.o", b"code")
    assert len(list(folder.iterdir())) == 2


# --- by several processes, with a copy of the package -----------------------------------------

# A kernel that compiles in no time, and those of `vocab count`, which take half a minute.
KERNEL = """
from seqtext.kernel.compiled import kernel

@kernel("i8(i8)")
def successor(x):
    return x + 1

print(successor(41))
"""
COUNTED = b"".join(b"%s\t80000\t80000\n" % word for word in (b".", b"is", b"sun", b"sweet", b"the"))
PROGRAMS = {
    "a kernel": (["kernel.py"], b"42\n"),
    "vocab count": (["-m", "seqtext", "vocab", "count", "-", "--quiet"], COUNTED),
}


class Copy:
    """A copy of the package in a folder, and a program that calls its kernels."""

    def __init__(self, folder, program):
        self.folder = folder
        self.arguments, self.expected = PROGRAMS[program]
        for package, name in ((seqtext, "seqtext"), (seqtext_cli, "seqtext_cli")):
            source = Path(package.__file__).parent
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "kernel.py").write_text(KERNEL)

    def start(self, **environment):
        given = {"PYTHONPATH": str(self.folder), "PATH": os.environ["PATH"], **environment}
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        command = [sys.executable, *self.arguments]
        return subprocess.Popen(command, env=given, cwd=self.folder, **pipes)

    def end(self, process):
        """What the process said on stderr; what it printed is as expected."""
        output, note = process.communicate(TEXT)
        assert process.returncode == 0, note
        assert output.endswith(self.expected)
        return note

    def __call__(self, **environment):
        return self.end(self.start(**environment))


LONG = pytest.param("vocab count", marks=pytest.mark.soak)


@pytest.fixture(scope="module", params=["a kernel", LONG])
def copy(tmp_path_factory, request):
    return Copy(tmp_path_factory.mktemp("copy"), request.param)


def test_several_processes_compile_at_once_and_none_fails(copy):
    for process in [copy.start(HOME=str(copy.folder)) for _ in range(2)]:
        copy.end(process)
    assert list((copy.folder / ".cache" / "seqtext").glob("*.o"))
    # What a package manager removes is all that there is beside the package.
    assert not list((copy.folder / "seqtext").rglob("*.o"))


def test_a_damaged_cache_is_passed_over_and_a_read_only_one_told_once(copy):
    home, blocked = {"HOME": str(copy.folder)}, {"XDG_CACHE_HOME": str(copy.folder / "blocked")}
    beside = copy.folder / "seqtext" / "kernel" / "__pycache__"
    assert copy(**home) == b""
    for file in (copy.folder / ".cache" / "seqtext").glob("*.o"):
        data = bytearray(file.read_bytes())
        data[100] ^= 1
        file.write_bytes(data)
        file.chmod(0o400)
    shutil.rmtree(beside)
    for place in (copy.folder / "blocked", beside):
        place.write_bytes(b"")  # a file where the cache should be a folder
    assert copy(**blocked).count(b"cannot be kept") == 1
    beside.unlink()
    assert copy(**blocked) == b""  # as without a home
    assert list(beside.glob("*.o"))
    assert copy(**home) == b""


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
