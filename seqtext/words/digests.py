"""Digests: texts from which a model reads the same have the same digest."""

import hashlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from seqtext.kernel.blocks import Block, beginning, blocks_of
from seqtext.system.threads import side_by_side
from seqtext.text.tokenizer import Tokenizer

if TYPE_CHECKING:
    from seqtext.kernel.scanner import ScannedTokens

SIZE = 16  # bytes: among 2^32 different texts two share a digest once in 2^65


@dataclass(frozen=True)
class TextDigests:
    """The digests of texts by what models read of them: tokens, case-folded and cut.

    tokenizer   with its options
    max_length  number of tokens of a text that are read; None: all
    """

    tokenizer: Tokenizer
    max_length: int | None = None

    def __call__(self, texts: Iterable[str]) -> list[bytes]:
        """BLAKE2b of the tokens of each text, SIZE bytes: equal if the tokens are equal."""
        start, more = beginning(blocks_of(texts))
        read: Callable[[Block], list[bytes]] = self._as_defined
        if more is not None and type(self.tokenizer) is Tokenizer:  # no subwords in the kernel
            read = _Scanned(self.tokenizer, self.max_length)
        return list(chain.from_iterable(side_by_side(read, chain(start, more or ()))))

    def _as_defined(self, block: Block) -> list[bytes]:
        return [digest_of(self.tokenizer(text)[: self.max_length]) for text in block.texts()]


def digest_of(tokens: list[str]) -> bytes:
    """The hash of the int32 sizes of all tokens, then of their bytes, each padded to 8 bytes."""
    spelled = [token.encode("utf-8", "surrogatepass") for token in tokens]
    sizes = np.array(list(map(len, spelled)), "<i4").tobytes()
    return _hash(sizes, b"".join(s + bytes(-len(s) % 8) for s in spelled))


def scanned_digests(tokens: "ScannedTokens", max_length: int | None) -> list[bytes]:
    """The same digests of the texts of a block, cut, from the buffers of its scan."""
    first = np.concatenate([[0], tokens.stops[:-1]])
    last = tokens.stops if max_length is None else first + max_length
    last = np.minimum(last, tokens.stops)
    words = np.concatenate([[0], np.cumsum(tokens.sizes + 7 >> 3, dtype=np.int64)])
    sizes, pool = (a.view(np.uint8).data for a in (tokens.sizes, tokens.pool))
    spans = zip(4 * first, 4 * last, 8 * words[first], 8 * words[last], strict=True)
    return [_hash(sizes[a:b], pool[c:d]) for a, b, c, d in spans]


class _Scanned:
    """The digests of blocks by the kernel; threads may share it."""

    def __init__(self, tokenizer: Tokenizer, max_length: int | None) -> None:
        self._tokenizer, self._max_length = tokenizer, max_length
        self._own = threading.local()

    def __call__(self, block: Block) -> list[bytes]:
        from seqtext.kernel.scanner import Scanner

        if not hasattr(self._own, "scanner"):
            self._own.scanner = Scanner(self._tokenizer)
        return scanned_digests(self._own.scanner.split(block), self._max_length)


def _hash(*parts: bytes | memoryview) -> bytes:
    state = hashlib.blake2b(digest_size=SIZE)
    for part in parts:
        state.update(part)
    return state.digest()
