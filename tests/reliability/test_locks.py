"""Leftovers of a crash go, those of living writers stay; an output has one writer at a time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from seqtext.errors import SeqtextError
from seqtext.system.files import atomic_output, ensure_writable
from seqtext.system.locks import in_turn, only_writer

BEGUN = "print('begun', flush=True); import time; time.sleep(60)"
WRITING = f"""
import sys
from seqtext.system.files import atomic_output
with atomic_output(sys.argv[1]) as file:
    file.write(b"half")
    {BEGUN}
"""
HOLDING = f"""
import sys
from seqtext.system.locks import only_writer
with only_writer(sys.argv[1]):
    {BEGUN}
"""


def begun(code: str, path: Path) -> subprocess.Popen[bytes]:
    """A process that has begun to write or to hold `path`, and sleeps."""
    process = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    return process


def killed(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


@pytest.mark.parametrize("start", [ensure_writable, lambda path: atomic_output(path).__enter__()])
def test_the_next_start_clears_what_a_dead_writer_left(tmp_path, start) -> None:
    writer = begun(WRITING, tmp_path / "out")
    (left,) = names(tmp_path)
    ensure_writable(str(tmp_path / "other"))
    assert names(tmp_path) == [left]  # its writer lives
    killed(writer)
    assert names(tmp_path) == [left]
    start(str(tmp_path / "other"))
    assert left not in names(tmp_path)


def test_files_of_others_stay_whatever_their_names(tmp_path) -> None:
    others = [".seqtext-notes.tmp", ".seqtext-0123456789abcdef.tmp.txt", "x.tmp"]
    for name in others:
        (tmp_path / name).write_bytes(b"")
    folder = tmp_path / ".seqtext-0123456789abcdef.tmp"
    folder.mkdir()
    ensure_writable(str(tmp_path / "out"))
    assert names(tmp_path) == sorted([*others, folder.name])


def test_a_second_writer_is_refused_until_the_first_one_ends_or_dies(tmp_path) -> None:
    path = tmp_path / "m.safetensors"
    first = begun(HOLDING, path)
    with pytest.raises(SeqtextError, match=rf"another run \(process {first.pid}\)"):
        only_writer(str(path)).__enter__()
    with only_writer(str(tmp_path / "n.safetensors")):
        pass  # another output is free
    killed(first)
    with only_writer(str(path)), pytest.raises(SeqtextError), only_writer(str(path)):
        pass
    assert names(tmp_path) == []


def test_a_pipe_has_no_lock(tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with only_writer(str(tmp_path / "pipe")), only_writer(str(tmp_path / "pipe")):
        assert names(tmp_path) == ["pipe"]


def test_a_link_and_its_target_are_one_output(tmp_path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with only_writer(str(tmp_path / "target")), pytest.raises(SeqtextError, match="another run"):
        only_writer(str(tmp_path / "link")).__enter__()


IN_TURN = HOLDING.replace("only_writer(sys.argv[1])", "in_turn(sys.argv[1], 1)").replace(
    "only_writer", "in_turn"
)


def test_a_turn_comes_when_the_other_process_dies_or_the_time_is_over(tmp_path) -> None:
    path = tmp_path / "turn"
    process = begun(IN_TURN, path)
    entered = []
    with in_turn(path, 0.01):
        entered.append("without the lock")
    killed(process)
    with in_turn(path, 60), pytest.raises(Timeout):
        FileLock(path, timeout=0.01).acquire()
    with in_turn(path / "below", 60):
        entered.append("below a file")
    assert len(entered) == 2
