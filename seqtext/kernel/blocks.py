"""Blocks: some hundred kilobytes of whole lines, with the positions of the texts in them."""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from seqtext.system.files import display_name, open_input
from seqtext.text.columns import Layout
from seqtext.text.delimited import LABELLED, fit_cells
from seqtext.text.formats import for_texts, format_of, read_records
from seqtext.text.header import refuse_header
from seqtext.text.inputs import InputOptions
from seqtext.text.labels import read_label
from seqtext.text.lines import RETURNS, bad_byte, refuse_returns
from seqtext.text.records import Source

SIZE = 1 << 20  # bytes read at once: a block and its results fit into the caches
MUCH = 1 << 20  # bytes from which the kernel is faster, including the time to load it
_TEXTS = 1024  # largest number of texts in a block made from strings
_NEWLINE, _RETURN = b"\n\r"
_MARK = b"\xef\xbb\xbf"
_SPACE_LEADS = (*range(0x21), 0xC2, 0xE1, 0xE2, 0xE3)  # first bytes of white space in UTF-8


@dataclass(frozen=True)
class Block:
    """Texts as bytes. After each text there is a byte that belongs to no text.

    data           uint8, UTF-8 that is not checked yet
    begins, ends   int64 [texts]: the position of each text
    first, last    int64 [texts]: the position of the line that contains it
    places         file and line numbers, for errors; None: made from strings
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
        return f"{display_name(self.places.path)}:{self.places.numbers[i]}"

    def texts(self) -> list[str]:
        """All texts. Raises SeqtextError with file:line:byte of a bad byte."""
        return [self.text(i) for i in range(len(self))]

    def text(self, i: int) -> str:
        """One text. Its whole line must be well-formed."""
        text = self.data[self.begins[i] : self.ends[i]].tobytes()
        if self.places is None:
            return text.decode("utf-8", "surrogatepass")
        if self.places.errors == "strict":
            self.places.check(self.data[self.first[i] : self.last[i]].tobytes(), i)
        return text.decode("utf-8", self.places.errors)


@dataclass(frozen=True)
class Places:
    """The lines of a block in their file.

    numbers   int64 [texts], numbers of the lines, from 1
    errors    treatment of bad bytes: strict or replace
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
    """The first blocks, and an iterator over the others if there is enough text for the kernel."""
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


class TextBlocks(Iterator[Block]):
    """The texts of an input, equal to those of `read_texts`, in blocks.

    For lines and tab-separated columns the bytes are used directly; other formats and encodings are
    decoded to strings first.

    texts     number of texts so far
    left_out  number of blank lines that are not texts
    """

    def __init__(self, path: str, options: InputOptions) -> None:
        self.texts = self.left_out = 0
        columns = _columns(path, options)
        self._blocks = (
            self._by_strings(path, options)
            if columns is None
            else self._by_bytes(path, columns, options.decoding.errors)
        )

    def __next__(self) -> Block:
        block = next(self._blocks)
        self.texts += len(block)
        return block

    def _by_strings(self, path: str, options: InputOptions) -> Iterator[Block]:
        source = read_records(path, for_texts(path, options), ("text",))
        yield from blocks_of(record.values["text"] for record in source.records)
        self.left_out = source.left_out

    def _by_bytes(self, path: str, columns: "_Columns | tuple[()]", errors: str) -> Iterator[Block]:
        number = 1
        for data in _whole_lines(path, errors):
            lines = _lines(data, Places(path, np.arange(number, number + 1), errors))
            number += len(lines)
            texts = columns.texts(lines) if columns else lines
            self.left_out += len(lines) - len(texts)
            yield texts


def read_blocks(path: str, options: InputOptions) -> TextBlocks:
    """The texts of one input, in blocks."""
    return TextBlocks(path, options)


def _columns(path: str, options: InputOptions) -> "_Columns | tuple[()] | None":
    """The columns of each line; () if a line is a text; None if the bytes cannot be used
    directly.
    """
    if codecs.lookup(options.decoding.encoding).name not in ("utf-8", "utf-8-sig"):
        return None
    name = format_of(path, for_texts(path, options))
    defaults = InputOptions(options.format, None, options.decoding, known=options.known)
    if name == "lines" and options == defaults:
        return ()
    columns = options.parsed_columns
    names = columns.positions if columns else LABELLED
    if name != "tsv" or options.header or options.escape or len(names) > 2:
        return None
    delimiter = options.delimiter or "\t"
    if not delimiter.isascii() or names.count("text") != 1 or "text2" in names:
        return None
    layout = Layout.by_position(names, ("text",))
    return _Columns(layout, delimiter, None if options.header_said else options)


