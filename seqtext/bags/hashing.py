"""Hashed bags: n-grams are numbered by a hash, and some share a number. No n-grams are stored."""

import math
from dataclasses import dataclass

import numpy as np

from seqtext.bags.grams import hash_grams
from seqtext.bags.ngrams import Index, NgramIndex, corpus_blocks
from seqtext.errors import SeqtextError
from seqtext.system.contents import UnfitError, tensor
from seqtext.words.corpus import Corpus

MOST_BITS = 30
_CELLS = 1 << 24  # of the sketch that counts distinct n-grams


@dataclass(frozen=True)
class HashedIndex(Index):
    """N-grams, n = 1…order, by `bits` bits of a hash (Weinberger et al. 2009, without signs)."""

    order: int
    bits: int

    def __len__(self) -> int:
        return 1 << self.bits

    def find(self, corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
        """int32 numbers of the n-grams of each text, in order; int64 [texts] their number."""
        return self._hashed(corpus, len(self))

    def _hashed(self, corpus: Corpus, size: int) -> tuple[np.ndarray, np.ndarray]:
        hashes = np.empty(self.order * (len(corpus.ids) + self.order * len(corpus)), np.int32)
        stops = np.empty(len(corpus), np.int64)
        shape = len(corpus), self.order, size - 1
        count = hash_grams(corpus.ids, corpus.offsets, *shape, hashes, stops)
        return hashes[:count], np.diff(stops, prepend=0)

    def collisions(self, corpus: Corpus) -> float:
        """The approximate share of the distinct n-grams of a corpus that share their number.

        The number of distinct n-grams comes from a sketch (linear counting, Whang et al. 1990).
        """
        seen = np.zeros(_CELLS, bool)
        for block in corpus_blocks(corpus):
            seen[self._hashed(block, _CELLS)[0]] = True
        free = 1 - np.count_nonzero(seen) / _CELLS
        different = -_CELLS * math.log(free) if free else math.inf
        return -math.expm1(-max(0.0, different - 1) / len(self))

    def ngram(self, number: int) -> tuple[int, ...]:
        """Raises SeqtextError, because a hash cannot be inverted."""
        cause = "a hashed model does not know its n-grams"
        raise SeqtextError("--hash-bits", cause, "train without it")

    def tensors(self) -> dict[str, np.ndarray]:
        """Order and bits."""
        return {"hashing": np.array([self.order, self.bits])}


def index_from(tensors: dict[str, np.ndarray], order: int, boundary: int) -> Index:
    """The index of this order whose `tensors` are among these. Raises UnfitError."""
    if "hashing" not in tensors:
        return NgramIndex.from_tensors(tensors, order, boundary)
    stored_order, bits = tensor(tensors, "hashing", np.int64, 2).tolist()
    if stored_order != order or not 1 <= bits <= MOST_BITS:
        raise UnfitError(f"hashing is of order {stored_order} and {bits} bits")
    return HashedIndex(order, bits)
