"""What the code may not do, read from its source: run what data say, or start a shell."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(p for folder in ("seqtext", "cli", "corpora") for p in (ROOT / folder).rglob("*.py"))

# Modules that read objects, and so code, from bytes, or that start other programs.
MODULES = {"pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
MODULES |= {"yaml", "subprocess", "pty", "code", "runpy", "commands"}
NAMES = {"eval", "exec", "compile", "__import__", "breakpoint", "input"}
METHODS = {
    "os": {"system", "popen", "startfile", "execv", "execve", "execvp", "spawnl", "spawnv"},
    "torch": {"load", "save", "hub", "package", "compile"},
    "np": {"load", "save", "savez", "fromfile"},
    "numpy": {"load", "save", "savez", "fromfile"},
    "shutil": {"unpack_archive"},
    "tarfile": {"extractall"},
    "urllib": {"urlretrieve"},
}
UNPACKING = {"extractall", "extract", "unpack_archive", "loads_pickle", "from_pickle"}


def forbidden(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, what) of all that a module may not do."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name.split(".")[0] for alias in node.names]
            yield from ((node.lineno, name) for name in names if name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            module = (node.module or "").split(".")[0]
            if module in MODULES:
                yield node.lineno, module
            banned = METHODS.get(module, set())
            yield from ((node.lineno, a.name) for a in node.names if a.name in banned)
        elif isinstance(node, ast.Call):
            yield from _called(node)


def _called(node: ast.Call) -> Iterator[tuple[int, str]]:
    called = node.func
    if isinstance(called, ast.Name) and called.id in NAMES:
        yield node.lineno, called.id
    if isinstance(called, ast.Attribute):
        owner = called.value.id if isinstance(called.value, ast.Name) else ""
        if called.attr in METHODS.get(owner, set()) | UNPACKING:
            yield node.lineno, f"{owner}.{called.attr}"
    for keyword in node.keywords:
        if keyword.arg in ("shell", "allow_pickle"):
            yield node.lineno, keyword.arg


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_runs_what_data_say(path):
    assert list(forbidden(ast.parse(path.read_text()))) == []


@pytest.mark.parametrize(
    "line",
    [
        "import pickle",
        "from pickle import loads",
        "import numpy as np; np.load('x', allow_pickle=True)",
        "eval('1')",
        "exec('x = 1')",
        "import os; os.system('ls')",
        "from os import system",
        "import subprocess",
        "import torch; torch.load('x')",
        "archive.extractall('.')",
    ],
)
def test_the_search_finds_what_it_is_for(line):
    assert list(forbidden(ast.parse(line)))
