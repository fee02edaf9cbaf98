"""Blocks of text to the ids of a vocabulary, by the kernel."""

import threading

import numpy as np

from seqtext.kernel.blocks import Block
from seqtext.kernel.lexicon import Lexicon
from seqtext.kernel.scanner import Scanner
from seqtext.words.vocabulary import Vocabulary


class BlockEncoder:
    """Converts blocks to ids; threads may share it.

    A token outside the vocabulary becomes its default index, which must be set.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        assert vocabulary.default_index is not None
        self._unknown = vocabulary.default_index
        self._tokenizer = vocabulary.tokenizer
        self._lexicon = Lexicon.of(vocabulary.tokens)
        self._own = threading.local()

    def __call__(self, block: Block) -> tuple[np.ndarray, np.ndarray]:
        """int32 ids of all texts of a block, and int64 [texts] lengths."""
        if not hasattr(self._own, "scanner"):
            self._own.scanner = Scanner(self._tokenizer)
        tokens = self._own.scanner.split(block)
        ids = self._lexicon.number(tokens, self._unknown)
        return ids, np.diff(tokens.stops, prepend=0)
