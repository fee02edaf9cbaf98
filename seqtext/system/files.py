"""Opening inputs, compressed or not, and writing outputs atomically."""

import bz2
import errno
import gzip
import hashlib
import io
import lzma
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, BinaryIO, cast

from seqtext.errors import SeqtextError
from seqtext.system.locks import OPEN_FILES_MOVE, temporary
from seqtext.system.zstd import Zstandard

_DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError)
_BYTES = getattr(os, "O_BINARY", 0)  # Windows would write \r\n for \n
_STREAMS = ("/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/fd/")


def display_name(path: str) -> str:
    """The name of an input in messages: `-` becomes stdin."""
    return "stdin" if path == "-" else path


class _Checked(io.RawIOBase):
    """A stream that raises a SeqtextError whenever damage is found while reading."""

    def __init__(self, stream: IO[bytes], path: str) -> None:
        self.stream, self.path = stream, path

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        # readinto1 returns what a pipe has now instead of waiting for a full block.
        try:
            return cast(io.BufferedIOBase, self.stream).readinto1(buffer)
        except _DAMAGED as error:
            raise _damaged(self.path, str(error)) from None
        except OSError as error:  # bz2 has no error class of its own
            if error.errno is None:
                raise _damaged(self.path, str(error)) from None
            raise _unreadable(self.path, error) from None

    def close(self) -> None:
        # Standard input stays open, because we did not open it.
        if not self.closed and self.path != "-":
            self.stream.close()
        super().close()


_OPENERS: dict[str, Callable[[Any], Any]] = {
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
    ".zst": Zstandard,
}
COMPRESSIONS = tuple(_OPENERS)


def open_input(path: str) -> BinaryIO:
    """The bytes of a file as a buffered stream; `-` is standard input.

    .gz, .bz2, .xz and .zst are decompressed. Raises SeqtextError if the file is missing, is a
    folder or may not be read, and, possibly while reading, if an archive is damaged.
    """
    if path == "-":
        if sys.stdin is None:
            raise SeqtextError("stdin", "is closed", "pipe the text in or name a file")
        return cast(BinaryIO, io.BufferedReader(_Checked(sys.stdin.buffer, path), 1 << 18))
    try:
        file: Any = open(path, "rb")  # noqa: SIM115 (the caller closes it)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    opener = _OPENERS.get(os.path.splitext(path)[1].lower())
    if opener is not None:
        if not file.peek(1):
            raise _damaged(path, "the file is empty")
        file = opener(file)
    return cast(BinaryIO, io.BufferedReader(_Checked(file, path), 1 << 18))


def _damaged(path: str, reason: str) -> SeqtextError:
    cause = f"is cut short or damaged ({reason})" if reason else "is cut short or damaged"
    return SeqtextError(display_name(path), cause, "download or compress it again")


def _unreadable(path: str, error: OSError | ValueError) -> SeqtextError:
    causes: dict[type[Exception], str] = {
        FileNotFoundError: "no such file",
        IsADirectoryError: "is a folder",
        PermissionError: "may not be read (permission denied)",
    }
    reason = getattr(error, "strerror", None) or error
    cause = causes.get(type(error), f"cannot be read ({reason})")
    remedy = "check the path" if isinstance(error, FileNotFoundError) else "give a readable file"
    return SeqtextError(display_name(path), cause, remedy)


