"""The main commands without what only Linux has, and without what Windows lacks."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from seqtext.system import files, locks
from seqtext.system.threads import cores

LACKING = Path(__file__).parent / "lacking"
TEXT = "".join(
    f"{'pn'[i % 2]}\tthe {('food', 'room')[i % 3 > 1]} was {('good', 'bad')[i % 2]} {i}\n"
    for i in range(60)
)
ENDS = [
    *("== count: 0", "== build: 0", "== bag: 0", "== network: 0", "== stopped: 130 m.ckpt"),
    *("== goes on: 0", "== predict: 0", "== evaluate: 0", "== compare: 0"),
]


def test_the_main_commands_need_nothing_that_a_system_lacks(tmp_path) -> None:
    (tmp_path / "t.tsv").write_text(TEXT)
    # filelock warns of a Unix without flock: neither macOS nor Windows is one.
    without = {"PYTHONPATH": str(LACKING), "PYTHONWARNINGS": "ignore:only soft file lock"}
    done = subprocess.run(
        [sys.executable, LACKING / "commands.py"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, **without},
    )
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith("==")] == ENDS, done.stderr
    assert "Traceback" not in done.stderr
    assert "continues from m.ckpt" in done.stderr
    started = lines.index("== goes on: 0") + 1
    assert lines.index("== predict: 0") - started == TEXT.count("\n")  # one line each
    names = ("m.safetensors", "whole.safetensors")
    assert len({hashlib.sha256((tmp_path / name).read_bytes()).digest() for name in names}) == 1
    assert "the\t60\t60" in (tmp_path / "counts.tsv").read_text().splitlines()
    assert (tmp_path / "report" / "report.html").exists()
    assert not list(tmp_path.glob(".*"))  # no lock and no temporary file stays


@pytest.mark.parametrize(("affinity", "of_machine", "expected"), [({0, 3}, 8, 2), (None, 8, 8)])
def test_cores_are_those_of_the_process_or_else_of_the_machine(
    monkeypatch, affinity, of_machine, expected
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: of_machine)
    if affinity is None:
        monkeypatch.delattr("os.sched_getaffinity", raising=False)
    else:
        monkeypatch.setattr("os.sched_getaffinity", lambda process: affinity, raising=False)
    assert cores() == expected


def test_where_open_files_stay_a_moment_passes_before_a_free_one_goes(
    tmp_path, monkeypatch
) -> None:
    for module in (locks, files):
        monkeypatch.setattr(module, "OPEN_FILES_MOVE", False)
    fresh, old = (tmp_path / f".seqtext-{16 * digit}.tmp" for digit in "01")
    for path in (fresh, old):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    files.ensure_writable(str(tmp_path / "other"))
    assert sorted(tmp_path.iterdir()) == [fresh]
