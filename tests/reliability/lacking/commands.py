"""Runs the main commands in this folder, one after the other, and prints how each ended.

Ctrl-C comes at the first step of the second network, and the third command goes on. As on Windows,
a file that is open is neither renamed nor removed: /proc tells which are.
"""

import os
import signal
from pathlib import Path
from typing import Any

from seqtext.system import files, locks
from seqtext.training import resume
from seqtext_cli.main import main

SMALL = ("--epochs", "2", "--hidden", "4", "--embedding", "4", "--device", "cpu")
COMPARED = ("--seeds", "1", "--suites", "none", "--jobs", "1", *SMALL)
NETWORK = ("train", "classify", "t.tsv", "--model", "dan", *SMALL, "-o")
COMMANDS = {
    "count": ("vocab", "count", "t.tsv", "-o", "counts.tsv"),
    "build": ("vocab", "build", "t.tsv", "-o", "vocabulary.tsv"),
    "bag": ("train", "classify", "t.tsv", "--model", "bow:2", "-o", "bow.safetensors"),
    "network": (*NETWORK, "whole.safetensors"),
    "stopped": (*NETWORK, "m.safetensors"),
    "goes on": (*NETWORK, "m.safetensors"),
    "predict": ("predict", "m.safetensors", "t.tsv", "--quiet"),
    "evaluate": ("evaluate", "bow.safetensors", "t.tsv", "--json"),
    "compare": ("compare", "t.tsv", "--models", "bow:1,dan", *COMPARED, "-o", "report"),
}


def refusing(call: Any) -> Any:
    """A call to the system that refuses files that this process has open."""

    def refuse(path: Any, *others: Any, **options: Any) -> Any:
        numbers = os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else []
        links = (f"/proc/self/fd/{number}" for number in numbers)
        if os.path.abspath(path) in {os.readlink(each) for each in links if os.path.exists(each)}:
            raise PermissionError(13, "The process cannot access the file", str(path))
        return call(path, *others, **options)

    return refuse


def interrupt(checkpoint: resume.Checkpoint, give: Any) -> None:
    """In place of the first offer."""
    resume.Checkpoint.offer = offer  # type: ignore[method-assign]
    signal.raise_signal(signal.SIGINT)
    offer(checkpoint, give)


offer = resume.Checkpoint.offer


def run(name: str) -> None:
    """Run one command; print its exit code and the checkpoints that are there after it."""
    if name == "stopped":
        resume.Checkpoint.offer = interrupt  # type: ignore[method-assign]
    code: Any = 0
    try:
        main(COMMANDS[name])
    except SystemExit as end:
        code = end.code or 0
    kept = sorted(path.name for path in Path().glob("*.ckpt"))
    print(f"== {name}: {code} {' '.join(kept)}".rstrip(), flush=True)


if __name__ == "__main__":  # the workers of compare import this file
    os.replace, os.unlink = refusing(os.replace), refusing(os.unlink)
    locks.OPEN_FILES_MOVE = files.OPEN_FILES_MOVE = False  # what os.name decides
    for name in COMMANDS:
        run(name)