@contextmanager
def atomic_output(path: str) -> Iterator[BinaryIO]:
    """A file to write that appears under its name only when it is complete.

    It is written to a temporary file in the same folder, synced to the disk and renamed. On any
    exception the temporary file is removed and an earlier output stays unchanged. The next output
    in that folder removes the temporary files that a crash left. Pipes and devices are written
    directly. Raises SeqtextError if the folder is missing or may not be written.
    """
    if os.path.splitext(path)[1].lower() in COMPRESSIONS:
        raise SeqtextError(path, "outputs are not compressed", "name it without that extension")
    if _is_stream(path):
        with _naming(path):
            stream = os.open(path, os.O_WRONLY | os.O_APPEND | _BYTES)
        with os.fdopen(stream, "wb") as file:
            yield file
        return
    target = os.path.realpath(path)  # a link stays a link
    folder = os.path.dirname(target)
    with _naming(path):
        descriptor, name = temporary(folder)
    with _blaming(path, name), _removing(name):
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            _keep_mode(file.fileno(), target)
            os.fsync(file.fileno())
            if OPEN_FILES_MOVE:
                os.replace(name, target)  # while it is held
        if not OPEN_FILES_MOVE:
            os.replace(name, target)
    _sync_folder(folder)


@contextmanager
def _removing(name: str) -> Iterator[None]:
    """Remove a temporary file on any exception; if that fails, the next output removes it."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def file_digest(path: str) -> str:
    """SHA-256, in hexadecimal, of the bytes of a file, decompressed where its name says so."""
    sha = hashlib.sha256()
    with open_input(path) as file:
        while block := file.read(1 << 20):
            sha.update(block)
    return sha.hexdigest()


def make_folder(path: str) -> None:
    """Create a folder and its parents if they are missing. Raises SeqtextError."""
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        cause = f"cannot create the folder ({error.strerror})"
        raise SeqtextError(path, cause, "choose a folder that can be written") from None


def remove(path: str) -> None:
    """Remove a file if it exists."""
    with suppress(FileNotFoundError):
        os.unlink(path)


def ensure_writable(path: str, *reads: str | None) -> None:
    """Raise the SeqtextError of `atomic_output` now, before hours of work, without writing.

    `reads`: the input files of the same command, which must not be overwritten.
    """
    if not _is_stream(path):
        if any(read and _is_same(path, read) for read in reads):
            raise SeqtextError(
                path, "is also an input and would be overwritten", "choose another file"
            )
        with _naming(path):
            descriptor, name = temporary(os.path.dirname(os.path.realpath(path)))
            if OPEN_FILES_MOVE:
                os.unlink(name)
            os.close(descriptor)
            if not OPEN_FILES_MOVE:
                os.unlink(name)


def _is_same(path: str, other: str) -> bool:
    try:
        return os.path.samefile(path, other)
    except (OSError, ValueError):
        return False


def _is_stream(path: str) -> bool:
    """Whether the path is a pipe, a device or a standard stream, which a rename would replace."""
    if path.startswith(_STREAMS):
        return True
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return False
    if stat.S_ISDIR(mode):
        raise SeqtextError(path, "is a folder", "name a file to write")
    return not stat.S_ISREG(mode)


@contextmanager
def _naming(path: str) -> Iterator[None]:
    """Turn an OSError into the SeqtextError for an output that cannot be created."""
    try:
        yield
        return
    except FileNotFoundError:
        cause, remedy = "its folder does not exist", "create the folder first"
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        cause, remedy = f"cannot be written ({reason})", "choose a folder that can be written"
    raise SeqtextError(path, cause, remedy)


@contextmanager
def _blaming(path: str, temporary: str) -> Iterator[None]:
    """Name the output in an OSError of its temporary file, which the user does not know."""
    try:
        yield
    except OSError as error:
        if error.filename in (None, temporary):
            error.filename = path
        raise


def _keep_mode(descriptor: int, target: str) -> None:
    """Give the new file the permissions of the one that it replaces, if there is one."""
    if hasattr(os, "fchmod") and os.path.exists(target):  # not on Windows
        os.fchmod(descriptor, stat.S_IMODE(os.stat(target).st_mode))


def _sync_folder(folder: str) -> None:
    """Sync a folder, so that a rename in it survives a crash, on systems that can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return  # the folder may be writable but not readable
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP):  # some file systems cannot
            error.filename = folder
            raise
    finally:
        os.close(descriptor)
