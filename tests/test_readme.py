"""The README's commands, run in order in one folder: they work and print the output shown there."""

import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"^```(console|shell)\n(.*?)^```$", README.read_text(), re.S | re.M)


def sessions(block: str) -> list[tuple[str, list[str]]]:
    """Return the commands of a console block, each with its output lines."""
    result: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            result.append((line[2:], []))
        else:
            result[-1][1].append(line)
    return result


# `seqtext` as a shell function: it passes folder, streams and arguments to the forking process.
FUNCTION = r"""
seqtext() {
    printf '%%s\0' "$PWD" /proc/$BASHPID/fd/{0,1,2} "$@" > "%(asked)s"
    local code
    read -r code < "%(ended)s"
    return "$code"
}
"""


# Options added to commands that begin with these words, to save time.
LESS = {
    ("corpora", "make", "order-es"): ["--size", "100"],
    ("compare", "reviews/train.tsv"): ["--draws", "1"],
    ("compare", "reviews/train.tsv", "--folds"): ["--folds", "2"],
    ("train", "translate"): ["--epochs", "1", "--hidden", "64", "--embedding", "64"],
}


# The training pairs of the suites are the same 6,450 for everyone: here a few of them.
FEW = """
from seqtext.order.classify import suites
suites.TRAIN_PAIRS, suites.MORE_TRAIN_PAIRS = {}, 60
"""


class Shell:
    """Runs lines of the README in a folder."""

    def __init__(self, folder: Path, forked) -> None:
        self.folder, self.forked = folder / "here", forked
        self.folder.mkdir()
        self.asked, self.ended = folder / "asked", folder / "ended"
        for path in (self.asked, self.ended):
            os.mkfifo(path)
        self.function = FUNCTION % {"asked": self.asked, "ended": self.ended}
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        """Run the commands that the shell function requests, one after another."""
        while True:
            place, *words = self.asked.read_bytes().decode().split("\0")[:-1]
            streams, arguments = words[:3], words[3:]
            for start, more in LESS.items():
                arguments += more if (*arguments[: len(start)],) == start else []
            code = self.forked.run(arguments, place, streams, FEW)
            self.ended.write_text(f"{code}\n")

    def __call__(self, line: str, function: str | None = None) -> subprocess.CompletedProcess[str]:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        shell = ["bash", "-euc", (self.function if function is None else function) + line]
        environment = {**os.environ, "PATH": path}
        return subprocess.run(
            shell, cwd=self.folder, env=environment, capture_output=True, text=True
        )


@pytest.fixture(scope="module")
def run(tmp_path_factory, forked):
    return Shell(tmp_path_factory.mktemp("readme"), forked)


def alike(printed: str, shown: str) -> bool:
    """Compare word by word; decimal numbers may differ in the second decimal."""
    words, expected = printed.split(), shown.split()
    for word, other in zip(words, expected, strict=False):
        if re.fullmatch(r"[+-]?\d+\.\d+", other):
            if abs(float(word) - float(other)) > 0.011:
                return False
        elif word != other:
            return False
    return len(words) == len(expected)


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_a_block_of_the_readme(run, number: int) -> None:
    """The first block uses the command on the PATH, like a reader."""
    kind, block = BLOCKS[number]
    function = "" if number == 0 else None
    if kind == "shell":
        for line in block.splitlines():
            done = run(line)
            assert done.returncode == 0, f"{line}\n{done.stderr}"
        return
    for line, shown in sessions(block):
        done = run(line, function)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        printed = (done.stdout + done.stderr).splitlines()
        assert len(printed) == len(shown), line
        for result, expected in zip(printed, shown, strict=True):
            assert alike(result, expected), f"{line}\n{result}\n{expected}"


def test_the_readme_names_every_command() -> None:
    text = README.read_text()
    for command in (
        "vocab",
        "train",
        "predict",
        "evaluate",
        "score",
        "compare",
        "order",
        "explain",
        "info",
        "report",
    ):
        assert f"seqtext {command} " in text
