"""Blocks of text to the ids of a vocabulary, by the kernel."""

from collections.abc import Iterable, Iterator

import numpy as np

from seqtext.blocks import Block
from seqtext.lexicon import Lexicon
from seqtext.scanner import Scanner
from seqtext.vocabulary import Vocabulary


def encoded(
    blocks: Iterable[Block], vocabulary: Vocabulary
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """For each block int32 ids of all its texts, and int64 [texts] how many each has.

    A token that the vocabulary lacks becomes its default index, which it must have.
    """
    assert vocabulary.default_index is not None
    scanner, lexicon = Scanner(vocabulary.tokenizer), Lexicon.of(vocabulary.tokens)
    for block in blocks:
        tokens = scanner.split(block)
        ids = lexicon.number(tokens, vocabulary.default_index)
        yield ids, np.diff(tokens.stops, prepend=0)
