"""Downloads from a server on the loopback: whole, cut, resumed, damaged, refused."""

import hashlib
import re
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from seqtext.errors import SeqtextError
from seqtext_corpora.fetch import download
from seqtext_corpora.sources import Archive, sources

BODY = bytes(i * i % 251 for i in range(600_000))


class Handler(BaseHTTPRequestHandler):
    """Serves BODY; what it does wrong is set on the server."""

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        asked = self.headers.get("Range")
        server.asked.append(asked)
        if self.path != "/file":
            self.send_error(404)
            return
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and server.ranges else 0
        if start >= len(BODY):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(BODY) - 1}/{len(BODY)}")
        self.send_header("Content-Length", str(len(BODY) - start))
        self.end_headers()
        self.wfile.write(BODY[start : server.cut])
        if server.silent is not None:
            self.wfile.flush()
            server.silent.wait(10)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """What it was asked, and how it misbehaves."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str | None] = []
        self.ranges = True  # False: it does not know Range
        self.cut: int | None = None  # it breaks off here
        self.silent: threading.Event | None = None  # it keeps the line open and says nothing

    def archive(self, path: str = "/file", body: bytes = BODY) -> Archive:
        address = f"http://127.0.0.1:{self.server_port}{path}"
        return Archive(address, "file.bin", "sha256", hashlib.sha256(body).hexdigest())


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as found:
        thread = threading.Thread(target=found.serve_forever, args=(0.01,))
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def fetch(archive: Archive, folder: Path, timeout: float = 5.0) -> list[tuple[int, int | None]]:
    """Download; the progress that was told."""
    told: list[tuple[int, int | None]] = []
    path = download(archive, str(folder), lambda here, total: told.append((here, total)), timeout)
    assert Path(path).read_bytes() == BODY
    assert not list(folder.glob("*.part"))
    return told


def test_whole_and_then_not_again(server: Server, tmp_path: Path) -> None:
    assert fetch(server.archive(), tmp_path)[-1] == (len(BODY), len(BODY))
    assert fetch(server.archive(), tmp_path) == []
    assert server.asked == [None]


@pytest.mark.parametrize("ranges", [True, False])
def test_a_cut_download_is_gone_on_with(server: Server, tmp_path: Path, ranges: bool) -> None:
    server.cut, server.ranges = 250_001, ranges
    with pytest.raises(SeqtextError, match="broke off after 250,001 of 600,000 bytes"):
        fetch(server.archive(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["file.bin.part"]
    server.cut = None
    told = fetch(server.archive(), tmp_path)
    assert server.asked == [None, "bytes=250001-"]
    assert (told[0][0] > 250_001) == ranges, "without Range it starts again"
    assert told[-1] == (len(BODY), len(BODY))


def test_a_part_that_was_whole_is_taken(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file.bin.part").write_bytes(BODY)
    fetch(server.archive(), tmp_path)


def test_a_silent_server_is_left(server: Server, tmp_path: Path) -> None:
    server.cut, server.silent = 1000, threading.Event()
    with pytest.raises(SeqtextError, match="broke off"):
        fetch(server.archive(), tmp_path, timeout=0.2)
    server.silent.set()
    assert (tmp_path / "file.bin.part").stat().st_size == 1000


def test_another_checksum_leaves_nothing(server: Server, tmp_path: Path) -> None:
    with pytest.raises(SeqtextError, match="sha256 is not the one that was published"):
        fetch(server.archive(body=b"another"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_file_of_that_name_is_kept(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file.bin").write_bytes(b"mine")
    with pytest.raises(SeqtextError, match="move it away"):
        fetch(server.archive(), tmp_path)
    assert (tmp_path / "file.bin").read_bytes() == b"mine"
    assert server.asked == []


def test_not_found(server: Server, tmp_path: Path) -> None:
    with pytest.raises(SeqtextError, match="the server says 404"):
        fetch(server.archive("/nothing"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nobody_listens(tmp_path: Path) -> None:
    with socket.socket() as free:  # bound, but not listening: the port refuses
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/file"
        with pytest.raises(SeqtextError, match="cannot be reached"):
            fetch(Archive(address, "file.bin", "sha256", "0"), tmp_path)


def test_every_source_names_where_its_address_and_checksum_stand() -> None:
    lengths = {"md5": 32, "sha256": 64}
    for name, source in sources().items():
        assert re.fullmatch(r"[\w-]+/[\w-]+ [\w/.]+", source.source), name
        assert source.licence, name
        for archive in source.archives:
            assert re.fullmatch(rf"[0-9a-f]{{{lengths[archive.algorithm]}}}", archive.checksum)
            assert archive.address.startswith(("http://", "https://"))
            assert archive.address.endswith("/" + archive.file)
