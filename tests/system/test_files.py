"""Compressed inputs whole and cut, and outputs that are whole or not there."""

import bz2
import gzip
import lzma
import os
import stat

import pytest
import zstandard

from seqtext.errors import SeqtextError
from seqtext.system.files import atomic_output, open_input

TEXT = b"not bad\n" * 100_000
COMPRESS = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("extension", COMPRESS)
@pytest.mark.parametrize("parts", [1, 3])
def test_archives_of_several_parts_are_read_to_the_end(tmp_path, extension, parts):
    path = tmp_path / f"x.txt{extension}"
    path.write_bytes(COMPRESS[extension](TEXT) * parts)
    with open_input(str(path)) as file:
        assert file.read() == TEXT * parts


@pytest.mark.parametrize("extension", COMPRESS)
@pytest.mark.parametrize("end", [0, 3, 150_000, -1])
def test_a_cut_archive_is_refused(tmp_path, extension, end):
    path = tmp_path / f"x{extension}"
    path.write_bytes(COMPRESS[extension](os.urandom(300_000))[:end])
    with pytest.raises(SeqtextError, match="cut short or damaged"), open_input(str(path)) as file:
        file.read()


@pytest.mark.parametrize("extension", COMPRESS)
def test_a_file_that_is_no_archive_is_refused(tmp_path, extension):
    path = tmp_path / f"x{extension}"
    path.write_bytes(TEXT)
    with pytest.raises(SeqtextError, match="cut short or damaged"), open_input(str(path)) as file:
        file.read()


@pytest.mark.parametrize("extension", COMPRESS)
def test_a_flipped_bit_is_found(tmp_path, extension):
    compress = COMPRESS[extension]
    if extension == ".zst":  # its checksum is an option, which its command line has by default
        compress = zstandard.ZstdCompressor(write_checksum=True).compress
    data = bytearray(compress(os.urandom(300_000)))
    data[len(data) // 2] ^= 1
    path = tmp_path / f"x{extension}"
    path.write_bytes(data)
    with pytest.raises(SeqtextError), open_input(str(path)) as file:
        file.read()


@pytest.mark.parametrize(
    ("name", "cause"),
    [("missing.txt", "no such file"), (".", "is a folder"), ("a\0b", "cannot be read")],
)
def test_what_cannot_be_opened_is_named(tmp_path, name, cause):
    with pytest.raises(SeqtextError, match=cause):
        open_input(str(tmp_path / name))


def test_an_exception_leaves_the_earlier_output_and_nothing_else(tmp_path):
    path = tmp_path / "out.tsv"
    path.write_bytes(b"earlier")

    def interrupted(file):
        file.write(b"half" * 100_000)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), atomic_output(str(path)) as file:
        interrupted(file)
    assert path.read_bytes() == b"earlier"
    assert os.listdir(tmp_path) == ["out.tsv"]


def test_an_output_is_not_there_until_it_is_whole(tmp_path):
    path = tmp_path / "out.tsv"
    with atomic_output(str(path)) as file:
        file.write(b"whole")
        file.flush()
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert os.listdir(tmp_path) == ["out.tsv"]


def test_permissions_follow_the_umask_or_the_file_replaced(tmp_path):
    path = tmp_path / "out"
    earlier = os.umask(0o027)
    try:
        for expected in (0o640, 0o604):
            with atomic_output(str(path)) as file:
                file.write(b"x")
            assert stat.S_IMODE(path.stat().st_mode) == expected
            path.chmod(0o604)
    finally:
        os.umask(earlier)


def test_a_link_stays_a_link(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"earlier")
    link.symlink_to(target)
    with atomic_output(str(link)) as file:
        file.write(b"later")
    assert link.is_symlink()
    assert target.read_bytes() == b"later"


def test_a_pipe_is_written_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with atomic_output(str(pipe)) as file:
        file.write(b"through")
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("missing/out.tsv", "folder does not exist"),
        (".", "is a folder"),
        ("file/out.tsv", "cannot be written"),
        ("out.tsv.gz", "not compressed"),
    ],
)
def test_what_cannot_be_written_is_named(tmp_path, name, cause):
    (tmp_path / "file").write_bytes(b"")
    path = tmp_path / name
    with pytest.raises(SeqtextError, match=cause) as error, atomic_output(str(path)):
        pass
    assert error.value.place == str(path)
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(SeqtextError, match="Permission denied"), atomic_output(f"{tmp_path}/x"):
        pass
