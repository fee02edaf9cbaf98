"""Commands in separate processes, without the time to import the libraries.

As a program, it imports all modules of seqtext once and forks a process for each command that it
reads from stdin: a line of JSON in, a line with exit code and CPU seconds out. Each process has
its own folder, environment, streams and signals. It shares the hash seed of this process and has
files as streams: tests that depend on this, or on startup, use `python -m seqtext`.
"""

import atexit
import json
import os
import signal
import sys
import traceback
from importlib import import_module
from multiprocessing import get_context
from pkgutil import walk_packages
from typing import Any

LEFT_OUT = ("seqtext.__main__", "seqtext.words.torchtext_bridge")


def load() -> None:
    """Import all modules. The workers of a comparison are forked, too."""
    for name in ("seqtext", "seqtext_cli", "seqtext_corpora"):
        package = import_module(name)
        for module in walk_packages(package.__path__, f"{name}."):
            if module.name not in LEFT_OUT:
                import_module(module.name)
    sys.modules["seqtext.order.trainings.processes"].get_context = lambda way: get_context("fork")  # type: ignore
    os.register_at_fork(after_in_child=usual_signals)


def usual_signals() -> None:
    """Reset the signal handlers, as in a new process, so that SIGTERM ends a worker."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def streams(paths: list[str]) -> None:
    """Replace the three standard streams with files."""
    for number, path in enumerate(paths):
        mode = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        file = os.open(path, mode)
        os.dup2(file, number)
        os.close(file)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)


def run(request: dict[str, Any]) -> int:
    """Run `python -m seqtext ARGUMENTS` in this process; return its exit code."""
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    streams(request["streams"])
    sys.argv = ["seqtext", *request["arguments"]]
    sys.modules["__main__"] = import_module("seqtext.__main__")  # workers import it
    try:
        sys.modules["__main__"].main(prog_name="seqtext")
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def serve() -> None:
    """Run the requested commands until stdin ends."""
    load()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = run(json.loads(line))
            atexit._run_exitfuncs()
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os._exit(code)
        _, status, used = os.wait4(child, 0)
        seconds = used.ru_utime + used.ru_stime
        print(os.waitstatus_to_exitcode(status), seconds, flush=True)


if __name__ == "__main__":
    serve()
