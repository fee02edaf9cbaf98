"""Run a command once for each call to the system that it makes, and let that call fail.

    python faulty.py ERRORS EVERY ARGUMENTS...   prints a JSON list, one record a run

Each run is a fork of this process, which has imported everything, so a run takes milliseconds. Run
0 is whole, and tells how many calls there are; then, for each ERROR (an errno by name) and each
EVERY-th call, that call fails, and so do all calls after it where the name ends in "+". A record
holds: the error, the call's name and number, the exit code, stderr, and the files of the folder
by name, as digests.
"""

import builtins
import errno
import hashlib
import io
import json
import os
import shutil
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

REAL = {name: getattr(os, name) for name in (
    "open", "write", "fsync", "replace", "rename", "unlink", "mkdir", "fchmod", "truncate",
    "fdopen", "close", "stat", "listdir",
)}  # fmt: skip
OPEN = builtins.open
LIGHT = (
    "seqtext_cli.main",
    "seqtext_cli.vocab",
    "seqtext_cli.predict",
    "seqtext.tasks.classify.classifier",
)
HEAVY = ("seqtext_cli.train", "seqtext.tasks.classify.network", "seqtext.networks.dan")
HERE = os.getcwd()


class Faults:
    """Counts the calls, and lets the chosen ones fail."""

    def __init__(self, error: str, number: int) -> None:
        self.code = getattr(errno, error.removesuffix("+")) if error else 0
        self.lasting, self.number = error.endswith("+"), number
        self.calls: list[str] = []

    def call(self, name: str, path: object = None) -> None:
        """Note a call; raise where it is the one."""
        self.calls.append(name)
        count = len(self.calls)
        if self.number and (count == self.number or (self.lasting and count > self.number)):
            raise OSError(self.code, os.strerror(self.code), *([path] if path else []))


def ours(path: object) -> bool:
    """Whether a path is one of the user's: in the folder where the command runs."""
    return isinstance(path, str) and os.path.abspath(path).startswith(HERE)


def install(faults: Faults) -> None:
    """Put counting calls in the place of the system's."""

    class Raw(io.FileIO):
        """An open file whose writes and reads are counted."""

        def write(self, data: Any) -> int:
            faults.call("write")
            return super().write(bytes(data)[: 1 + len(data) // 2])  # a short write is no error

        def readinto(self, buffer: Any) -> int:
            faults.call("read")
            return super().readinto(buffer)

    def counted(name: str) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            path = args[0] if args else None
            if isinstance(path, int) or ours(path):
                faults.call(name, path if isinstance(path, str) else None)
            return REAL[name](*args, **options)

        return call

    for name in ("open", "write", "fsync", "replace", "rename", "unlink", "mkdir", "fchmod"):
        setattr(os, name, counted(name))

    def buffered(raw: Raw, mode: str) -> Any:
        binary = io.BufferedWriter(raw) if raw.writable() else io.BufferedReader(raw)
        return binary if "b" in mode else io.TextIOWrapper(binary, "utf-8")

    def open_(file: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if not ours(file):
            return OPEN(file, mode, *rest, **more)
        faults.call("open", file)
        return buffered(Raw(file, mode.replace("b", "").replace("t", "")), mode)

    def fdopen(number: int, mode: str = "r", *rest: Any, **more: Any) -> Any:
        return buffered(Raw(number, mode.replace("b", "")), mode)

    builtins.open, io.open, os.fdopen = open_, open_, fdopen  # type: ignore[assignment]


def state() -> dict[str, str]:
    """All files below the folder, by name: digest of what they hold."""
    result = {}
    for folder, _, names in os.walk("."):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name))
            with OPEN(path, "rb") as file:
                result[path] = hashlib.sha256(file.read()).hexdigest()[:16]
    return result


def run(arguments: list[str], error: str, number: int) -> dict[str, Any]:
    """One run in a copy of the folder; this process stays as it was."""
    scratch = os.path.abspath(HERE) + ".run"
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(HERE, scratch)
    out, err, calls = (scratch + end for end in (".out", ".err", ".calls"))
    child = os.fork()
    if child == 0:
        os.chdir(scratch)
        globals()["HERE"] = scratch
        for path, stream in ((out, 1), (err, 2)):
            os.dup2(REAL["open"](path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        faults = Faults(error, number)
        code: Any = 70
        try:
            install(faults)
            from seqtext_cli.main import main

            main(arguments)
        except SystemExit as left:
            code = left.code or 0
        except BaseException as other:  # what Python would show as a traceback
            print("Traceback", repr(other), file=sys.stderr, flush=True)
        with OPEN(calls, "w") as file:
            json.dump(faults.calls, file)
        sys.stdout.flush()
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.chdir(scratch)
    files = state()
    os.chdir(HERE)
    made = json.load(OPEN(calls))
    name = made[number - 1] if 0 < number <= len(made) else ""
    text = OPEN(err, errors="backslashreplace").read()
    return {
        "error": error, "number": number, "call": name, "calls": len(made),
        "code": code, "stderr": text, "files": files,
    }  # fmt: skip


def main(errors: str, every: str, *arguments: str) -> None:
    """All runs."""
    for module in LIGHT + (HEAVY if "dan" in arguments else ()):
        import_module(module)
    whole = run(list(arguments), "", 0)
    records = [whole]
    for error in errors.split(","):
        for number in range(1, whole["calls"] + 1, int(every)):
            records.append(run(list(arguments), error, number))
    json.dump(records, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
