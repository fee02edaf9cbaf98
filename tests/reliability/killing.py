"""Kills trainings at chosen points and takes them up again: a script, run by test_kills.py.

    python killing.py FOLDER POINTS SEED

The points are numbers of Python calls since the command began, so they are spread over all that it
does, do not depend on how busy the machine is, and the same seed kills at the same points. Each
training runs in a child that is forked after every command ran once, so that the calls are those of
a training, not of loading libraries. Every second point lies within the writing of a checkpoint or
a model. Prints, for each point, what was killed where, and what differs at the end: nothing.
"""

import contextlib
import hashlib
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from seqtext.system import files, locks
from seqtext.system.model_file import read_model
from seqtext.training import optimizer, resume
from seqtext_cli.main import main

resume.INTERVAL, resume.SHARE = 0.0, float("inf")  # a checkpoint at every step

FEW = ["--hidden", "8", "--epochs", "2", "--batch-texts", "16"]
SMALL = [*FEW, "--embedding", "8"]
CLASSIFY = ["train", "classify", "texts.tsv", *SMALL, "--model"]
TRANSLATE = ["train", "translate", "pairs.tsv", *SMALL, "--tokenizer", "word", "--model"]
COMMANDS = {  # each kind of model among the first five
    "gru, averaged": [*CLASSIFY, "gru", "--average", "2", "--schedule", "cosine"],
    "translator": [*TRANSLATE, "seq2seq-gru", "--teacher-forcing", "0.5", "--layers", "1"],
    "bow": ["train", "classify", "texts.tsv", "--model", "bow", "--ngrams", "2"],
    "dan, by rows": [*CLASSIFY, "dan"],
    "transformer": [*CLASSIFY, "transformer", "--heads", "2"],
    "lstm": [*CLASSIFY, "lstm"],
    "cnn": [*CLASSIFY, "cnn", "--patience", "1"],
    "mlp": ["train", "classify", "texts.tsv", *FEW, "--model", "mlp", "--ngrams", "2"],
    "transformer translator": [*TRANSLATE, "transformer", "--heads", "2", "--layers", "1"],
}
# A file is written from the time at which it has a temporary name, until its folder is synced.
BEGUN = locks.temporary.__code__, "return"
WRITTEN = files._sync_folder.__code__, "return"
OUTPUTS = {"m.safetensors", "m.log.jsonl"}


def texts() -> str:
    words = ["good", "bad", "fine", "poor"]
    rows = (f"{'pn'[i % 2]}\tthe food {i % 11} was {words[i % 4]} {i}\n" for i in range(48))
    return "".join(rows)


def pairs() -> str:
    return "".join(f"a {i % 7} b {i}\tc {i % 5} d {i}\n" for i in range(36))


def in_child(folder: Path, work: Callable[[], None]) -> int:
    """Do some work in a forked process; answers how it ended: a code, or minus a signal."""
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        for number in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
        with contextlib.suppress(BaseException):
            work()
            os._exit(0)
        os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def command(name: str) -> None:
    """Run a command of COMMANDS in this folder."""
    optimizer.WORTH = 1 if "by rows" in name else 1 << 20  # a small table would be trained whole
    try:
        main([*COMMANDS[name], "--quiet", "-o", "m.safetensors"], prog_name="seqtext")
    except SystemExit as end:
        if end.code:
            raise


def counted(name: str, at: int, end: Callable[[], None]) -> None:
    """Run a command and call `end` at the call of this number, or not at all.

    Leaves a file that says how many calls there were, and which of them were part of a writing.
    """
    calls, begun, writes = 0, 0, list[tuple[int, int]]()

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls, begun
        calls += 1
        if (frame.f_code, event) == BEGUN:
            begun = calls
        elif (frame.f_code, event) == WRITTEN:
            writes.append((begun, calls))
        if calls == at:
            end()

    sys.setprofile(count)
    command(name)
    sys.setprofile(None)
    Path("calls").write_text(json.dumps({"calls": calls, "writes": writes}))


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hashes(folder: Path) -> dict[str, str]:
    """What stands in the folder, beside the data."""
    names = sorted(set(os.listdir(folder)) - {"texts.tsv", "pairs.tsv", "calls"})
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def fresh(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "texts.tsv").write_text(texts())
    (folder / "pairs.tsv").write_text(pairs())
    return folder


def one_point(
    folder: Path, name: str, points: list[int], expected: dict[str, str]
) -> dict[str, Any]:
    """Kill at each of the points in turn, then let the command end."""
    codes = [in_child(folder, lambda at=at: counted(name, at, kill)) for at in points]
    if (folder / "m.ckpt").exists():
        read_model(str(folder / "m.ckpt"))  # whole, whenever it was killed
    left = sorted(hashes(folder))
    codes.append(in_child(folder, lambda: command(name)))
    ends = hashes(folder)
    return {
        "command": name,
        "points": points,
        "codes": codes,
        "left": left,
        "different": sorted(n for n in expected | ends if expected.get(n) != ends.get(n)),
    }


def through(folder: Path, name: str) -> tuple[dict[str, str], dict[str, Any]]:
    """What a command leaves that nobody kills, and the calls that it makes."""
    assert in_child(fresh(folder), lambda: counted(name, 0, kill)) == 0
    expected = hashes(folder)
    assert expected.keys() <= OUTPUTS
    return expected, json.loads((folder / "calls").read_text())


def point(random: Random, calls: int, writes: list[tuple[int, int]], writing: bool) -> int:
    """The number of a call, or of one between the beginning and the end of a writing."""
    if not writing:
        return random.randrange(1, calls)
    return random.randint(*random.choice(writes))


def all_points(folder: Path, count: int, seed: int) -> None:
    """Kill at so many points, over the commands in turn."""
    random, names = Random(seed), list(COMMANDS)[:count]
    os.chdir(fresh(folder / "warm"))
    for name in names:
        command(name)
    known = {name: through(folder / f"whole-{i}", name) for i, name in enumerate(names)}
    for i in range(count):
        name = names[i % len(names)]
        expected, calls = known[name]
        points = [point(random, **calls, writing=i % 2 == 1)]
        if i % 4 > 1:  # again, in what goes on from there
            points.append(random.randrange(1, 1 + calls["calls"] // 2))
        print(json.dumps(one_point(fresh(folder / str(i)), name, points, expected)), flush=True)


if __name__ == "__main__":
    all_points(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
