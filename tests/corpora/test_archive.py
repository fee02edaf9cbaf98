"""Unpacking: what is fine comes out whole, and nothing leaves the folder."""

import io
import stat
import tarfile
import zipfile
from pathlib import Path
from random import Random

import pytest

from seqtext.errors import SeqtextError
from seqtext_corpora import archive
from seqtext_corpora.archive import unpack, unpacked_folder


def tar(path: Path, *members: tuple[str, bytes, bytes]) -> Path:
    """A .tar.gz of (name, type, content or the target of a link)."""
    with tarfile.open(path, "w:gz") as made:
        for name, kind, content in members:
            info = tarfile.TarInfo(name)
            info.type, info.mode = kind, 0o4777
            if kind == tarfile.REGTYPE:
                info.size = len(content)
            else:
                info.linkname = content.decode()
            made.addfile(info, io.BytesIO(content))
    return path


def zipped(path: Path, *members: tuple[str, int, bytes]) -> Path:
    """A .zip of (name, mode, content)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, mode, content in members:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            made.writestr(info, content)
    return path


FILE, FOLDER = tarfile.REGTYPE, tarfile.DIRTYPE
PLAIN = stat.S_IFREG | 0o644


@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_what_is_fine_comes_out(tmp_path: Path, kind: str) -> None:
    if kind == "tar":
        path = tar(tmp_path / "a.tar.gz", ("d", FOLDER, b""), ("d/ñ.txt", FILE, b"uno"))
    else:
        path = zipped(tmp_path / "a.zip", ("d/", stat.S_IFDIR, b""), ("d/ñ.txt", PLAIN, b"uno"))
    folder = Path(unpack(str(path)))
    assert folder == tmp_path / "a"
    assert (folder / "d" / "ñ.txt").read_bytes() == b"uno"
    assert not (folder / "d" / "ñ.txt").stat().st_mode & (stat.S_ISUID | stat.S_IXUSR)
    (folder / "d" / "ñ.txt").write_bytes(b"mine")
    unpack(str(path))
    assert (folder / "d" / "ñ.txt").read_bytes() == b"mine", "what is there is not unpacked again"


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ([("../out", FILE, b"x")], "leave the folder"),
        ([("d/../../out", FILE, b"x")], "leave the folder"),
        ([("/tmp/seqtext-out", FILE, b"x")], "leave the folder"),
        ([("link", tarfile.SYMTYPE, b".."), ("link/out", FILE, b"x")], "a link or a device"),
        ([("hard", tarfile.LNKTYPE, b"/etc/passwd")], "a link or a device"),
        ([("pipe", tarfile.FIFOTYPE, b"")], "a link or a device"),
        ([("big", FILE, b"x" * 1001)], "more than the limit"),
        ([("a", FILE, b"x" * 501), ("b", FILE, b"x" * 500)], "more than the limit"),
    ],
)
def test_tar_is_refused(tmp_path: Path, members: list, message: str) -> None:
    refuse(tmp_path, tar(_inner(tmp_path, "a.tar.gz"), *members), message)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ([("../out", PLAIN, b"x")], "leave the folder"),
        ([("/out", PLAIN, b"x")], "leave the folder"),
        ([("link", stat.S_IFLNK | 0o777, b"..")], "a link or a device"),
        ([("bomb", PLAIN, b"0" * 100_000)], "more than the limit"),
    ],
)
def test_zip_is_refused(tmp_path: Path, members: list, message: str) -> None:
    refuse(tmp_path, zipped(_inner(tmp_path, "a.zip"), *members), message)


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(archive, "MEMBERS", 2)
    members = [(name, FILE, b"x") for name in "abc"]
    refuse(tmp_path, tar(_inner(tmp_path, "a.tar.gz"), *members), "more than 2 files")


def test_an_endless_header_is_refused(tmp_path: Path) -> None:
    """tarfile would read it whole, however much memory that takes."""
    path = _inner(tmp_path, "a.tar.gz")
    with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT) as made:
        info = tarfile.TarInfo("a")
        info.pax_headers = {"comment": "x" * (archive.HEADER + 1)}
        made.addfile(info)
    refuse(tmp_path, path, "a header of")


@pytest.mark.parametrize("name", ["a.tar.gz", "a.zip"])
@pytest.mark.parametrize("share", [0.0, 0.5, 0.9])
def test_a_damaged_archive_is_refused(tmp_path: Path, name: str, share: float) -> None:
    path = _inner(tmp_path, name)
    noise = Random(0).randbytes(900)  # does not compress: the cut is in the middle of it
    make = zipped if name.endswith("zip") else tar
    make(path, ("x", PLAIN if make is zipped else FILE, noise))  # type: ignore[operator]
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    refuse(tmp_path, path, "is damaged")


def _inner(tmp_path: Path, name: str) -> Path:
    """A place with a folder around it, so that what gets out would be seen."""
    (tmp_path / "in").mkdir()
    return tmp_path / "in" / name


def refuse(tmp_path: Path, path: Path, message: str) -> None:
    """It is refused, and nothing has been written."""
    with pytest.raises(SeqtextError, match=message):
        unpack(str(path), limit=1000)
    assert [p.name for p in tmp_path.iterdir()] == ["in"]
    assert list((tmp_path / "in").iterdir()) == [path]


@pytest.mark.parametrize(
    ("path", "folder"), [("d/a.tar.gz", "d/a"), ("a.tgz", "a"), ("a.zip", "a"), ("a.csv", None)]
)
def test_unpacked_folder(path: str, folder: str | None) -> None:
    assert unpacked_folder(path) == folder
