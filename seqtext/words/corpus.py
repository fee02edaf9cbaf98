"""The corpus: all texts as one flat array of ids with offsets."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np

from seqtext.kernel.blocks import Block, beginning, blocks_of
from seqtext.system.threads import side_by_side
from seqtext.text.quantities import quantity
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.vocabulary import Vocabulary


@dataclass(frozen=True)
class Corpus:
    """Texts as ids in one array.

    ids      int32 [tokens], the ids of all texts
    offsets  int64 [texts + 1], text i is ids[offsets[i]:offsets[i + 1]]
    labels   int32 [texts], the class of each text; -1 if training never saw its label
    """

    ids: np.ndarray
    offsets: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, i: int) -> np.ndarray:
        return self.ids[self.offsets[i] : self.offsets[i + 1]]

    @property
    def lengths(self) -> np.ndarray:
        """int64 [texts]: the number of tokens of each text."""
        return np.diff(self.offsets)

    def select(self, indices: np.ndarray) -> "Corpus":
        """The texts at `indices`, in that order."""
        indices = np.asarray(indices, dtype=np.int64)
        spans = zip(self.offsets[indices].tolist(), self.offsets[indices + 1].tolist(), strict=True)
        ids = np.concatenate([self.ids[:0], *(self.ids[start:stop] for start, stop in spans)])
        offsets = offsets_of(self.lengths[indices])
        return Corpus(ids, offsets, self.labels[indices])

    def followed_by(self, other: "Corpus") -> "Corpus":
        """These texts, then the others."""
        offsets = np.append(self.offsets, other.offsets[1:] + self.offsets[-1])
        ids, labels = np.append(self.ids, other.ids), np.append(self.labels, other.labels)
        return Corpus(ids, offsets, labels)

    def rearranged(self, order: Callable[[np.ndarray], np.ndarray]) -> "Corpus":
        """Each text reordered by the permutation `order(ids)` of its tokens."""
        ids = np.empty_like(self.ids)
        for i in range(len(self)):
            tokens = self[i]
            ids[self.offsets[i] : self.offsets[i + 1]] = tokens[order(tokens)]
        return Corpus(ids, self.offsets, self.labels)


@dataclass(frozen=True)
class Problem:
    """The data to which a model is fitted.

    train       for learning
    dev         for choosing settings
    vocabulary  of the ids
    classes     the number of classes
    pairs       the training texts are pairs, side by side: a batch has both members, and a network
                ends its training when it has solved the development pairs
    refit       whether the chosen model then learns from both; the vocabulary is that of both
    """

    train: Corpus
    dev: Corpus
    vocabulary: Vocabulary
    classes: int
    pairs: bool = False
    refit: bool = False


def offsets_of(lengths: np.ndarray) -> np.ndarray:
    """int64 [texts + 1]: the start of each text, and the end of the last."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])


def encode_texts(
    texts: Iterable[str],
    vocabulary: Vocabulary,
    labels: Sequence[int] | np.ndarray | None = None,
    max_length: int | None = None,
) -> tuple[Corpus, int]:
    """Tokenise, look up and cut texts; returns the corpus and the number of texts that were cut.

    Tokens outside the vocabulary become its default index. A text keeps its first `max_length`
    tokens; None keeps all.
    """
    read_block, blocks = block_reader(blocks_of(texts), vocabulary)
    parts = list(side_by_side(read_block, blocks))
    empty = np.empty(0, np.int32), np.empty(0, np.int64)
    ids, lengths = (np.concatenate(arrays) for arrays in zip(empty, *parts, strict=True))
    return corpus_of(ids, lengths, labels, max_length)


Read = Callable[[Block], tuple[np.ndarray, np.ndarray]]


def block_reader(blocks: Iterable[Block], vocabulary: Vocabulary) -> tuple[Read, Iterator[Block]]:
    """A function that reads a block, and the blocks: the plain tokeniser or, for much text, the
    kernel.

    The function returns int32 ids of all texts of a block, and int64 [texts] lengths.
    """
    start, more = beginning(blocks)
    is_plain = type(vocabulary.tokenizer) is Tokenizer  # the kernel does not support subwords
    if more is None or not is_plain or vocabulary.default_index is None:  # it may be an error
        return partial(_as_defined, vocabulary), chain(start, more or ())
    from seqtext.words.encoding import BlockEncoder

    return BlockEncoder(vocabulary), chain(start, more)


def corpus_of(
    ids: np.ndarray,
    lengths: np.ndarray,
    labels: Sequence[int] | np.ndarray | None,
    max_length: int | None,
) -> tuple[Corpus, int]:
    """Texts cut after `max_length` tokens, and the number of texts that were cut."""
    ids, lengths, cut = _shortened(ids, lengths, max_length)
    gold = np.full(len(lengths), -1, np.int32) if labels is None else np.asarray(labels, np.int32)
    return Corpus(ids, offsets_of(lengths), gold), cut


def cut_note(cut: int, max_length: int | None) -> list[str]:
    """A note on the number of texts that were cut; none if it is 0."""
    were = quantity(cut, "text was", "texts were")
    return [f"{were} cut after {quantity(max_length or 0, 'token')}"] if cut else []


def _as_defined(vocabulary: Vocabulary, block: Block) -> tuple[np.ndarray, np.ndarray]:
    parts = [vocabulary.lookup_indices(vocabulary.tokenizer(text)) for text in block.texts()]
    ids = np.fromiter(chain.from_iterable(parts), np.int32)
    return ids, np.array([len(part) for part in parts], np.int64)


def _shortened(
    ids: np.ndarray, lengths: np.ndarray, max_length: int | None
) -> tuple[np.ndarray, np.ndarray, int]:
    """The first `max_length` ids of each text, the new lengths, and the number of texts cut."""
    if max_length is None:
        return ids, lengths, 0
    cut = int((lengths > max_length).sum())
    if not cut:
        return ids, lengths, 0
    kept, ends = np.ones(len(ids), bool), np.cumsum(lengths)
    for text in np.flatnonzero(lengths > max_length):
        kept[ends[text] - lengths[text] + max_length : ends[text]] = False
    return ids[kept], np.minimum(lengths, max_length), cut
