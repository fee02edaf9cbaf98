"""Locks that end with the process that holds them: nobody else writes here, and nothing is left.

flock(2) belongs to an open file, and the system lets go of it however the process ends. So a file
whose lock is free has no writer any more, whatever its age and whoever began it. Where a file
system knows no locks, all files count as held.
"""

import errno
import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from seqtext.errors import SeqtextError

_TEMPORARY = re.compile(r"\.seqtext-[0-9a-f]{16}\.tmp")
_UNKNOWN = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}  # the system has no locks
_FLAGS = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


def temporary(folder: str) -> tuple[int, str]:
    """Make a temporary file in the folder; answers its descriptor and name. Raises OSError.

    It is held for as long as the descriptor is open. What dead writers left there goes first.
    """
    _clear(folder)
    while True:
        name = os.path.join(folder, f".seqtext-{secrets.token_hex(8)}.tmp")
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        with suppress(BlockingIOError):
            if _hold(descriptor, name):
                return descriptor, name
        os.close(descriptor)  # it was cleared away before it was held


@contextmanager
def only_writer(path: str) -> Iterator[None]:
    """Be the only run that writes `path`, while the context lasts.

    Raises SeqtextError where another run is at it, and OSError where no file can be made there.
    The lock is a hidden file beside it. A crash may leave the file behind, and never the lock. A
    pipe or a device has none.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        yield
        return
    folder, base = os.path.split(os.path.realpath(path))
    name = os.path.join(folder, f".{base}.lock")
    descriptor = _locked(name, path)
    try:
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        with suppress(OSError):
            os.unlink(name)  # while it is held: whoever waits for it sees that it is gone
        os.close(descriptor)


def _locked(name: str, path: str) -> int:
    """A descriptor of the lock file, held."""
    while True:
        descriptor = os.open(name, os.O_RDWR | os.O_CREAT | _FLAGS, 0o666)
        try:
            if _hold(descriptor, name):
                return descriptor
        except BlockingIOError:
            owner = os.read(descriptor, 20).decode("ascii", "replace").strip()
            os.close(descriptor)
            cause = f"another run (process {owner or 'unknown'}) is writing it"
            raise SeqtextError(path, cause, "wait for its end, or name another output") from None
        os.close(descriptor)


def _hold(descriptor: int, name: str) -> bool:
    """Lock an open file; False where it no longer stands under its name.

    Raises BlockingIOError where another process holds it.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError as error:
        if error.errno not in _UNKNOWN:
            raise
        return True
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(name, follow_symlinks=False))
    except FileNotFoundError:
        return False


def _clear(folder: str) -> None:
    """Remove the temporary files that nobody holds; one that cannot be removed may stay."""
    with suppress(OSError):  # a folder may be writable and not readable
        for name in filter(_TEMPORARY.fullmatch, os.listdir(folder)):
            with suppress(OSError):
                _remove_if_free(os.path.join(folder, name))


def _remove_if_free(name: str) -> None:
    descriptor = os.open(name, os.O_RDWR | _FLAGS)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.unlink(name)
    finally:
        os.close(descriptor)
