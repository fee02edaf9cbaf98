"""Bytes to lines: what ends a line, what is dropped, and where a bad byte stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtext.errors import SeqtextError
from seqtext.text import lines as module
from seqtext.text.lines import Decoding, read_file_lines


def read(path, data, *decoding):
    path.write_bytes(data)
    return list(read_file_lines(str(path), Decoding(*decoding)))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"\n", [""]),
        (b"a", ["a"]),
        (b"a\n", ["a"]),
        (b"a\n\nb", ["a", "", "b"]),
        (b"a\r\nb\r\n", ["a", "b"]),
        (b"a\r\r\nb\rc\n", ["a\r", "b\rc"]),  # one \r goes, and no \r ends a line
        (b"\xef\xbb\xbfa\n\xef\xbb\xbfb", ["a", "b"]),  # of two files that were joined
        ("a\ufeffb\n\ufeff\ufeffc".encode(), ["a\ufeffb", "\ufeffc"]),  # only one, at the start
        (b"\xef\xbb\xbf", []),
        (b"a\0b\n", ["a\0b"]),
        ("a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g\n".encode(), ["a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g"]),
    ],
)
def test_only_a_newline_ends_a_line(tmp_path, data, expected):
    assert read(tmp_path / "x", data) == expected


RETURNS = [b"a\rb", b"+\ta\r-\tb\r", "ñ\rb\r".encode("utf-16"), b"a\rb\rc\n", b"a\rb\rc\r\n"]


@pytest.mark.parametrize("data", RETURNS)
def test_a_file_whose_lines_end_with_a_return_alone_is_refused(tmp_path, data):
    with pytest.raises(SeqtextError, match=r"lines end with \\r alone"):
        read(tmp_path / "x", data, "utf-16" if data.startswith(b"\xff\xfe") else "utf-8")
    for more in (b"c", b"\n", b"c\n\n"):  # it stands within a line there
        expected = (b"a\rb\rc\n" + more).decode().removesuffix("\n").split("\n")
        assert read(tmp_path / "y", b"a\rb\rc\n" + more) == expected
    assert read(tmp_path / "y", b"a\rb\n") == ["a\rb"]


ENCODINGS = ["utf-8", "utf-16", "utf-16-be", "utf-32", "utf-8-sig", "gb18030", "utf-7"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("block", [1, 2, 3, 7, 1 << 18])
def test_lines_do_not_depend_on_the_blocks(tmp_path, monkeypatch, encoding, block):
    monkeypatch.setattr(module, "_BLOCK", block)
    written = ["ñandú", "", "¿qué\rtal?", "ਊ ਁ", "😀"]  # ਊ holds the byte 0A in UTF-16
    data = "\r\n".join(written).encode(encoding)
    assert read(tmp_path / "x", data, encoding) == written


@given(st.lists(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]))))
def test_lines_come_back_as_they_were_written(tmp_path_factory, written):
    written = [line.lstrip("\ufeff") for line in written]
    data = "".join(line + "\n" for line in written).encode()
    assert read(tmp_path_factory.getbasetemp() / "x", data) == written


BAD = [
    (b"\xff", "utf-8", "1:1"),
    (b"abc\xffd\n", "utf-8", "1:4"),
    ("é\nñé".encode() + b"\xff\n", "utf-8", "2:5"),  # ñ and é take two bytes each
    (b"a\nb\n\xe2\x82", "utf-8", "3:1"),  # a character cut off by the end of the file
    (b"\xef\xbb\xbfa\xff", "utf-8", "1:5"),  # the mark's three bytes count
    (b"\xef\xbb\xbfa\xff", "utf-8-sig", "1:5"),
    (b"a\nb\xed\xa0\x80", "utf-8", "2:2"),  # half a surrogate pair
    (b"a\nbc\xe9\n", "ascii", "2:3"),
    (b"a\n\x81", "cp1252", "2:1"),
    ("a\nbc".encode("utf-16") + b"\x00\xdc\x00\x00", "utf-16", "2:5"),
    ("abc".encode("utf-16") + b"x", "utf-16", "1:9"),
    (b"abcdef", "utf-16", "1:1"),  # no byte-order mark
    (b"a\xdcbcdef", "utf-16", "1:1"),  # and half a surrogate pair to begin with
    ("a\nbc".encode("utf-32-be") + b"\xff\xff\xff\xff", "utf-32-be", "2:9"),
]


@pytest.mark.parametrize(("data", "encoding", "place"), BAD)
@pytest.mark.parametrize("block", [1, 2, 5, 1 << 18])
def test_a_bad_byte_is_named_by_line_and_byte(tmp_path, monkeypatch, data, encoding, place, block):
    monkeypatch.setattr(module, "_BLOCK", block)
    with pytest.raises(SeqtextError) as error:
        read(tmp_path / "x", data, encoding)
    assert error.value.place == f"{tmp_path / 'x'}:{place}"
    assert "--encoding" in error.value.remedy


def test_a_bad_byte_can_be_replaced(tmp_path):
    assert read(tmp_path / "x", b"a\xffb\nc", "utf-8", "replace") == ["a�b", "c"]


@pytest.mark.parametrize(
    ("encoding", "errors"), [("utf-99", "strict"), ("rot13", "strict"), ("utf-8", "ignore")]
)
def test_an_unknown_decoding_is_refused(encoding, errors):
    with pytest.raises(SeqtextError, match="unknown"):
        Decoding(encoding, errors)


def test_a_text_of_a_million_words_is_one_line(tmp_path):
    (line,) = read(tmp_path / "x", b"word " * 1_000_000)
    assert len(line) == 5_000_000
