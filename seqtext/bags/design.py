"""The design: the n-grams of each text and their counts, as sparse rows."""

from dataclasses import dataclass

import numpy as np

from seqtext.bags.ngrams import Index, spans
from seqtext.bags.numbering import NumberedNgrams
from seqtext.kernel.compiled import inlined, kernel
from seqtext.system.threads import side_by_side
from seqtext.words.corpus import Corpus, offsets_of

LARGEST = (1 << 16) - 1  # an n-gram that occurs more often in a text counts as this


@inlined
def tally_text(numbers, start, stop, slots, places, columns, counts, first):  # type: ignore[no-untyped-def]
    """Write each n-gram of a text once to `columns` from `first` on; returns the end.

    numbers  of the n-grams: those from start to stop
    slots    [places, a power of two]: a hash table for one text, empty before and after
    """
    used = first
    for at in range(start, stop):
        number = np.int64(numbers[at])
        slot = (number * 40503 >> 4) & (places - 1)  # 2^16 / golden ratio
        while slots[slot] != 0 and columns[first + slots[slot] - 1] != number:
            slot = (slot + 1) & (places - 1)
        if slots[slot] == 0:
            columns[used], counts[used] = number, 1
            used += 1
            slots[slot] = used - first
        elif counts[first + slots[slot] - 1] < LARGEST:
            counts[first + slots[slot] - 1] += 1
    for at in range(start, stop):
        slot = (np.int64(numbers[at]) * 40503 >> 4) & (places - 1)
        while slots[slot] != 0:
            slots[slot] = 0
            slot = (slot + 1) & (places - 1)
    return used


@kernel("i8(i4*,i8*,i8,i4*,i8,i4*,u2*)")
def tally_rows(numbers, stops, texts, slots, places, columns, counts):  # type: ignore[no-untyped-def]
    """Each n-gram once per text, in the order of first occurrence, with its count.

    `stops`: where each text ends in `numbers`; on return, where its row ends in `columns`.
    """
    start, used = 0, 0
    for text in range(texts):
        used = tally_text(numbers, start, stops[text], slots, places, columns, counts, used)
        start = stops[text]
        stops[text] = used
    return used


@kernel("i8(i4*,u2*,i8*,i8,i4*,i4*,u2*,i8*,i4*,u2*,i4*)")
def part(  # type: ignore[no-untyped-def]
    columns, counts, offsets, texts, renumbered,
    shared, shared_counts, shared_offsets, alone, alone_counts, alone_texts,
):  # fmt: skip
    """Split the rows by `renumbered`: the number of a column among the shared ones, or -1."""
    here, there = 0, 0
    for text in range(texts):
        for at in range(offsets[text], offsets[text + 1]):
            number = renumbered[columns[at]]
            if number >= 0:
                shared[here], shared_counts[here] = number, counts[at]
                here += 1
            else:
                alone[there], alone_counts[there] = columns[at], counts[at]
                alone_texts[there] = text
                there += 1
        shared_offsets[text + 1] = here
    return here


@kernel("i8(i4*,i8*,i8,i4*,i8,i4*,u2*,f8*,f4*,i8,f4*,i8,i8*,i8*)")
def weigh(  # type: ignore[no-untyped-def]
    numbers, stops, texts, slots, places, columns, counts,
    of_count, idf, any_idf, weights, scores, totals, squares,
):  # fmt: skip
    """Sums over each text of weights times values, [texts, scores], and of squared values.

    The first arguments are those of `tally_rows`; `columns` and `counts` have room for one text. A
    value is of_count[count], times idf if `any_idf` is not 0. The sums are integers in units of
    2^-32, so they are exact and do not depend on the order of the n-grams.
    """
    start, unit = 0, 4294967296.0
    for text in range(texts):
        used = tally_text(numbers, start, stops[text], slots, places, columns, counts, 0)
        start = stops[text]
        for at in range(used):
            column = np.int64(columns[at])
            value = of_count[counts[at]]
            if any_idf > 0:
                value = value * np.float64(idf[column])
            for k in range(scores):
                term = value * np.float64(weights[column * scores + k])
                totals[text * scores + k] += np.int64(term * unit)
            squares[text] += np.int64(value * value * unit)
    return texts


@kernel("i8(i4*,i8*,i8,u1*,f8*)")
def count_texts(columns, offsets, texts, chosen, result):  # type: ignore[no-untyped-def]
    """Add to each n-gram the number of chosen texts that contain it."""
    for text in range(texts):
        if chosen[text] != 0:
            for at in range(offsets[text], offsets[text + 1]):
                result[columns[at]] += 1.0
    return texts


