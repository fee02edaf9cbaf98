"""Start and end of a command: its streams, and exit codes for errors, signals and pipes."""

import errno
import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn, TextIO

import click

from seqtext.errors import SeqtextError, is_of_memory
from seqtext.report.shapes.visible import printable

BROKEN_PIPE, INTERRUPTED, TERMINATED = 141, 130, 143  # 128 + the signal's number
LONGEST = 2000  # characters of an error message, which may quote long user input
SHORT = "not enough for this run; free some, or use a smaller model or shorter texts"
_MODES = (
    os.O_WRONLY,
    os.O_RDONLY,
    os.O_WRONLY,
)  # of placeholders; stdin and stdout fail


class Terminated(BaseException):
    """Raised on SIGTERM: it unwinds like Ctrl-C, so that every `finally` runs."""


def prepare_streams() -> None:
    """Prepare the standard streams, and raise `Terminated` on SIGTERM.

    A closed stream is replaced by a placeholder, so that no other file gets its number: reading
    stdin or writing stdout then fails, and messages to stderr are lost. The streams are buffered,
    because an unbuffered write that a full disk cuts short goes unnoticed.
    """
    for number, mode in enumerate(_MODES):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)  # the lowest free number is this one
    sys.stdout = _writable(sys.stdout, 1)
    sys.stderr = _writable(sys.stderr, 2)
    if signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _terminate)


def _writable(stream: TextIO | None, number: int) -> TextIO:
    """Return the stream, buffered and in UTF-8; a new one if it was closed."""
    if isinstance(stream, io.TextIOWrapper) and not isinstance(stream.buffer, io.RawIOBase):
        stream.reconfigure(encoding="utf-8", errors=stream.errors, newline="\n")
        return stream
    if stream is not None and not isinstance(stream, io.TextIOWrapper):
        return stream  # the caller replaced it
    raw = io.FileIO(number, "w", closefd=False)
    errors = "strict" if number == 1 else "backslashreplace"
    return io.TextIOWrapper(io.BufferedWriter(raw), "utf-8", errors, "\n", line_buffering=True)


def _terminate(signum: int, frame: FrameType | None) -> NoReturn:
    raise Terminated


@contextmanager
def ending(debug: bool) -> Iterator[None]:
    """End the process like a Unix filter; with `debug` an error keeps its traceback."""
    try:
        try:
            yield
        finally:  # also if click raises an exception, as after --help
            sys.stdout.flush()
    except KeyboardInterrupt:
        exit_with("interrupted", INTERRUPTED)
    except Terminated:
        exit_with("terminated", TERMINATED)
    except click.BadParameter as error:
        if isinstance(error, click.MissingParameter):
            raise
        exit_with(_value_error(error), 1)
    except click.ClickException as error:
        # The message quotes the command line.
        error.message = printable(error.message)  # type: ignore[misc]
        raise
    except SeqtextError as error:
        if debug:
            raise
        exit_with(str(error), 1)
    except OSError as error:
        _discard(sys.stdout)
        if _is_broken_pipe(error):
            sys.exit(BROKEN_PIPE)
        if debug:
            raise
        exit_with(_system_error(error), 1)
    except (RuntimeError, MemoryError) as error:
        if debug or not is_of_memory(error):
            raise
        exit_with(f"memory: {SHORT}", 1)


def _value_error(error: click.BadParameter) -> str:
    """Return the message for an invalid value, in the form of seqtext's own errors."""
    name = error.param.get_error_hint(error.ctx) if error.param else error.param_hint or "?"
    return "".join(name).replace("'", "") + ": " + error.message.rstrip(".")


@contextmanager
def ignoring_closed_stdout() -> Iterator[None]:
    """Print what files hold too: a closed stdout is no error here, a full disk is."""
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        if not _is_broken_pipe(error) and error.errno != errno.EBADF:
            raise
        _discard(sys.stdout)


def _is_broken_pipe(error: OSError) -> bool:
    """Return whether the reader of a pipe has gone; Windows reports an invalid argument."""
    windows = os.name == "nt" and error.errno == errno.EINVAL and error.filename is None
    return windows or isinstance(error, BrokenPipeError)


def exit_with(message: str, code: int) -> NoReturn:
    """Print one line to stderr and exit with this code."""
    line = "seqtext: " + message.replace("\n", " ")
    print_to_stderr(
        line if len(line) <= LONGEST else f"{line[: LONGEST // 2]} … {line[-LONGEST // 2 :]}"
    )
    sys.exit(code)


def print_to_stderr(message: str) -> None:
    """Print a line to stderr with control characters escaped; ignore a closed stderr."""
    try:
        click.echo(printable(message), err=True)
    except OSError:
        _discard(sys.stderr)


def print_result(lines: str, nl: bool = True) -> None:
    """Print lines to stdout: unchanged to a file or pipe, control characters escaped on a terminal.

    `nl`: add a line feed at the end.
    """
    # Without color, click removes escape sequences from what it writes to files and pipes.
    click.echo(printable(lines) if sys.stdout.isatty() else lines, nl=nl, color=True)


def _system_error(error: OSError) -> str:
    if error.errno == errno.EBADF and error.filename is None:
        return "stdout: is closed; redirect it to a file or a pipe"
    place = error.filename or "output"
    return f"{place}: {error.strerror or error}; free some space, or write elsewhere"


def _discard(stream: TextIO) -> None:
    """Redirect the stream to the null device, so that Python's final flush succeeds."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
