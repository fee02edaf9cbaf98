"""Shared by all tests: one thread, no deadlines, commands in forked processes, CPU seconds.

Small networks gain nothing from more threads, and threads that wait for each other on a busy
machine cost minutes. No test has a time limit, and neither have the examples of hypothesis.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.abc import MetaPathFinder
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"


class Torchless(MetaPathFinder):
    """Without torch, skip what imports it: a test file or a single test."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] == "torch":
            pytest.skip("needs torch", allow_module_level=True)


if find_spec("torch") is None:
    sys.meta_path.insert(0, Torchless())


class Forked:
    """`python -m seqtext ARGUMENTS`, forked from a process that has imported everything.

    seconds  CPU seconds of all commands so far
    """

    def __init__(self, folder: Path) -> None:
        self.streams = [str(folder / name) for name in ("stdin", "stdout", "stderr")]
        self.seconds = 0.0
        command = [sys.executable, str(Path(__file__).with_name("forked.py"))]
        pipe = subprocess.PIPE
        self.server = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)

    def __call__(
        self,
        *arguments: object,
        stdin: bytes = b"",
        folder: str | os.PathLike[str] | None = None,
        before: str = "",
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a command to its end, in a folder and with the current environment; some Python
        code before it.
        """
        paths = [Path(path) for path in self.streams]
        paths[0].write_bytes(stdin)
        texts = [*map(str, arguments)]
        code = self.run(texts, folder or ".", self.streams, before)
        return subprocess.CompletedProcess(texts, code, *(path.read_bytes() for path in paths[1:]))

    def run(
        self,
        arguments: list[str],
        folder: str | os.PathLike[str],
        streams: list[str],
        before: str = "",
    ) -> int:
        """Run a command with files as its streams, named by path; return the exit code."""
        code = self.end(self.begin(arguments, folder, streams, before))
        assert code is not None
        return code

    def begin(
        self,
        arguments: list[str],
        folder: str | os.PathLike[str],
        streams: list[str],
        before: str = "",
    ) -> int:
        """Start a command, after some Python code; return the number of its process."""
        where = {"folder": os.path.abspath(folder), "environment": dict(os.environ)}
        request = {"arguments": arguments, **where, "streams": streams, "before": before}
        return int(self._ask(request))

    def end(self, process: int, wait: bool = True) -> int | None:
        """Return the exit code of a process, or None if it runs and need not be waited for."""
        said = self._ask({"process": process, "wait": wait})
        if said == "running":
            return None
        code, seconds = said.split()
        self.seconds += float(seconds)
        return int(code)

    def _ask(self, request: dict[str, Any]) -> str:
        assert self.server.stdin
        assert self.server.stdout
        print(json.dumps(request), file=self.server.stdin, flush=True)
        return self.server.stdout.readline().strip()

    def close(self) -> None:
        """End the process."""
        self.server.communicate()


_forked: list[Forked] = []  # that of this process, once a test has used it


@pytest.fixture(scope="session")
def forked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forked]:
    """forked(ARGUMENT..., stdin=BYTES, folder=FOLDER) runs a command of seqtext to its end."""
    import torch  # noqa: F401 (the process that is forked imports everything)

    _forked.append(Forked(tmp_path_factory.mktemp("forked")))
    yield _forked[-1]
    _forked.pop().close()


# The slowest files, slowest first. A worker runs one file at a time: a slow file that starts last
# would run alone at the end. (pytest-xdist would start with the files that have most tests:
# Makefile.)
SLOWEST = (
    "test_readme.py",
    "test_kills.py",
    "test_suites.py",
    "test_compilation.py",
    "test_gpu.py",
    "test_cli_compare.py",
    "test_kernel.py",
    "test_determinism.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the slowest files first; keep the order of the others."""
    order = {name: place for place, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--cpu", action="store_true", help="Print the CPU seconds of the test folders."
    )


def _spent() -> float:
    """Return the CPU seconds of this process and of the processes that it waited for."""
    return sum(os.times()[:4]) + sum(server.seconds for server in _forked)


_before = _spent()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Record the CPU seconds since the previous test; the first includes all imports."""
    global _before
    report: pytest.TestReport = yield
    now = _spent()
    report.user_properties.append(("cpu", now - _before))
    _before = now
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the CPU seconds by folder and of the slowest files: see CONTRIBUTING."""
    if not terminalreporter.config.getoption("--cpu"):
        return
    files: Counter[str] = Counter()
    reports = [r for group in terminalreporter.stats.values() for r in group]
    for report in (r for r in reports if isinstance(r, pytest.TestReport)):
        files[report.location[0]] += dict(report.user_properties).get("cpu", 0.0)
    folders: Counter[str] = Counter()
    for name, seconds in files.items():
        folders[os.path.dirname(name)] += seconds
    terminalreporter.section(f"{files.total():.0f} seconds of CPU")
    for name, seconds in [*folders.most_common(), *files.most_common(20)]:
        terminalreporter.write_line(f"{seconds:7.1f}  {name}")
