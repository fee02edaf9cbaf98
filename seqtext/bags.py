"""Bags of n-grams over the ids of a corpus: an exact index (nothing is hashed) and count matrices.

A bag of order k holds all n-grams for n = 1…k of a text with k-1 boundary markers on each side.
N-grams of markers alone are the same in every text and are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from seqtext.corpus import Corpus, offsets_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

BLOCK = 1 << 16  # tokens that are looked up at a time: bounds the memory, and fits the caches


@dataclass(frozen=True)
class NgramIndex:
    """The n-grams of a training corpus, numbered: first the 1-grams, then the 2-grams, and so on.

    keys   one ascending int64 array for each n = 1…order. The key of an n-gram is
           (position of its first n-1 tokens in the keys of n-1) * (boundary + 1) + last token.
           The last key of each array is the n-gram of boundary markers alone. It is no feature;
           it stands there because longer n-grams begin with it.
    """

    keys: tuple[np.ndarray, ...]

    @classmethod
    def fit(cls, corpus: Corpus, order: int, boundary: int, min_df: int = 1) -> "NgramIndex":
        """Number the n-grams, n = 1…order, that at least `min_df` texts of the corpus hold.

        `boundary` is an id above all ids of the corpus. An n-gram is in no more texts than its
        beginning is, so what `min_df` drops takes along all that begins with it.
        """
        tokens, texts = _with_boundaries(corpus, order, boundary)
        keys: list[np.ndarray] = []
        grams = np.zeros(len(tokens), np.int64)
        for n in range(order):
            found = _extend(grams, tokens[n:], boundary + 1)
            known = np.flatnonzero(found >= 0)
            level = _frequent(found[known], texts[known], min_df)
            markers = (len(keys[-1]) - 1 if n else 0) * (boundary + 1) + boundary
            if len(level) == 0 or level[-1] != markers:
                level = np.append(level, markers)
            keys.append(level)
            if n + 1 < order:
                grams = _look_up(level, found)
        return cls(tuple(keys))

    @property
    def order(self) -> int:
        """The longest n-grams."""
        return len(self.keys)

    @property
    def boundary(self) -> int:
        """The id of the boundary marker."""
        return int(self.keys[0][-1])

    @cached_property
    def starts(self) -> np.ndarray:
        """int64 [order + 1]: the number of the first n-gram of each length, and of all n-grams."""
        return offsets_of(np.array([len(level) - 1 for level in self.keys], np.int64))

    def __len__(self) -> int:
        return int(self.starts[-1])

    def features(self, corpus: Corpus) -> Corpus:
        """The same texts, with the numbers of their n-grams for ids.

        They ascend within a text, and one that occurs c times stands there c times. What the
        index lacks is left out. So texts with the same bag become the same numbers.
        """
        parts = [self._block(block) for block in blocks(corpus)]
        ids = np.concatenate([part[0] for part in parts]) if parts else np.empty(0, np.int32)
        lengths = np.concatenate([part[1] for part in parts]) if parts else np.empty(0, np.int64)
        return Corpus(ids, offsets_of(lengths), corpus.labels)

    def matrix(self, corpus: Corpus) -> "csr_matrix":
        """float64 counts, [texts, len(self)], columns ascending within a row."""
        from scipy.sparse import csr_matrix

        features, counts = distinct(self.features(corpus))
        shape = (len(corpus), len(self))
        return csr_matrix((counts.astype(np.float64), features.ids, features.offsets), shape)

    def ngram(self, number: int) -> tuple[int, ...]:
        """The tokens of an n-gram; the boundary's id stands for a marker."""
        n = int(np.searchsorted(self.starts, number, side="right")) - 1
        position = number - int(self.starts[n])
        tokens = []
        for level in reversed(self.keys[: n + 1]):
            position, token = divmod(int(level[position]), self.boundary + 1)
            tokens.append(token)
        return tuple(reversed(tokens))

    def tensors(self) -> dict[str, np.ndarray]:
        """The keys by length of the n-gram, to be kept in a model file."""
        return {f"ngrams.{n}": level for n, level in enumerate(self.keys, 1)}

    @classmethod
    def from_tensors(cls, tensors: dict[str, np.ndarray]) -> "NgramIndex":
        """The index whose `tensors` stand among these."""
        order = sum(name.startswith("ngrams.") for name in tensors)
        return cls(tuple(tensors[f"ngrams.{n}"] for n in range(1, order + 1)))

    def _block(self, corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
        """int32 n-gram numbers of a few texts, and int64 [texts] how many each has."""
        tokens, texts = _with_boundaries(corpus, self.order, self.boundary)
        grams = np.zeros(len(tokens), np.int64)
        pairs = []  # (text, n-gram) in one number, so that one sort does both
        lengths = np.zeros(len(corpus), np.int64)
        for n, level in enumerate(self.keys):
            grams = _look_up(level, _extend(grams, tokens[n:], self.boundary + 1))
            kept = np.flatnonzero((grams >= 0) & (grams < len(level) - 1))
            pairs.append(texts[kept] * len(self) + self.starts[n] + grams[kept])
            lengths += np.bincount(texts[kept], minlength=len(corpus))
        numbers = np.sort(np.concatenate(pairs)) - np.repeat(np.arange(len(corpus)), lengths) * len(
            self
        )
        return numbers.astype(np.int32), lengths


def distinct(features: Corpus) -> tuple[Corpus, np.ndarray]:
    """Each feature once a text, and int64 counts, for features that ascend within a text."""
    first = _firsts(features.ids)
    starts = features.offsets[:-1]
    first[starts[starts < len(first)]] = True
    positions = np.flatnonzero(first)
    counts = np.diff(positions, append=len(first))
    before = offsets_of(first)  # how many are first, before each position
    return Corpus(features.ids[positions], before[features.offsets], features.labels), counts


def blocks(corpus: Corpus) -> Iterator[Corpus]:
    """Runs of whole texts of about BLOCK tokens."""
    ends = corpus.offsets + np.arange(len(corpus) + 1)  # a text without tokens costs something too
    start = 0
    while start < len(corpus):
        stop = int(np.searchsorted(ends, ends[start] + BLOCK, side="right")) - 1
        stop = max(stop, start + 1)
        offsets = corpus.offsets[start : stop + 1]
        ids = corpus.ids[offsets[0] : offsets[-1]]
        yield Corpus(ids, offsets - offsets[0], corpus.labels[start:stop])
        start = stop


def _with_boundaries(corpus: Corpus, order: int, boundary: int) -> tuple[np.ndarray, np.ndarray]:
    """int64 tokens with order - 1 markers before each text and after the last, and their texts.

        order 3:  # # a b # # c # #
        text:     0 0 0 0 1 1 1 2 2

    The markers between two texts serve both: a window of `order` tokens cannot reach across them.
    One that starts in the markers either reaches the text after them or holds nothing else.
    """
    width = order - 1
    texts = np.repeat(np.arange(len(corpus)), corpus.lengths)
    tokens = np.full(len(texts) + (len(corpus) + 1) * width, boundary, np.int64)
    tokens[np.arange(len(texts)) + (texts + 1) * width] = corpus.ids
    owners = np.repeat(np.arange(len(corpus) + 1), np.append(corpus.lengths, 0) + width)
    return tokens, owners


def _extend(grams: np.ndarray, last: np.ndarray, base: int) -> np.ndarray:
    """Keys of the n-grams that begin with `grams`, one for each position; negative if unknown."""
    return grams[: len(last)] * base + last


def _look_up(level: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """The position of each key in an ascending level that holds the largest key; -1: is not in.

    Searching in ascending order, a block at a time, stays in the cache: twice as fast.
    """
    result = np.empty_like(keys)
    for start in range(0, len(keys), BLOCK):
        block = keys[start : start + BLOCK]
        order = np.argsort(block)
        ascending = block[order]
        found = np.searchsorted(level, ascending)
        found[level[found] != ascending] = -1
        result[start + order] = found
    return result


def _frequent(keys: np.ndarray, texts: np.ndarray, min_df: int) -> np.ndarray:
    """The distinct keys, ascending, that stand in at least `min_df` texts; `texts` ascend."""
    if min_df <= 1:
        keys = np.sort(keys)
        return keys[_firsts(keys)]
    order = np.argsort(keys, kind="stable")
    keys, texts = keys[order], texts[order]
    keys = keys[_firsts(keys) | _firsts(texts)]  # each n-gram once a text
    starts = np.flatnonzero(_firsts(keys))
    documents = np.diff(starts, append=len(keys))
    return keys[starts[documents >= min_df]]


def _firsts(values: np.ndarray) -> np.ndarray:
    """bool: where a value differs from the one before it. (np.unique is three times slower.)"""
    first = np.ones(len(values), bool)
    first[1:] = values[1:] != values[:-1]
    return first
