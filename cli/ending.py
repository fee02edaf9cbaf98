"""How a command begins and ends: its streams, and the exit codes of errors, signals and pipes."""

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
LONGEST = 2000  # characters of an error: what it quotes of the user's may be endless
SHORT = "there is less than this takes; free some, or take a smaller model or shorter texts"
_MODES = (os.O_WRONLY, os.O_RDONLY, os.O_WRONLY)  # of stand-ins for streams; two of them refuse


class Terminated(BaseException):
    """SIGTERM arrived: unwinds like Ctrl-C, so that every `finally` runs."""


def prepare() -> None:
    """Make the streams fit to write to, and have SIGTERM unwind.

    A stream that was closed gets a stand-in, so that no other file takes its number: to read or to
    write there is an error, and what is told on stderr is lost. Without a buffer Python would take
    the first part of a line for the whole where a disk is full.
    """
    for number, mode in enumerate(_MODES):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)  # the lowest free number is this one
    sys.stdout = _fit(sys.stdout, 1)
    sys.stderr = _fit(sys.stderr, 2)
    if signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _terminate)


def _fit(stream: TextIO | None, number: int) -> TextIO:
    """The stream, with a buffer and in UTF-8, as all text is; a new one where it was closed."""
    if isinstance(stream, io.TextIOWrapper) and not isinstance(stream.buffer, io.RawIOBase):
        stream.reconfigure(encoding="utf-8", errors=stream.errors, newline="\n")
        return stream
    if stream is not None and not isinstance(stream, io.TextIOWrapper):
        return stream  # whoever called us has put it there
    raw = io.FileIO(number, "w", closefd=False)
    errors = "strict" if number == 1 else "backslashreplace"
    return io.TextIOWrapper(io.BufferedWriter(raw), "utf-8", errors, "\n", line_buffering=True)


def _terminate(signum: int, frame: FrameType | None) -> NoReturn:
    raise Terminated


@contextmanager
def ending(debug: bool) -> Iterator[None]:
    """End the process as a Unix filter should; with `debug` an error keeps its traceback."""
    try:
        try:
            yield
        finally:  # also where click leaves by an exception, as after --help
            sys.stdout.flush()
    except KeyboardInterrupt:
        leave("interrupted", INTERRUPTED)
    except Terminated:
        leave("terminated", TERMINATED)
    except click.BadParameter as error:
        if isinstance(error, click.MissingParameter):
            raise
        leave(_of_value(error), 1)
    except click.ClickException as error:
        # It quotes what stood on the command line.
        error.message = printable(error.message)  # type: ignore[misc]
        raise
    except SeqtextError as error:
        if debug:
            raise
        leave(str(error), 1)
    except OSError as error:
        _discard(sys.stdout)
        if _nobody_reads(error):
            sys.exit(BROKEN_PIPE)
        if debug:
            raise
        leave(_of_system(error), 1)
    except (RuntimeError, MemoryError) as error:
        if debug or not is_of_memory(error):
            raise
        leave(f"memory: {SHORT}", 1)


def _of_value(error: click.BadParameter) -> str:
    """What is wrong with the value of an option or argument, as seqtext's own checks tell it."""
    name = error.param.get_error_hint(error.ctx) if error.param else error.param_hint or "?"
    return "".join(name).replace("'", "") + ": " + error.message.rstrip(".")


@contextmanager
def for_whoever_reads() -> Iterator[None]:
    """Print what stands in files too: that nobody reads stdout is no error. A full disk is."""
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        if not _nobody_reads(error) and error.errno != errno.EBADF:
            raise
        _discard(sys.stdout)


def _nobody_reads(error: OSError) -> bool:
    """Whether the reader of a pipe is gone, which Windows calls an invalid argument."""
    windows = os.name == "nt" and error.errno == errno.EINVAL and error.filename is None
    return windows or isinstance(error, BrokenPipeError)


def leave(message: str, code: int) -> NoReturn:
    """Print one line on stderr and end."""
    line = "seqtext: " + message.replace("\n", " ")
    say(line if len(line) <= LONGEST else f"{line[: LONGEST // 2]} … {line[-LONGEST // 2 :]}")
    sys.exit(code)


def say(message: str) -> None:
    """Print a line on stderr, what would steer a terminal shown. The exit code tells the deaf."""
    try:
        click.echo(printable(message), err=True)
    except OSError:
        _discard(sys.stderr)


def answer(lines: str, nl: bool = True) -> None:
    """Print lines on stdout. To a file or a pipe they go as they are; a terminal they cannot steer.

    `nl`: end the last one.
    """
    # color: or click would take escape sequences out of what it writes to files and pipes
    click.echo(printable(lines) if sys.stdout.isatty() else lines, nl=nl, color=True)


def _of_system(error: OSError) -> str:
    if error.errno == errno.EBADF and error.filename is None:
        return "stdout: is closed; send the output to a file or a pipe"
    place = error.filename or "output"
    return f"{place}: {error.strerror or error}; free the place or name another"


def _discard(stream: TextIO) -> None:
    """Let the stream's file be none, so that the interpreter's last flush finds no fault."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
