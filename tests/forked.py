"""Commands in separate processes, without the time to import the libraries.

As a program, it imports all modules of seqtext once and forks a process for each command that it
reads from stdin: a line of JSON in, a line with the number of the process out. Asked for the end of
a process, it prints exit code and CPU seconds. Each process has its own folder, environment,
streams and signals, and first runs the Python code of the request, if any. It shares the hash seed
of this process and has files as streams: tests that depend on this, or on startup, use
`python -m seqtext`.
"""

import atexit
import json
import os
import signal
import sys
import traceback
import weakref
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
    for finalizer in list(weakref.finalize._registry):  # type: ignore[attr-defined]
        finalizer.atexit = False  # numba's: a process that ends need not unload its kernels


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
    exec(request["before"], {})
    try:
        sys.modules["__main__"].main(prog_name="seqtext")
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def ended(request: dict[str, Any]) -> str:
    """Return exit code and CPU seconds of a process, or "running" if it need not be waited for."""
    flags = 0 if request["wait"] else os.WNOHANG
    child, status, used = os.wait4(request["process"], flags)
    if not child:
        return "running"
    return f"{os.waitstatus_to_exitcode(status)} {used.ru_utime + used.ru_stime}"


def begun(request: dict[str, Any]) -> int:
    """Fork a process for a command; return its number."""
    child = os.fork()
    if child == 0:
        code = run(request)
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
    return child


def serve() -> None:
    """Follow the requests until stdin ends."""
    load()
    for line in sys.stdin:
        request = json.loads(line)
        print(ended(request) if "process" in request else begun(request), flush=True)


if __name__ == "__main__":
    serve()
