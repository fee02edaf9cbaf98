"""Unpacking a downloaded archive: all files stay in the folder, links are refused.

Members are read as streams and written as plain files with the permissions of this process. Owners,
modes, links and devices in the archive are ignored or refused.
"""

import gzip
import os
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from seqtext.errors import SeqtextError

LIMIT = 4 << 30  # bytes that an archive may hold, unpacked
MEMBERS = 300_000  # files and folders that it may hold
HEADER = 1 << 20  # bytes of the longest header of a member: what is read at once
BLOCK = 1 << 20
_DAMAGED = (
    tarfile.TarError,
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    RuntimeError,  # of zipfile: encrypted, or compressed in a way that it does not know
    ValueError,  # of both: headers that are not text, numbers that are none
    LookupError,
    ArithmeticError,
)


@dataclass(frozen=True)
class Member:
    """A file in an archive."""

    name: str
    plain: bool  # False for a link or a device
    content: IO[bytes] | None


class _Sober(gzip.GzipFile):
    """The stream for tarfile; it refuses an excessively long header."""

    def read(self, size: int | None = -1) -> bytes:
        if size is not None and size > HEADER:
            raise tarfile.ReadError(f"a header of {size:,} bytes")
        return super().read(size)


def unpacked_folder(path: str) -> str | None:
    """The folder to which an archive unpacks: its name without the extension; None: not an
    archive.
    """
    for extension in (".tar.gz", ".tgz", ".zip"):
        if path.endswith(extension):
            return path.removesuffix(extension)
    return None


def unpack(path: str, limit: int = LIMIT) -> str:
    """Unpack into a folder beside the archive, completely or not at all; returns its path.

    If the folder exists, nothing is done. Raises SeqtextError for a member that would leave the
    folder, a link or a device, more bytes than `limit`, and a damaged archive.
    """
    folder = unpacked_folder(path)
    assert folder is not None, "the caller has asked"
    if os.path.isdir(folder):
        return folder
    temporary = folder + ".part"
    shutil.rmtree(temporary, ignore_errors=True)  # of a run that was killed
    os.mkdir(temporary)
    try:
        _write_all(path, temporary, limit)
        os.rename(temporary, folder)
    except _DAMAGED as error:
        raise _refused(path, f"is damaged ({error})") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _write_all(path: str, folder: str, left: int) -> None:
    for number, member in enumerate(_members(path)):
        if number >= MEMBERS:
            raise _refused(path, f"holds more than {MEMBERS:,} files")
        target = _inside(path, member.name)
        if not member.plain:
            raise _refused(path, f"holds a link or a device, {member.name!r}")
        place = os.path.join(folder, *target)
        if member.content is None:
            os.makedirs(place, exist_ok=True)
            continue
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with member.content, open(place, "wb") as file:
            while block := member.content.read(BLOCK):
                # the bytes read are counted, because the sizes stated in the archive may be wrong
                left -= len(block)
                if left < 0:
                    raise _refused(path, "holds more than the limit when unpacked")
                file.write(block)


def _inside(path: str, name: str) -> tuple[str, ...]:
    """The parts of a member's name, checked to stay in the folder."""
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or "\0" in name:
        raise _refused(path, f"holds {name!r}, which would leave the folder")
    return pure.parts


def _members(path: str) -> Iterator[Member]:
    """The members in their order; `content` is None for a folder."""
    if path.endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                mode = stat.S_IFMT(info.external_attr >> 16)
                plain = mode in (0, stat.S_IFREG, stat.S_IFDIR)
                open_it = plain and not info.is_dir()
                yield Member(info.filename, plain, archive.open(info) if open_it else None)
    else:
        with _Sober(path) as file, tarfile.open(fileobj=file, mode="r:") as tar:
            for entry in tar:
                plain = entry.isfile() or entry.isdir()
                yield Member(entry.name, plain, tar.extractfile(entry) if entry.isfile() else None)


def _refused(path: str, cause: str) -> SeqtextError:
    return SeqtextError(path, cause, "the archive is kept; inspect it before unpacking it by hand")
