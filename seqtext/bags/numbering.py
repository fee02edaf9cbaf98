"""Numbering the n-grams of a corpus that occur in enough texts, by length."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from seqtext.bags.grams import gather_grams, number_keys, place_keys, renumber, sketch_keys
from seqtext.system.threads import cores
from seqtext.words.corpus import Corpus, offsets_of

CELLS = 1 << 25  # cells in which n-grams are counted roughly before they are numbered


@dataclass(frozen=True)
class Level:
    """The n-grams of one length to be numbered: at most one begins at each token.

    before          int32 [tokens]: the numbers of the n-1-grams, -1: none
    grams           int32 [tokens], initially -1: receives the numbers of the n-grams
    tokens, texts   int32 [tokens]: the tokens, and the text of each
    n, base         the length, and the base of the keys
    """

    before: np.ndarray
    grams: np.ndarray
    tokens: np.ndarray
    texts: np.ndarray
    n: int
    base: int

    def number(self, min_df: int, markers: int) -> np.ndarray:
        """The ascending keys of the n-grams in at least `min_df` texts, and that of markers alone.

        If rare n-grams are dropped, a sketch first excludes most of them, so that they take no room
        in a table. Keys ascend with the n-1-gram, so each core numbers the n-grams of a range of
        n-1-grams.
        """
        sketch = np.zeros(CELLS if min_df > 1 else 1, np.uint8)
        if min_df > 1:
            shape = len(self.tokens), self.n, self.base
            sketch_keys(self.before, self.tokens, *shape, sketch, len(sketch))
        wanted = (min(min_df, 255), sketch, len(sketch))
        ranges = self._ranges(cores())
        with ThreadPoolExecutor(len(ranges)) as pool:
            tables = list(pool.map(lambda part: self._numbered(part, wanted), ranges))
            kept = [table.ascending(min_df, markers) for table in tables]
            firsts = offsets_of(np.array([len(keys) for keys, _ in kept]))
            ranks = [rank for _, rank in kept]
            list(pool.map(self._renumber, ranges, ranks, firsts.tolist()))
        level = np.concatenate([keys for keys, _ in kept])
        return level if len(level) and level[-1] == markers else np.append(level, markers)

    def _ranges(self, parts: int) -> list[tuple[int, int]]:
        """Ranges of n-1-grams with about equally many tokens; before a single token there is
        one.
        """
        if self.n == 1:
            return [(0, 1)]
        begin = np.cumsum(np.bincount(self.before[self.before >= 0], minlength=1))
        inner = np.searchsorted(begin, begin[-1] * np.arange(1, parts) / parts) + 1
        bounds = [0, *inner.tolist(), len(begin)]
        return [(low, high) for low, high in pairwise(bounds) if low < high]

    def _numbered(self, part: tuple[int, int], wanted: tuple[int, np.ndarray, int]) -> "Numbering":
        """The n-grams of a range in the order of occurrence; `grams` receives their numbers."""
        table = Numbering()
        arrays = self.before, self.grams, self.tokens, self.texts
        shape = len(self.tokens), self.n, self.base
        last = len(self.tokens) - self.n + 1
        while number_keys(*arrays, *shape, *part, *wanted, *table.arrays) < last:
            table.grow()
        return table

    def _renumber(self, part: tuple[int, int], ranks: np.ndarray, first: int) -> None:
        renumber(self.before, self.grams, len(self.tokens), *part, ranks, first)


class Numbering:
    """A growing table that numbers n-grams."""

    def __init__(self) -> None:
        self._state = np.zeros(2, np.int64)
        self._room(1 << 14, np.empty(0, np.int64))
        self._documents = np.zeros(1 << 14, np.int32)
        self._last = np.empty(1 << 14, np.int32)

    def _room(self, size: int, known: np.ndarray) -> None:
        self._keys = np.append(known, np.empty(size - len(known), np.int64))
        self._slots = np.zeros(2 * size, np.int32)
        place_keys(self._keys, len(known), self._slots, len(self._slots))

    @property
    def arrays(self) -> tuple[np.ndarray | int, ...]:
        """The arguments of `number_keys`."""
        slots = (self._slots, len(self._slots))
        return self._keys, len(self._keys), *slots, self._documents, self._last, self._state

    def grow(self) -> None:
        """Double the capacity."""
        more = np.zeros(len(self._keys), np.int32)
        self._documents = np.append(self._documents, more)
        self._last = np.append(self._last, more)
        self._room(2 * len(more), self._keys)

    def ascending(self, min_df: int, markers: int) -> tuple[np.ndarray, np.ndarray]:
        """The ascending keys in enough texts, and int32 [numbers] their ranks; -1: too rare."""
        known = int(self._state[1])
        keys, documents = self._keys[:known], self._documents[:known]
        kept = np.flatnonzero((documents >= min_df) | (keys == markers))
        kept = kept[np.argsort(keys[kept])]
        ranks = np.full(known, -1, np.int32)
        ranks[kept] = np.arange(len(kept), dtype=np.int32)
        return keys[kept], ranks


@dataclass(frozen=True)
class NumberedNgrams:
    """The n-grams of the corpus from which an index was built, with their numbers.

    levels   int32 [order, tokens]: the n-gram that begins at each token, including those of markers
    starts   int64 [order + 1]: the number of the first n-gram of each length, and the total
    """

    levels: np.ndarray
    starts: np.ndarray

    def __len__(self) -> int:
        return int(self.starts[-1])

    def find_in(self, corpus: Corpus, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        """The result of `Index.find_in` for that corpus, without a look-up."""
        order, size = self.levels.shape
        texts, offsets = last - first, corpus.offsets
        capacity = order * (int(offsets[last] - offsets[first]) + order * texts)
        numbers, stops = np.empty(capacity, np.int32), np.empty(texts, np.int64)
        count = gather_grams(
            self.levels, size, offsets, first, last, order, self.starts, numbers, stops
        )
        return numbers[:count], np.diff(stops, prepend=0)