def _whole_lines(path: str, errors: str) -> Iterator[np.ndarray]:
    """The bytes of a file, cut after line ends; a missing last line end is added."""
    pieces: list[bytes] = []
    any_line, first = False, b""  # the first line, while it seems to be the only one
    with open_input(path) as file:
        while chunk := file.read(SIZE):
            cut = chunk.rfind(b"\n") + 1
            if cut:
                block = b"".join([first, *pieces, chunk[:cut]])
                alone = not any_line and block.find(b"\n") == len(block) - 1
                first = block if alone and block.count(b"\r", 0, -2) >= RETURNS else b""
                if not first:
                    yield np.frombuffer(block, np.uint8)
                pieces, any_line = [], True
            pieces.append(chunk[cut:])
    tail = b"".join([first, *pieces])
    if b"\r" in tail and (first == tail or not any_line):
        if errors == "strict":
            Places(path, np.array([1]), errors).check(tail, 0)
        refuse_returns(path, tail.removesuffix(b"\n").decode(errors="replace"))
    if tail and tail != _MARK:  # only before a line's own end a return is dropped
        end = b"\r\n" if tail.endswith(b"\r") else b"" if tail == first else b"\n"
        yield np.frombuffer(tail + end, np.uint8)


def _lines(data: np.ndarray, places: Places) -> Block:
    """All lines as texts; `places` has the number of the first."""
    last = np.flatnonzero(data == _NEWLINE)
    first = np.concatenate([[0], last[:-1] + 1])
    last = last - ((last > first) & (data[last - 1] == _RETURN))
    numbers = places.numbers[0] + np.arange(len(first))
    begins = first + len(_MARK) * _marked(data, first)
    return Block(data, begins, last, first, last, replace(places, numbers=numbers))


def _marked(data: np.ndarray, first: np.ndarray) -> np.ndarray:
    """bool [lines]: whether a line begins with a byte-order mark."""
    marked = data[first] == _MARK[0]
    for i in np.flatnonzero(marked).tolist():
        marked[i] = data[first[i] : first[i] + len(_MARK)].tobytes() == _MARK
    return marked


@dataclass
class _Columns:
    """Lines of one or two columns, of which one is the text.

    guarded  the options, if line 1 may be a header and the user did not say so
    """

    layout: Layout
    delimiter: str
    guarded: InputOptions | None

    def texts(self, block: Block) -> Block:
        """The texts of the lines that are not blank. Raises the SeqtextErrors of the readers."""
        kept = np.flatnonzero(~_blank(block))
        block = block.select(kept)
        if self.guarded and len(block):
            line = block.text(0)
            refuse_header(block.place(0), line.split(self.delimiter), self.layout, self.guarded)
            self.guarded = None
        return block if len(self.layout) == 1 else self._of_two(block)

    def _of_two(self, block: Block) -> Block:
        data, names = block.data, self.layout.names()
        at = np.append(np.flatnonzero(data == ord(self.delimiter)), len(data))
        before, behind = np.searchsorted(at, block.begins), np.searchsorted(at, block.ends)
        for i in np.flatnonzero(before == behind).tolist():  # no delimiter within the line
            source = Source("tsv", iter(()), None, self.delimiter)
            fit_cells(block.place(i), [block.text(i)], self.layout, source)  # raises
        text_first = names[0] == "text"
        cut = at[behind - 1] if text_first else at[before]
        left, right = replace(block, ends=cut), replace(block, begins=cut + 1)
        texts, labels = (left, right) if text_first else (right, left)
        if "label" in names:
            _check_labels(labels)
        return texts


def _check_labels(labels: Block) -> None:
    """Raise SeqtextError for a blank label. A label that begins with visible ASCII is not blank."""
    lead = labels.data[np.minimum(labels.begins, len(labels.data) - 1)]
    empty = labels.begins == labels.ends
    for i in np.flatnonzero(empty | (lead <= 0x20) | (lead >= 0x7F)).tolist():
        read_label(labels.place(i), labels.text(i), {})


def _blank(block: Block) -> np.ndarray:
    """bool [texts]: whether the text is only white space."""
    blank = block.begins == block.ends
    leads = np.isin(block.data[block.begins], _SPACE_LEADS)
    for i in np.flatnonzero(leads & ~blank).tolist():
        blank[i] = block.text(i).isspace()
    return blank
