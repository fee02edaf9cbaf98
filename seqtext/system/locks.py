"""Locks that end with the process that holds them, and temporary files guarded by locks.

A lock belongs to an open file (flock on Linux and macOS, LockFileEx on Windows, both by filelock),
and the system releases it however the process ends. So a file whose lock is free has no writer,
whatever its age. On a file system without locks, all files count as held.
"""

import errno
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from seqtext.errors import SeqtextError

# Windows neither renames nor removes a file that is open.
OPEN_FILES_MOVE = os.name != "nt"
# Flags of some systems only: no links, no waiting for the reader of a pipe, no newline conversion.
_FLAGS = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))

_TEMPORARY = re.compile(r"\.seqtext-[0-9a-f]{16}\.tmp")
_UNKNOWN = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}  # the system has no locks
_MOMENT = 60  # seconds: where open files do not move, a file is free before it is renamed


def temporary(folder: str) -> tuple[int, str]:
    """Create a temporary file in the folder; returns its descriptor and name. Raises OSError.

    It is locked as long as the descriptor is open. The files of dead writers are removed first.
    """
    _clear(folder)
    while True:
        name = os.path.join(folder, f".seqtext-{secrets.token_hex(8)}.tmp")
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS, 0o666)
        if _hold(descriptor) and _stands(descriptor, name):
            return descriptor, name
        os.close(descriptor)  # another process removed it before it was locked


@contextmanager
def only_writer(path: str) -> Iterator[None]:
    """Be the only run that writes `path`, while the context lasts.

    Raises SeqtextError if another run writes it, and OSError if no file can be created there. The
    lock is on a hidden file beside it. A crash may leave that file, but never the lock. Pipes and
    devices are not locked.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        yield
        return
    folder, base = os.path.split(os.path.realpath(path))
    name = os.path.join(folder, f".{base}.lock")
    descriptor = _locked(name, path)
    try:
        os.ftruncate(descriptor, 0)
        # The first byte is what Windows locks, and nobody else may read there.
        os.write(descriptor, f" {os.getpid()}\n".encode())
        yield
    finally:
        if OPEN_FILES_MOVE:
            _remove(name)  # while it is locked, so that a waiting process sees that it is gone
        os.close(descriptor)
        if not OPEN_FILES_MOVE:
            _remove(name)  # fails if another run has locked it by now


@contextmanager
def in_turn(path: Path, seconds: float) -> Iterator[None]:
    """Be the only process in the context that has locked the file `path`.

    A process that waits longer than `seconds`, or cannot lock the file, goes on without the lock.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path)
    with suppress(OSError, NotImplementedError, Timeout):
        lock.acquire(timeout=seconds)
    try:
        yield
    finally:
        lock.release()


def _locked(name: str, path: str) -> int:
    """Open and lock the lock file; returns its descriptor."""
    while True:
        descriptor = os.open(name, os.O_RDWR | os.O_CREAT | _FLAGS, 0o666)
        if not _hold(descriptor):
            owner = _owner(descriptor)
            os.close(descriptor)
            cause = f"another run (process {owner or 'unknown'}) is writing it"
            raise SeqtextError(path, cause, "wait until it ends, or choose another output")
        if _stands(descriptor, name):
            return descriptor
        os.close(descriptor)


def _owner(descriptor: int) -> str:
    """The process that a lock file names, if it names one yet."""
    with suppress(OSError):
        os.lseek(descriptor, 1, os.SEEK_SET)
        return os.read(descriptor, 20).decode("ascii", "replace").strip()
    return ""


def _hold(descriptor: int) -> bool:
    """Lock an open file; False if another process holds it."""
    from filelock import lock_descriptor

    try:
        return lock_descriptor(descriptor, blocking=False)
    except OSError as error:
        if error.errno not in _UNKNOWN:
            raise
        return True


def _stands(descriptor: int, name: str) -> bool:
    """Whether an open file still exists under its name."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(name, follow_symlinks=False))
    except FileNotFoundError:
        return False


def _clear(folder: str) -> None:
    """Remove the temporary files that no process has locked, as far as possible."""
    with suppress(OSError):  # a folder may be writable and not readable
        for name in filter(_TEMPORARY.fullmatch, os.listdir(folder)):
            with suppress(OSError):
                _remove_if_free(os.path.join(folder, name))


def _remove_if_free(name: str) -> None:
    """Remove a file that no process has locked, on systems with locks. Raises OSError."""
    from filelock import lock_descriptor

    descriptor = os.open(name, os.O_RDWR | _FLAGS)
    try:
        if not lock_descriptor(descriptor, blocking=False):
            return
        if OPEN_FILES_MOVE:
            os.unlink(name)
        age = time.time() - os.fstat(descriptor).st_mtime
    finally:
        os.close(descriptor)
    if not OPEN_FILES_MOVE and age > _MOMENT:
        os.unlink(name)


def _remove(name: str) -> None:
    with suppress(OSError):
        os.unlink(name)
