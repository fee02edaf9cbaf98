"""The scanner: blocks of text to tokens, with the buffers and tables of the scan."""

import re
from dataclasses import dataclass, replace

import numpy as np

from seqtext.kernel.alphabet import BASIC, alphabet
from seqtext.kernel.blocks import Block
from seqtext.kernel.scan import CHUNK, scan_texts
from seqtext.kernel.utf8 import CLEAN, WIDER, check_lines
from seqtext.text.characters import ALL
from seqtext.text.tokenizer import Tokenizer

_BEYOND = re.compile(rb"[\xf0-\xff]").search  # bytes with which characters beyond BASIC begin


@dataclass(frozen=True)
class ScannedTokens:
    """The tokens of the texts of a block, in buffers that the next block overwrites.

    pool    uint64: their bytes, each token begins a word (`seqtext.kernel.scan`)
    sizes   int32 [tokens]: bytes of each
    stops   int64 [texts]: the number of tokens up to the end of each text
    """

    pool: np.ndarray
    sizes: np.ndarray
    stops: np.ndarray

    @property
    def count(self) -> int:
        """The number of tokens."""
        return len(self.sizes)


class Scanner:
    """Splits blocks as a tokeniser splits texts. Each thread needs its own."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self._size = BASIC  # code points that the tables hold
        self._pool = np.empty(0, np.uint64)
        self._sizes = np.empty(0, np.int32)
        self._shown = np.empty(0, np.uint8)

    def split(self, block: Block) -> ScannedTokens:
        """The tokens of all texts. Raises SeqtextError with file:line:byte of a bad byte."""
        block = self._prepared(block)
        table = alphabet(self.tokenizer, self._size)
        capacity = int((block.ends - block.begins).sum())  # a token has a byte at least
        if capacity > len(self._sizes):
            self._pool, self._sizes = (
                np.empty(2 * capacity + 2, np.uint64),
                np.empty(capacity, np.int32),
            )
        if len(block.data) + CHUNK + 8 > len(self._shown):
            self._shown = np.empty(len(block.data) + CHUNK + 8, np.uint8)
        stops = np.empty(len(block), np.int64)
        spans = block.data, block.begins, block.ends, len(block)
        tables = table.info, table.ascii, self._shown
        count = scan_texts(*spans, *tables, self._pool, self._sizes, stops)
        return ScannedTokens(self._pool, self._sizes[:count], stops)

    def _prepared(self, block: Block) -> Block:
        """The block, with prepared copies at its end of the texts that need preparation."""
        flags = np.empty(len(block), np.uint8)
        table = alphabet(self.tokenizer, self._size)
        lines = block.data, block.first, block.last, len(block)
        union = check_lines(*lines, table.info, self._size, flags)
        if union & WIDER:
            self._size = ALL
            return self._prepared(block)
        if union == CLEAN and table.plain:
            return block
        marked = np.flatnonzero(flags) if table.plain else np.arange(len(block))
        pieces = [self._prepare(block, i) for i in marked.tolist()]
        if any(map(_BEYOND, pieces)):
            self._size = ALL
        ends = len(block.data) + np.cumsum([len(piece) + 1 for piece in pieces]) - 1
        begins, stops = block.begins.copy(), block.ends.copy()
        begins[marked], stops[marked] = np.append(len(block.data), ends[:-1] + 1), ends
        data = np.frombuffer(block.data.tobytes() + b"\n".join([*pieces, b""]), np.uint8)
        return replace(block, data=data, begins=begins, ends=stops)

    def _prepare(self, block: Block, i: int) -> bytes:
        return self.tokenizer.prepare(block.text(i)).encode("utf-8", "surrogatepass")
