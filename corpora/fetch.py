"""Downloading a file: resumed where it was cut, verified, and only then under its name."""

import hashlib
import os
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from seqtext.errors import SeqtextError

from .sources import Archive

BLOCK = 1 << 18
TIMEOUT = 30.0  # seconds without a byte
AGAIN = "run it again; it goes on from there"

Progress = Callable[[int, int | None], None]  # bytes that are here, bytes in all where known


def download(archive: Archive, folder: str, progress: Progress, timeout: float = TIMEOUT) -> str:
    """The path of the whole, verified file; downloaded unless it is there already.

    What has come stands in FILE.part until it is whole and its checksum is right. Raises
    SeqtextError if the server cannot be reached, says no, breaks off (FILE.part stays, and the
    next call goes on from it) or sends something else (FILE.part goes).
    """
    path = os.path.join(folder, archive.file)
    if os.path.exists(path):
        if download_digest(path, archive.algorithm) == archive.checksum:
            return path
        raise SeqtextError(path, "is another file than the one to fetch", "move it away")
    part = path + ".part"
    try:
        _transfer(archive, part, progress, timeout)
    except HTTPError as error:
        raise _refused(archive, f"the server says {error.code} {error.reason}") from None
    except URLError as error:
        raise _refused(archive, f"cannot be reached ({error.reason})") from None
    except (TimeoutError, ConnectionError, HTTPException) as error:
        cause = f"broke off ({type(error).__name__})"
        raise SeqtextError(archive.address, cause, AGAIN) from None
    if download_digest(part, archive.algorithm) != archive.checksum:
        os.unlink(part)
        cause = f"its {archive.algorithm} is not the one that was published"
        raise SeqtextError(archive.address, cause, "try again, or get it elsewhere")
    os.replace(part, path)
    return path


def download_digest(path: str, algorithm: str) -> str:
    """The checksum of a file, hexadecimal."""
    with open(path, "rb") as file:
        # MD5 tells a damaged copy from a whole one; it is no proof against malice.
        return hashlib.file_digest(
            file, lambda: hashlib.new(algorithm, usedforsecurity=False)
        ).hexdigest()


def _transfer(archive: Archive, part: str, progress: Progress, timeout: float) -> None:
    """Bring `part` to its full length."""
    here = os.path.getsize(part) if os.path.exists(part) else 0
    request = Request(archive.address, headers={"Range": f"bytes={here}-"} if here else {})
    try:
        response = urlopen(request, timeout=timeout)
    except HTTPError as error:
        if error.code == 416 and here:
            return  # nothing is left to send: the checksum says whether it is whole
        raise
    with response:
        if not _goes_on(response, here):
            here = 0
        length = response.headers.get("Content-Length", "")
        total = here + int(length) if length.isdigit() else archive.size
        with open(part, "ab" if here else "wb") as file:
            while block := response.read1(BLOCK):
                file.write(block)
                here += len(block)
                progress(here, total)
            file.flush()
            os.fsync(file.fileno())
    if total is not None and here < total:
        cause = f"broke off after {here:,} of {total:,} bytes"
        raise SeqtextError(archive.address, cause, AGAIN)


def _goes_on(response: HTTPResponse, here: int) -> bool:
    """True if the server sends what comes after `here`; False: it sends everything."""
    start = response.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
    return response.status == 206 and start == str(here)


def _refused(archive: Archive, cause: str) -> SeqtextError:
    return SeqtextError(archive.address, cause, "look at the connection, or try later")
