"""Numbering the n-grams of a corpus: those that enough texts hold, length by length."""

from dataclasses import dataclass

import numpy as np

from seqtext.corpus import Corpus
from seqtext.grams import gather_grams, number_keys, place_keys, sketch_keys

CELLS = 1 << 25  # cells in which n-grams are counted roughly before they are numbered


def frequent_keys(
    grams: np.ndarray,
    tokens: np.ndarray,
    texts: np.ndarray,
    shape: tuple[int, int],
    min_df: int,
    markers: int,
) -> np.ndarray:
    """The ascending keys of the n-grams in at least `min_df` texts, and that of markers alone.

    `grams` holds the numbers of the n-1-grams, and then, in place, of the n-grams. `shape`: n and
    the base of the keys. Where rare ones are dropped, a sketch first tells of most of them that
    they are, so that they never take room in the table.
    """
    sketch = np.zeros(CELLS if min_df > 1 else 1, np.uint8)
    given = (tokens, len(tokens), *shape)
    if min_df > 1:
        sketch_keys(grams, *given, sketch, len(sketch))
    table = Numbering()
    state = np.zeros(2, np.int64)
    wanted = (min(min_df, 255), sketch, len(sketch))
    while number_keys(grams, tokens, texts, *given[1:], *wanted, *table.arrays, state) < (
        len(tokens) - shape[0] + 1
    ):
        table.grow(int(state[1]))
    grams[len(tokens) - shape[0] + 1 :] = -1  # no n-gram begins so near the end
    keys, documents = table.found(int(state[1]))
    kept = np.flatnonzero((documents >= min_df) | (keys == markers))
    kept = kept[np.argsort(keys[kept])]
    number = np.full(len(keys) + 1, -1, np.int32)  # the last stands for -1
    number[kept] = np.arange(len(kept))
    grams[:] = number[grams]
    level = keys[kept]
    return level if len(level) and level[-1] == markers else np.append(level, markers)


class Numbering:
    """The table in which n-grams get their numbers, with room for more as it is needed."""

    def __init__(self) -> None:
        self._room(1 << 14, np.empty(0, np.int64))
        self._documents = np.zeros(1 << 14, np.int32)
        self._last = np.empty(1 << 14, np.int32)

    def _room(self, size: int, known: np.ndarray) -> None:
        self._keys = np.append(known, np.empty(size - len(known), np.int64))
        self._slots = np.zeros(2 * size, np.int32)
        place_keys(self._keys, len(known), self._slots, len(self._slots))

    @property
    def arrays(self) -> tuple[np.ndarray | int, ...]:
        """As `number_keys` takes them."""
        slots = (self._slots, len(self._slots))
        return self._keys, len(self._keys), *slots, self._documents, self._last

    def grow(self, known: int) -> None:
        """Twice the room."""
        more = np.zeros(known, np.int32)
        self._documents = np.append(self._documents, more)
        self._last = np.append(self._last, more)
        self._room(2 * known, self._keys)

    def found(self, known: int) -> tuple[np.ndarray, np.ndarray]:
        """Keys, and how many texts hold each, in the order of their numbers."""
        return self._keys[:known], self._documents[:known]


@dataclass(frozen=True)
class Found:
    """The n-grams of a corpus by the numbers that they were given: none need be looked up.

    levels   int32 [order, tokens]: of the n-gram that begins at each token, markers among them
    starts   int64 [order + 1]: the number of the first n-gram of each length, and of all n-grams
    """

    levels: np.ndarray
    starts: np.ndarray

    def __len__(self) -> int:
        return int(self.starts[-1])

    def find_in(self, corpus: Corpus, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        """As `Index.find_in`, of that corpus."""
        order, size = self.levels.shape
        texts, offsets = last - first, corpus.offsets
        most = order * (int(offsets[last] - offsets[first]) + order * texts)
        found, stops = np.empty(most, np.int32), np.empty(texts, np.int64)
        count = gather_grams(
            self.levels, size, offsets, first, last, order, self.starts, found, stops
        )
        return found[:count], np.diff(stops, prepend=0)
