"""Bytes to lines. A line ends only at \\n; an undecodable byte is reported with its place."""

import codecs
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from seqtext.errors import SeqtextError
from seqtext.system.files import display_name, open_input

MARK = "\ufeff"  # the byte-order mark: at the start of a file, and where files were joined
RETURNS = 2  # \r within the only line of a file from which on they seem to end lines
_BLOCK = 1 << 18  # bytes decoded at once


@dataclass(frozen=True)
class Decoding:
    """How bytes become text.

    encoding: a text encoding of Python, by name. errors: treatment of undecodable bytes: strict (an
    error) or replace (U+FFFD).
    """

    encoding: str = "utf-8"
    errors: str = "strict"

    def __post_init__(self) -> None:
        try:
            "".encode(self.encoding)
        except (LookupError, ValueError):
            cause = f"unknown encoding {self.encoding!r}"
            remedy = "use for example utf-8, latin-1 or utf-16"
            raise SeqtextError("--encoding", cause, remedy) from None
        if self.errors not in ("strict", "replace"):
            cause = f"unknown way to treat bad bytes {self.errors!r}"
            raise SeqtextError("--errors", cause, "choose strict or replace")


def read_file_lines(path: str, decoding: Decoding = Decoding()) -> Iterator[str]:
    """The lines of a file without their ends, as a stream; `-` is standard input.

    Only \n ends a line; one \r before it is dropped, and so is a byte-order mark at its start: that
    of a file, and those of files that were joined. A last line without \n counts. Raises
    SeqtextError at file:line:byte, both from 1, and where \r alone ends all lines but the last.
    """
    stream = _lines(path, decoding)
    first = next(stream, None)
    if first is not None and first.count("\r") >= RETURNS:
        second = next(stream, None)
        if second is None:
            refuse_returns(path, first)
        yield from (line for line in (first, second) if line is not None)
    elif first is not None:
        yield first
    yield from stream


def _lines(path: str, decoding: Decoding) -> Iterator[str]:
    pending: list[str] = []  # the pieces of a line whose end has not been read yet
    any_end = False
    for text in _decoded(path, decoding):
        first, *others = text.split("\n")
        pending.append(first)
        if others:
            any_end = True
            yield _line("".join(pending))
            yield from map(_line, others[:-1])
            pending = [others[-1]]
    last = "".join(pending).removeprefix(MARK)
    if last:
        if not any_end:
            refuse_returns(path, last)
        yield last


def whole(path: str, decoding: Decoding = Decoding()) -> str:
    """A file as one text: its lines joined by spaces, whatever the line ends."""
    text = "".join(_decoded(path, decoding)).replace("\r\n", "\n").replace("\r", "\n")
    return " ".join(_line(line) for line in text.removesuffix("\n").split("\n"))


def refuse_returns(path: str, line: str) -> None:
    """Raise SeqtextError if the only line of a file contains \\r that seem to end lines."""
    if "\r" in line.rstrip("\r"):
        remedy = r"convert it: tr '\r' '\n' < FILE"
        raise SeqtextError(display_name(path), r"its lines end with \r alone, not with \n", remedy)


def is_text(value: str) -> bool:
    """False for a string with half a surrogate pair, which JSON or a command line may contain."""
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)


def _line(line: str) -> str:
    return line.removesuffix("\r").removeprefix(MARK)


def _decoded(path: str, decoding: Decoding) -> Iterator[str]:
    """The text of a file in blocks."""
    encoding = codecs.lookup(decoding.encoding).name
    if encoding == "utf-8-sig":
        encoding = "utf-8"  # the mark is dropped by whoever reads
    decoder = codecs.getincrementaldecoder(encoding)(decoding.errors)
    reached = _Reached(encoding)
    with open_input(path) as file:
        block = b"\n"
        while block:
            block = file.read1(_BLOCK)  # type: ignore[attr-defined]
            state = decoder.getstate()
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeError as error:
                decoder.setstate(state)
                with suppress(UnicodeError):  # UTF-16 without a byte-order mark has no good bytes
                    reached.advance(decoder.decode(_good_bytes(block, error)))
                raise bad_byte(path, reached.place(), decoding.encoding) from None
            reached.advance(text)
            yield text


def _good_bytes(block: bytes, error: UnicodeError) -> bytes:
    """The bytes before the bad one. The decoder may hold bytes of the previous block."""
    if not isinstance(error, UnicodeDecodeError):
        return b""  # UTF-16 that does not begin with a byte-order mark
    held = len(error.object) - len(block)
    return block[: max(0, error.start - held)]


class _Reached:
    """The progress of decoding a file, to report the place of the next byte."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.line = 1
        self.tail: list[str] = []  # the text of the current line so far

    @property
    def nothing(self) -> bool:
        return self.line == 1 and not any(self.tail)

    def advance(self, text: str) -> None:
        ends = text.count("\n")
        if ends:
            self.line += ends
            self.tail = []
        self.tail.append(text[text.rfind("\n") + 1 :])

    def place(self) -> str:
        """line:byte of the first byte that is not decoded yet, both from 1."""
        if self.nothing:
            return "1:1"
        line = "".join(self.tail).encode(self.encoding)
        # Where a codec writes a byte-order mark, only the first line has one.
        mark = 0 if self.line == 1 else len("".encode(self.encoding))
        return f"{self.line}:{len(line) - mark + 1}"


def bad_byte(path: str, place: str, encoding: str) -> SeqtextError:
    """The error for an undecodable byte at `place`, line:byte."""
    return SeqtextError(
        f"{display_name(path)}:{place}",
        f"a byte that is not {encoding}",
        "give the encoding with --encoding, or use --errors replace",
    )
