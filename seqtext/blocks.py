"""Blocks: some hundred kilobytes of whole lines at a time, and where the texts stand in them."""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from seqtext.files import open_input, shown
from seqtext.formats import InputOptions, for_texts, format_of, read_texts
from seqtext.records import fields, positions
from seqtext.text import bad_byte

SIZE = 1 << 20  # bytes read at once: a block and what is made of it stay in the caches
MUCH = 1 << 20  # bytes from which on the kernel is faster, with the time that loading it takes
_TEXTS = 1024  # texts of a block that is made from strings, at most
_NEWLINE, _TAB, _RETURN = b"\n\t\r"
_MARK = b"\xef\xbb\xbf"
_SPACE_LEADS = (*range(0x21), 0xC2, 0xE1, 0xE2, 0xE3)  # with which white space may begin in UTF-8


@dataclass(frozen=True)
class Block:
    """Texts as bytes. A byte that belongs to no text stands after each of them.

    data           uint8, UTF-8 that has not been checked
    begins, ends   int64 [texts]: where each text stands
    first, last    int64 [texts]: where the whole line stands that holds it
    places         what to call a bad byte: file and number of the line; None: made from strings
    """

    data: np.ndarray
    begins: np.ndarray
    ends: np.ndarray
    first: np.ndarray
    last: np.ndarray
    places: "Places | None" = None

    def __len__(self) -> int:
        return len(self.begins)

    def select(self, indices: np.ndarray) -> "Block":
        """The texts at `indices`, in the same bytes."""
        begins, ends, first, last = (
            span[indices] for span in (self.begins, self.ends, self.first, self.last)
        )
        places = self.places and replace(self.places, numbers=self.places.numbers[indices])
        return Block(self.data, begins, ends, first, last, places)

    def place(self, i: int) -> str:
        """file:line of a text that was read from a file."""
        assert self.places is not None
        return f"{shown(self.places.path)}:{self.places.numbers[i]}"

    def texts(self) -> list[str]:
        """All texts; SeqtextError names a bad byte by file:line:byte."""
        return [self.text(i) for i in range(len(self))]

    def text(self, i: int) -> str:
        """One text. The whole line must be well-formed."""
        text = self.data[self.begins[i] : self.ends[i]].tobytes()
        if self.places is None:
            return text.decode("utf-8", "surrogatepass")
        if self.places.errors == "strict":
            self.places.check(self.data[self.first[i] : self.last[i]].tobytes(), i)
        return text.decode("utf-8", self.places.errors)


@dataclass(frozen=True)
class Places:
    """Where the lines of a block stand in their file.

    numbers   int64 [texts], of the lines, from 1
    errors    what a bad byte does: strict or replace
    """

    path: str
    numbers: np.ndarray
    errors: str

    def check(self, line: bytes, i: int) -> None:
        """Raise SeqtextError for a line that is not UTF-8."""
        try:
            line.decode()
        except UnicodeDecodeError as error:
            raise bad_byte(self.path, f"{self.numbers[i]}:{error.start + 1}", "utf-8") from None


def beginning(blocks: Iterable[Block]) -> tuple[list[Block], Iterator[Block] | None]:
    """The first blocks, and the rest if all together is so much that the kernel pays."""
    stream, start, size = iter(blocks), [], 0
    for block in stream:
        start.append(block)
        size += len(block.data)
        if size >= MUCH:
            return start, stream
    return start, None


def blocks_of(texts: Iterable[str]) -> Iterator[Block]:
    """Strings as blocks."""
    stream = iter(texts)
    while chunk := list(islice(stream, _TEXTS)):
        pieces = [text.encode("utf-8", "surrogatepass") for text in chunk]
        ends = np.cumsum([len(piece) + 1 for piece in pieces]) - 1
        begins = np.concatenate([[0], ends[:-1] + 1])
        data = np.frombuffer(bytearray(b"\n".join(pieces) + b"\n"), np.uint8)
        yield Block(data, begins, ends, begins, ends)


def read_blocks(path: str, options: InputOptions) -> Iterator[Block]:
    """The texts of an input, as `read_texts` has them, in blocks.

    Of lines and of columns between tabs the bytes are taken as they are; other formats and
    encodings go by way of strings.
    """
    names = _columns(path, options)
    if names is None:
        yield from blocks_of(read_texts(path, options))
        return
    number = 1
    for data in _whole_lines(path):
        block = _lines(data, Places(path, np.arange(number, number + 1), options.decoding.errors))
        number += len(block)
        yield _texts(block, names) if names else block


def _columns(path: str, options: InputOptions) -> list[str] | None:
    """The columns of each line, none where it is a text as it stands; None: not to be had so."""
    if codecs.lookup(options.decoding.encoding).name not in ("utf-8", "utf-8-sig"):
        return None
    name = format_of(path, for_texts(path, options))
    if name == "lines" and options.columns is None:
        return []
    names = positions(options.columns or "label,text", ("text",)) if name == "tsv" else []
    return names if 0 < len(names) <= 2 else None


def _whole_lines(path: str) -> Iterator[np.ndarray]:
    """The bytes of a file, cut after line ends; the last line is given one where it has none."""
    pieces: list[bytes] = []
    any_line = False
    with open_input(path) as file:
        while chunk := file.read(SIZE):
            cut = chunk.rfind(b"\n") + 1
            if cut:
                yield np.frombuffer(b"".join([*pieces, chunk[:cut]]), np.uint8)
                pieces, any_line = [], True
            pieces.append(chunk[cut:])
    rest = b"".join(pieces)
    if rest == _MARK and not any_line:
        return
    if rest:  # only before a line's own end a return is dropped
        yield np.frombuffer(rest + (b"\r\n" if rest.endswith(b"\r") else b"\n"), np.uint8)


def _lines(data: np.ndarray, places: Places) -> Block:
    """All lines as texts; `places` tells the number of the first."""
    last = np.flatnonzero(data == _NEWLINE)
    first = np.concatenate([[0], last[:-1] + 1])
    last = last - ((last > first) & (data[last - 1] == _RETURN))
    begins, numbers = first.copy(), places.numbers[0] + np.arange(len(first))
    if numbers[0] == 1 and data[:3].tobytes() == _MARK:
        begins[0] = 3
    return Block(data, begins, last, first, last, replace(places, numbers=numbers))


def _texts(block: Block, names: list[str]) -> Block:
    """The column `text` of lines of one column or two; blank lines are left out."""
    tabs = np.append(np.flatnonzero(block.data == _TAB), len(block.data))
    begins, ends = block.begins, block.ends
    at = np.searchsorted(tabs, ends)
    if len(names) == 2:
        missing = np.searchsorted(tabs, begins) == at  # no tab within the line
        if names[0] == "text":
            ends = np.where(missing, ends, tabs[at - 1])
        else:
            begins = np.where(missing, begins, tabs[np.searchsorted(tabs, begins)] + 1)
    else:
        missing = np.zeros(len(begins), bool)
    kept = np.flatnonzero(~_blank(block))
    for i in kept[missing[kept]].tolist():
        fields(block.place(i), block.text(i), names)  # raises, and says what is wrong
    return replace(block, begins=begins, ends=ends).select(kept)


def _blank(block: Block) -> np.ndarray:
    """bool [texts]: nothing but white space."""
    blank = block.begins == block.ends
    leads = np.isin(block.data[block.begins], _SPACE_LEADS)
    for i in np.flatnonzero(leads & ~blank).tolist():
        blank[i] = block.text(i).isspace()
    return blank
