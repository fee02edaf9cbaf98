"""Tokenised texts: each token as a number, and the digest of each text, from one reading.

The counts, the vocabulary and the ids of any part of the texts follow from the numbers.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from seqtext.kernel.blocks import Block, beginning, blocks_of
from seqtext.system.threads import side_by_side
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.corpus import Corpus, corpus_of, offsets_of
from seqtext.words.counts import Counts
from seqtext.words.digests import TextDigests, digest_of, scanned_digests
from seqtext.words.vocabulary import Vocabulary

_SMALL = 1 << 17  # tokens up to which sorting is faster than loading the kernel that counts


@dataclass(frozen=True)
class TokenizedTexts:
    """Texts as numbers of their tokens.

    rule      how the texts were tokenised, and how they are distinguished
    tokens    the distinct tokens by number; their order is arbitrary, and no result depends on it
    numbers   the numbers of all texts, none of which is cut
    digests   of each text, by the rule
    """

    rule: TextDigests
    tokens: Sequence[str]
    numbers: Corpus
    digests: Sequence[bytes]

    @classmethod
    def of(cls, texts: Iterable[str], rule: TextDigests) -> "TokenizedTexts":
        """Tokenise texts: with the plain tokeniser or, for much text, the kernel."""
        start, more = beginning(blocks_of(texts))
        blocks = chain(start, more or ())
        if more is not None and type(rule.tokenizer) is Tokenizer:  # no subwords in the kernel
            tokens, parts = _scanned(blocks, rule)
        else:
            tokens, parts = _as_defined(blocks, rule)
        empty = np.empty(0, np.int32), np.empty(0, np.int64)
        ids, lengths = (
            np.concatenate([first, *arrays])
            for first, arrays in zip(empty, ([p[i] for p in parts] for i in (0, 1)), strict=True)
        )
        numbers = Corpus(ids, offsets_of(lengths), np.full(len(lengths), -1, np.int32))
        return cls(rule, tokens, numbers, list(chain.from_iterable(part[2] for part in parts)))

    def select(self, indices: Sequence[int] | np.ndarray) -> "TokenizedTexts":
        """The texts at `indices`, in that order."""
        numbers = self.numbers.select(np.asarray(indices, np.int64))
        return replace(self, numbers=numbers, digests=[self.digests[i] for i in indices])

    def counts(self) -> Counts:
        """The counts of the tokens of these texts."""
        size, texts = len(self.tokens), len(self.numbers)
        occurrences, documents = _tallied(self.numbers, size)
        present = np.flatnonzero(occurrences)
        tokens = [self.tokens[i] for i in present.tolist()]
        return Counts.of_table(
            self.rule.tokenizer, texts, tokens, occurrences[present], documents[present]
        )

    def encoded(self, vocabulary: Vocabulary, labels: np.ndarray) -> tuple[Corpus, int]:
        """The ids of the texts, cut by the rule, and the number of texts that were cut."""
        ids = np.array(vocabulary.lookup_indices(self.tokens), np.int32)[self.numbers.ids]
        return corpus_of(ids, self.numbers.lengths, labels, self.rule.max_length)


Part = tuple[np.ndarray, np.ndarray, Sequence[bytes]]  # numbers, lengths and digests of a block


def _as_defined(blocks: Iterator[Block], rule: TextDigests) -> tuple[list[str], list[Part]]:
    """All tokens, and the parts, by the plain tokeniser."""
    known: dict[str, int] = {}
    parts: list[Part] = []
    for block in blocks:
        texts = [rule.tokenizer(text) for text in block.texts()]
        numbers = [known.setdefault(t, len(known)) for t in chain.from_iterable(texts)]
        lengths = np.array([len(tokens) for tokens in texts], np.int64)
        digests = [digest_of(tokens[: rule.max_length]) for tokens in texts]
        parts.append((np.array(numbers, np.int32), lengths, digests))
    return list(known), parts


def _scanned(blocks: Iterator[Block], rule: TextDigests) -> tuple[list[str], list[Part]]:
    """The same by the kernel: each thread has a lexicon, and at the end one takes in all."""
    from seqtext.kernel.lexicon import Lexicon
    from seqtext.kernel.scanner import Scanner

    own = threading.local()

    def read(block: Block) -> tuple[Lexicon, Part]:
        if not hasattr(own, "scanner"):
            own.scanner, own.lexicon = Scanner(rule.tokenizer), Lexicon()
        tokens = own.scanner.split(block)
        digests = scanned_digests(tokens, rule.max_length)
        return own.lexicon, (own.lexicon.number(tokens), np.diff(tokens.stops, prepend=0), digests)

    results = list(side_by_side(read, blocks))
    everything = Lexicon()
    tables = {id(own): everything.number(own.all()) for own, _ in results if len(own)}
    parts = [
        (tables[id(own)][numbers] if len(numbers) else numbers, lengths, digests)
        for own, (numbers, lengths, digests) in results
    ]
    return everything.tokens(), parts


def _tallied(corpus: Corpus, size: int) -> tuple[np.ndarray, np.ndarray]:
    """int64 [size] each: how often each number occurs, and in how many texts."""
    if len(corpus.ids) < _SMALL:
        texts = np.repeat(np.arange(len(corpus)), corpus.lengths)
        distinct = np.unique(texts * size + corpus.ids) % max(size, 1)
        return np.bincount(corpus.ids, minlength=size), np.bincount(distinct, minlength=size)
    from seqtext.kernel.counting import tally

    table = np.zeros((size, 3), np.int64)
    tally(corpus.ids, corpus.offsets[1:], len(corpus), table, 0)
    return table[:, 0], table[:, 1]
