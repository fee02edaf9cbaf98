"""Whatever call to the system fails: one line, exit 1; each output is the old or the new one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TEXT = "".join(
    f"{'pos' if i % 2 else 'neg'}\tthe {'food' if i % 3 else 'room'} was "
    f"{'good' if i % 2 else 'bad'} {i % 7}\n"
    for i in range(60)
)
NETWORK = ("--embedding", "4", "--hidden", "4", "--epochs", "2", "--device", "cpu")
COMMANDS = {
    "vocab count": ("vocab", "count", "t.tsv", "-o", "out.tsv"),
    "vocab build": ("vocab", "build", "t.tsv", "-o", "out.tsv"),
    "vocab merge": ("vocab", "merge", "c.tsv", "c.tsv", "-o", "out.tsv"),
    "train bow": ("train", "classify", "t.tsv", "--model", "bow:2", "-o", "m.safetensors"),
    "train dan": ("train", "classify", "t.tsv", "--model", "dan", *NETWORK, "-o", "m.safetensors"),
    "corpora make": ("corpora", "make", "sentiment-en", "--size", "9", "-o", "made"),
    "predict": ("predict", "old.safetensors", "t.tsv"),
    "evaluate": ("evaluate", "old.safetensors", "t.tsv"),
}
FEW = (("vocab count", 4), ("train dan", 9))
# What a run may leave beside its output: what the next one takes up or clears away.
LEFT = (".lock", ".ckpt", ".log.jsonl", ".tmp")


@pytest.fixture(scope="module")
def folder(tmp_path_factory, forked) -> Path:
    """Inputs, and an earlier output of each command."""
    folder = tmp_path_factory.mktemp("faults") / "here"
    folder.mkdir()
    (folder / "t.tsv").write_text(TEXT)
    for arguments in (
        ("vocab", "count", "t.tsv", "-o", "c.tsv"),
        ("train", "classify", "t.tsv", "--model", "majority", "-o", "old.safetensors"),
        ("corpora", "make", "sentiment-en", "--size", "5", "-o", "made"),
    ):
        assert forked(*arguments, folder=folder).returncode == 0
    (folder / "out.tsv").write_text("earlier\n")
    (folder / "m.safetensors").write_bytes((folder / "old.safetensors").read_bytes())
    return folder


def runs(folder: Path, errors: str, every: int, arguments: tuple[str, ...]) -> list[dict]:
    command = [sys.executable, HERE / "faulty.py", errors, str(every), *arguments]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, cwd=folder, env=environment, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def earlier(folder) -> dict[str, str]:
    """The files of the folder before a command, as digests."""
    before, *faulty = runs(folder, "EIO", 10_000, ("vocab", "show", "missing"))
    assert not faulty[1:]
    return before["files"]


def check(folder: Path, earlier: dict[str, str], errors: str, every: int, name: str) -> int:
    """Whatever failed, the outputs are whole; returns how many failures there were."""
    whole, *faulty = runs(folder, errors, every, COMMANDS[name])
    assert (whole["code"], whole["files"].keys() >= earlier.keys()) == (0, True), whole
    for run in faulty:
        reported = {key: run[key] for key in ("error", "call", "number", "stderr")}
        assert "Traceback" not in run["stderr"], reported
        if run["code"]:
            assert run["code"] == 1, reported
            last = run["stderr"].splitlines()[-1]
            assert last.startswith("seqtext: "), reported
            assert os.strerror(0) not in last, reported
        for file, digest in run["files"].items():
            if not file.endswith(LEFT):
                assert digest in (earlier.get(file), whole["files"].get(file)), (reported, file)
        assert run["files"].keys() >= earlier.keys(), reported
        if run["code"] == 0:  # it did not matter: all is as if nothing had failed
            kept = {f: d for f, d in run["files"].items() if not f.endswith(LEFT)}
            assert (
                kept.items()
                == {f: d for f, d in whole["files"].items() if not f.endswith(LEFT)}.items()
            ), reported
    return len(faulty)


@pytest.mark.parametrize(("name", "every"), FEW)
def test_a_failing_call_leaves_the_earlier_output(folder, earlier, name, every):
    assert check(folder, earlier, "ENOSPC,EIO+", every, name) > 3


@pytest.mark.soak
@pytest.mark.parametrize("name", COMMANDS)
def test_each_failing_call_leaves_the_earlier_output(folder, earlier, name):
    failed = check(folder, earlier, "ENOSPC,EIO,EACCES,EDQUOT,EROFS,ENOSPC+,EIO+,EROFS+", 1, name)
    print(f"soak: faults injected into {name}: {failed:,}, the earlier output intact after all")


@pytest.mark.soak
def test_failing_calls_leave_the_earlier_report(folder, forked):
    """The second run of a comparison: all trainings are there, and the report is written anew."""
    arguments = ("compare", "t.tsv", "--models", "bow:1,bow:2", "--suites", "none", "-o", "report")
    assert forked(*arguments, folder=folder).returncode == 0
    earlier = runs(folder, "EIO", 10_000, ("vocab", "show", "missing"))[0]["files"]
    whole, *faulty = runs(folder, "ENOSPC,EIO+", 7, arguments)
    assert whole["code"] == 0, whole["stderr"]
    for run in faulty:
        reported = {key: run[key] for key in ("error", "call", "number", "stderr")}
        assert run["code"] == 1, reported
        assert "Traceback" not in run["stderr"], reported
        for file, digest in run["files"].items():
            if not file.endswith(LEFT):
                assert digest in (earlier.get(file), whole["files"][file]), (reported, file)
        assert run["files"].keys() >= earlier.keys(), reported
    print(f"soak: faults injected into compare: {len(faulty):,}, the report whole after all")


def test_an_interrupted_call_is_made_again(folder):
    _, *faulty = runs(folder, "EINTR", 1, COMMANDS["vocab count"])
    writes = [run for run in faulty if run["call"] in ("write", "read")]
    assert writes
    assert {run["code"] for run in writes} == {0}
