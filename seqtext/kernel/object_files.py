"""Object files: compiled kernels in a folder, for later processes.

They are in the user's cache, or beside the package if that cannot be written. Files that no process
has loaded for KEPT days are removed when a new one is written, because their source, versions or
processor are gone.
"""

import hashlib
import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from seqtext.system.locks import in_turn

COMPILING = 60.0  # seconds that a process waits for another one to compile: no kernel takes longer
KEPT = 30  # days
_DAY = 86400  # seconds
_DIGEST = 32  # bytes of SHA-256 before the object code: a damaged file is never run


def _folders() -> Iterator[Path]:
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    yield Path(home) / "seqtext"
    yield Path(__file__).parent / "__pycache__"


def read_object(name: str) -> bytes | None:
    """The object code of an earlier process; None if there is none or it is damaged."""
    for folder in _folders():
        path = folder / name
        try:
            data = path.read_bytes()
        except OSError:
            continue
        digest, code = data[:_DIGEST], data[_DIGEST:]
        if hashlib.sha256(code).digest() == digest:
            _mark_used(path)
            return code
    return None


def _mark_used(path: Path) -> None:
    """Update the time of the file, once a day."""
    with suppress(OSError):
        if time.time() - path.stat().st_mtime > _DAY:
            os.utime(path)


@contextmanager
def one_compiler() -> Iterator[None]:
    """Compile in one process at a time, as far as the folder can be written.

    Two processes that start together would both compile the same kernels.
    """
    folder = next(_folders())
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    with in_turn(folder / ".compiling.lock", COMPILING):
        yield


def write_object(name: str, code: bytes) -> None:
    """Write the object code for later processes, atomically; processes may race."""
    reason = ""
    for folder in _folders():
        temporary = folder / f".{secrets.token_hex(8)}.tmp"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(hashlib.sha256(code).digest() + code)
            temporary.replace(folder / name)
        except OSError as error:
            reason = reason or str(error.strerror)
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            continue
        _clear(folder)
        return
    warn(reason, "name a folder that can be written with XDG_CACHE_HOME")


def _clear(folder: Path) -> None:
    """Remove what no process has loaded for KEPT days, and incomplete files of killed processes.

    A process that needs a removed file compiles it again.
    """
    for pattern, days in (("seqtext.*.o", KEPT), (".*.tmp", 1)):
        for path in folder.glob(pattern):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > days * _DAY:
                    path.unlink()


_warned = False


def warn(reason: str, remedy: str) -> None:
    """Warn on stderr, once per process, that kernels are compiled in each process."""
    global _warned
    if _warned:
        return
    _warned = True
    print(
        f"seqtext: the compiled text kernel cannot be kept ({reason}) and is compiled anew, some "
        f"seconds each time; {remedy}",
        file=sys.stderr,
    )
