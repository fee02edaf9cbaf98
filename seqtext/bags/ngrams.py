"""Bags of n-grams over the ids of a corpus, by an exact index without hashing.

A bag of order k contains all n-grams, n = 1…k, of a text with k-1 boundary markers on each side.
N-grams of markers alone are the same in every text and are omitted.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seqtext.bags.grams import find_grams, place_keys
from seqtext.bags.numbering import Level, NumberedNgrams
from seqtext.system.contents import UnfitError, ascending, tensor
from seqtext.words.corpus import Corpus, offsets_of

SMALL = 1 << 14  # tokens up to which binary search is faster than building hash tables
BLOCK = 1 << 16  # tokens that are looked up at a time: it bounds the memory and fits the caches


class Index(ABC):
    """A numbering of n-grams, which finds them in texts."""

    order: int  # of the longest n-grams

    @abstractmethod
    def __len__(self) -> int:
        """The number of n-grams."""

    @abstractmethod
    def find(self, corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
        """int32 numbers of the n-grams of each text, in order; int64 [texts] their number."""

    def find_in(self, corpus: Corpus, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        """The result of `find` for the texts from first to last."""
        return self.find(_part(corpus, first, last))

    @abstractmethod
    def ngram(self, number: int) -> tuple[int, ...]:
        """The tokens of an n-gram; a marker has the boundary's id."""

    @abstractmethod
    def tensors(self) -> dict[str, np.ndarray]:
        """The tensors for a model file, which rebuild the index."""

    def release(self) -> None:  # noqa: B027 (nothing need be kept)
        """Free what `find` caches."""

    def features(self, corpus: Corpus) -> Corpus:
        """The same texts with the numbers of their n-grams as ids.

        They ascend within a text, and an n-gram that occurs c times is repeated c times. N-grams
        outside the index are omitted. So texts with the same bag have the same ids.
        """
        parts = [self._sorted(block) for block in corpus_blocks(corpus)]
        ids = np.concatenate([part[0] for part in parts]) if parts else np.empty(0, np.int32)
        lengths = np.concatenate([part[1] for part in parts]) if parts else np.empty(0, np.int64)
        return Corpus(ids, offsets_of(lengths), corpus.labels)

    def _sorted(self, corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
        numbers, lengths = self.find(corpus)
        texts = np.repeat(np.arange(len(corpus)) * len(self), lengths)
        return (np.sort(numbers + texts) - texts).astype(np.int32), lengths


@dataclass(frozen=True)
class NgramIndex(Index):
    """The numbered n-grams of a training corpus: first the 1-grams, then the 2-grams, and so on.

    keys   one ascending int64 array for each n = 1…order. The key of an n-gram is (position of its
           first n-1 tokens in the keys of n-1) * (boundary + 1) + last token. The last key of each
           array is the n-gram of boundary markers alone. It is not a feature, but longer n-grams
           begin with it.
    """

    keys: tuple[np.ndarray, ...]

    @classmethod
    def fit(cls, corpus: Corpus, order: int, boundary: int, min_df: int = 1) -> "NgramIndex":
        """Number the n-grams, n = 1…order, that occur in at least `min_df` texts of the corpus."""
        return cls.numbered(corpus, order, boundary, min_df)[0]

    @classmethod
    def numbered(
        cls, corpus: Corpus, order: int, boundary: int, min_df: int = 1
    ) -> tuple["NgramIndex", NumberedNgrams]:
        """The index, and the positions of its n-grams in the corpus.

        `boundary` is an id above all ids of the corpus. An n-gram occurs in no more texts than its
        prefix, so dropping an n-gram by `min_df` also drops all n-grams that begin with it.
        """
        tokens, texts = _with_boundaries(corpus, order, boundary)
        keys: list[np.ndarray] = []
        before, levels = np.zeros_like(tokens), np.full((order, len(tokens)), -1, np.int32)
        for n, grams in enumerate(levels, 1):
            markers = (len(keys[-1]) - 1 if keys else 0) * (boundary + 1) + boundary
            level = Level(before, grams, tokens, texts, n, boundary + 1)
            keys.append(level.number(min_df, markers))
            before = grams
        index = cls(tuple(keys))
        return index, NumberedNgrams(levels, index.starts)

    @property
    def order(self) -> int:  # type: ignore[override]
        """The order of the longest n-grams."""
        return len(self.keys)

    @property
    def boundary(self) -> int:
        """The id of the boundary marker."""
        return int(self.keys[0][-1])

    @cached_property
    def starts(self) -> np.ndarray:
        """int64 [order + 1]: the number of the first n-gram of each length, and the total."""
        return offsets_of(np.array([len(level) - 1 for level in self.keys], np.int64))

    def __len__(self) -> int:
        return int(self.starts[-1])

    def ngram(self, number: int) -> tuple[int, ...]:
        """The tokens of an n-gram; a marker has the boundary's id."""
        n = int(np.searchsorted(self.starts, number, side="right")) - 1
        position = number - int(self.starts[n])
        tokens = []
        for level in reversed(self.keys[: n + 1]):
            position, token = divmod(int(level[position]), self.boundary + 1)
            tokens.append(token)
        return tuple(reversed(tokens))

    def tensors(self) -> dict[str, np.ndarray]:
        """The keys by length of the n-gram, for a model file."""
        return {f"ngrams.{n}": level for n, level in enumerate(self.keys, 1)}

    @classmethod
    def from_tensors(
        cls, tensors: dict[str, np.ndarray], order: int, boundary: int
    ) -> "NgramIndex":
        """The index whose `tensors` are among these. Raises UnfitError if they are malformed."""
        keys: list[np.ndarray] = []
        for n in range(1, order + 1):
            level = tensor(tensors, f"ngrams.{n}", np.int64, None)
            ascending(level, 0, f"the n-grams of {n}")
            before = len(keys[-1]) - 1 if keys else 0
            # The largest key is that of the markers alone, so every other is in bounds.
            if int(level[-1]) != before * (boundary + 1) + boundary:
                raise UnfitError(f"the n-grams of {n} do not end with the markers")
            keys.append(level)
        return cls(tuple(keys))

    def find(self, corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
        """int32 numbers of the n-grams of each text (few texts: sorted); int64 [texts] their
        number.
        """
        if len(corpus.ids) < SMALL and "_table" not in vars(self):
            return self._search(corpus)
        numbers = np.empty(self.order * (len(corpus.ids) + self.order * len(corpus)), np.int32)
        stops = np.empty(len(corpus), np.int64)
        shape = len(corpus), self.order, self.boundary + 1
        count = find_grams(
            corpus.ids, corpus.offsets, *shape, *self._table, self.starts, numbers, stops
        )
        return numbers[:count], np.diff(stops, prepend=0)

    def release(self) -> None:
        """Free the hash tables."""
        vars(self).pop("_table", None)

    @cached_property
    def _table(self) -> tuple[np.ndarray, ...]:
        """All keys and their starts by length, and the same for their hash tables."""
        sizes = [1 << (2 * len(level) - 1).bit_length() for level in self.keys]
        sizes[0] = self.boundary + 1  # single tokens need no hash
        levels, tables = (
            offsets_of(np.array(lengths)) for lengths in (list(map(len, self.keys)), sizes)
        )
        slots = np.zeros(tables[-1], np.int32)
        slots[self.keys[0]] = np.arange(1, len(self.keys[0]) + 1)
        for level, first, size in zip(self.keys[1:], tables[1:], sizes[1:], strict=False):
            place_keys(level, len(level), slots[first : first + size], size)
        return np.concatenate(self.keys), levels, slots, tables

    def _search(self, corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
        """The same by binary search, without hash tables."""
        tokens, texts = _with_boundaries(corpus, self.order, self.boundary)
        grams = np.zeros(len(tokens), np.int64)
        numbers, owners = [], []
        for n, level in enumerate(self.keys):
            grams = _look_up(level, grams[: len(tokens) - n] * (self.boundary + 1) + tokens[n:])
            kept = np.flatnonzero((grams >= 0) & (grams < len(level) - 1))
            numbers.append(self.starts[n] + grams[kept])
            owners.append(texts[kept])
        owner = np.concatenate(owners)
        by_text = np.argsort(owner, kind="stable")
        sorted_numbers = np.concatenate(numbers)[by_text].astype(np.int32)
        return sorted_numbers, np.bincount(owner, minlength=len(corpus))


def distinct(features: Corpus) -> tuple[Corpus, np.ndarray]:
    """Each feature once per text, and int64 counts; the features must ascend within a text."""
    first = _firsts(features.ids)
    starts = features.offsets[:-1]
    first[starts[starts < len(first)]] = True
    positions = np.flatnonzero(first)
    counts = np.diff(positions, append=len(first))
    before = offsets_of(first)  # how many are first, before each position
    return Corpus(features.ids[positions], before[features.offsets], features.labels), counts


def corpus_blocks(corpus: Corpus) -> Iterator[Corpus]:
    """Consecutive parts of the corpus: whole texts of about BLOCK tokens."""
    return (_part(corpus, first, last) for first, last in spans(corpus))


def _part(corpus: Corpus, first: int, last: int) -> Corpus:
    offsets = corpus.offsets[first : last + 1]
    ids = corpus.ids[offsets[0] : offsets[-1]]
    return Corpus(ids, offsets - offsets[0], corpus.labels[first:last])


def spans(corpus: Corpus) -> Iterator[tuple[int, int]]:
    """The first text of each block, and the one after its last."""
    ends = corpus.offsets + np.arange(len(corpus) + 1)  # also empty texts have a cost
    start = 0
    while start < len(corpus):
        stop = int(np.searchsorted(ends, ends[start] + BLOCK, side="right")) - 1
        stop = max(stop, start + 1)
        yield start, stop
        start = stop


def _with_boundaries(corpus: Corpus, order: int, boundary: int) -> tuple[np.ndarray, np.ndarray]:
    """int32 tokens with order - 1 markers before each text and after the last, and their texts.

        order 3:  # # a b # # c # #
        text:     0 0 0 0 1 1 1 2 2

    The markers between two texts serve both: a window of `order` tokens cannot span them. A window
    that begins in the markers either reaches the next text or contains only markers.
    """
    width = order - 1
    numbers = np.arange(len(corpus) + 1, dtype=np.int32)
    owners = np.repeat(numbers, np.append(corpus.lengths, 0) + width)
    tokens = np.full(len(owners), boundary, np.int32)
    within = np.ones(len(owners), bool)
    starts = corpus.offsets + np.arange(len(corpus) + 1) * width
    for marker in range(width):
        within[starts + marker] = False
    tokens[within] = corpus.ids
    return tokens, owners


def _look_up(level: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """The position of each key in an ascending level whose last key is the largest; -1: missing."""
    positions = np.searchsorted(level, keys)
    positions[level[positions] != keys] = -1
    return positions


def _firsts(values: np.ndarray) -> np.ndarray:
    """bool: whether a value differs from the previous one. (np.unique is three times slower.)"""
    first = np.ones(len(values), bool)
    first[1:] = values[1:] != values[:-1]
    return first
