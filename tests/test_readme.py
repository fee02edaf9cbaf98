"""The README's commands, run in their order in one folder: they work and print what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"^```(console|shell)\n(.*?)^```$", README.read_text(), re.S | re.M)


def sessions(block: str) -> list[tuple[str, list[str]]]:
    """The commands of a console block, each with the lines it prints."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("readme")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def command(line: str) -> subprocess.CompletedProcess[str]:
        shell = ["bash", "-euc", line]
        environment = {**os.environ, "PATH": path}
        return subprocess.run(shell, cwd=folder, env=environment, capture_output=True, text=True)

    return command


def alike(printed: str, shown: str) -> bool:
    """Word by word the same; numbers with a decimal point may differ in the second decimal."""
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
    kind, block = BLOCKS[number]
    if kind == "shell":
        for line in block.splitlines():
            done = run(line)
            assert done.returncode == 0, f"{line}\n{done.stderr}"
        return
    for line, shown in sessions(block):
        done = run(line)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        printed = (done.stdout + done.stderr).splitlines()
        assert len(printed) == len(shown), line
        for found, expected in zip(printed, shown, strict=True):
            assert alike(found, expected), f"{line}\n{found}\n{expected}"


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