def table_for(lengths: np.ndarray) -> np.ndarray:
    """An empty hash table for the longest of these texts; int32."""
    return np.zeros(1 << (2 * int(lengths.max(initial=0)) + 1).bit_length(), np.int32)


@dataclass(frozen=True)
class Design:
    """Sparse rows, one per text, with the n-grams in the order of first occurrence.

    columns   int32 [entries]: numbers of n-grams
    counts    uint16 [entries]: the count of each in the text
    offsets   int64 [texts + 1]: the start of each row
    size      the number of n-grams
    """

    columns: np.ndarray
    counts: np.ndarray
    offsets: np.ndarray
    size: int

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The arguments of kernels."""
        return self.columns, self.counts, self.offsets

    def select(self, chosen: np.ndarray) -> "Design":
        """The rows of some texts; `chosen`: bool [texts]."""
        if chosen.all():
            return self
        lengths = np.diff(self.offsets)
        entries = np.repeat(chosen, lengths)
        offsets = offsets_of(lengths[chosen])
        return Design(self.columns[entries], self.counts[entries], offsets, self.size)

    def only(self, numbers: np.ndarray) -> "Design":
        """The rows with these n-grams only (ascending numbers), numbered in this order."""
        renumbered = np.full(self.size, -1, np.int32)
        renumbered[numbers] = np.arange(len(numbers), dtype=np.int32)
        columns, counts, offsets = renumbered[self.columns], self.counts, self.offsets
        kept = columns >= 0
        if not kept.all():
            columns, counts, offsets = columns[kept], counts[kept], offsets_of(kept)[offsets]
        return Design(columns, counts, offsets, len(numbers))

    def parted(self) -> "Parted":
        """Separate the n-grams of several texts from those of one text."""
        documents = np.bincount(self.columns, minlength=self.size)
        numbers = np.flatnonzero(documents > 1)
        numbers = numbers[np.argsort(-documents[numbers], kind="stable")].astype(np.int32)
        renumbered = np.full(self.size, -1, np.int32)
        renumbered[numbers] = np.arange(len(numbers), dtype=np.int32)
        several = int(documents[numbers].sum())
        shared, alone = (
            (np.empty(size, np.int32), np.empty(size, np.uint16))
            for size in (several, len(self.columns) - several)
        )
        offsets, texts = np.zeros_like(self.offsets), np.empty(len(alone[0]), np.int32)
        part(*self.arrays, len(self), renumbered, *shared, offsets, *alone, texts)
        shared_design = Design(*shared, offsets, len(numbers))
        return Parted(self.size, shared_design, numbers, *alone, texts, documents)

    @classmethod
    def of(cls, corpus: Corpus, index: Index | NumberedNgrams) -> "Design":
        """The n-grams of a corpus that are in the index, or that were numbered in it."""
        parts = list(side_by_side(lambda span: _rows(*index.find_in(corpus, *span)), spans(corpus)))
        columns, counts, lengths = (
            np.concatenate(arrays) for arrays in zip(_EMPTY, *parts, strict=True)
        )
        return cls(columns, counts, offsets_of(lengths), len(index))


@dataclass(frozen=True)
class Parted:
    """A design in two parts, because most n-grams of a corpus occur in one text only.

    size      the number of n-grams
    shared    the n-grams of several texts, renumbered by descending frequency, so that the data of
              frequent ones are adjacent in the caches
    numbers   int32 [shared n-grams]: their original numbers
    columns, counts, texts   [the others]: number, count, and the only text of each
    frequency  int64 [n-grams]: the number of texts that contain each
    """

    size: int
    shared: Design
    numbers: np.ndarray
    columns: np.ndarray
    counts: np.ndarray
    texts: np.ndarray
    frequency: np.ndarray

    def __len__(self) -> int:
        return len(self.shared)

    def documents(self, chosen: np.ndarray) -> np.ndarray:
        """float64 [n-grams]: the number of chosen texts that contain each; `chosen`: bool
        [texts].
        """
        result, shared = np.zeros(self.size), np.zeros(len(self.numbers))
        rows, flags = self.shared, chosen.view(np.uint8)
        count_texts(rows.columns, rows.offsets, len(rows), flags, shared)
        result[self.numbers] = shared
        result[self.columns] = chosen[self.texts]
        return result


_EMPTY = np.empty(0, np.int32), np.empty(0, np.uint16), np.empty(0, np.int64)


def _rows(numbers: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, ...]:
    stops, slots = np.cumsum(lengths), table_for(lengths)
    columns, counts = np.empty(len(numbers), np.int32), np.empty(len(numbers), np.uint16)
    used = tally_rows(numbers, stops, len(stops), slots, len(slots), columns, counts)
    return columns[:used].copy(), counts[:used].copy(), np.diff(stops, prepend=0)
