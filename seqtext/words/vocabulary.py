"""The vocabulary: tokens and their ids, with the method names of torchtext.vocab.Vocab."""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import BinaryIO

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.system.contents import UnfitError
from seqtext.system.files import atomic_output
from seqtext.text.lines import is_text
from seqtext.text.quantities import quantity
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.counts import (
    Counts,
    damaged,
    escape,
    header_tokenizer,
    read_table,
    write_table,
)

__all__ = ["PAD", "UNK", "Counts", "Vocabulary"]

PAD, UNK = "<pad>", "<unk>"


class Vocabulary:
    """Tokens by id, ids by token, and the counts of the texts from which it was built.

    tokens: the token of each id. counts, documents: occurrences, and texts that contain the token:
    int64 [tokens]. tokenizer: the tokeniser of the tokens. default_index: the id of tokens outside
    the vocabulary; None: there is none.
    """

    def __init__(
        self,
        tokens: Iterable[str],
        counts: np.ndarray | None = None,
        documents: np.ndarray | None = None,
        tokenizer: Tokenizer = Tokenizer(),
        default_index: int | None = None,
    ) -> None:
        self.tokens = list(tokens)
        size = len(self.tokens)
        self.counts = np.zeros(size, np.int64) if counts is None else counts
        self.documents = np.zeros(size, np.int64) if documents is None else documents
        self.tokenizer = tokenizer
        self._ids = {token: index for index, token in enumerate(self.tokens)}
        if len(self._ids) < size:
            raise RuntimeError("a token occurs twice in the vocabulary")
        self.default_index = default_index

    @classmethod
    def build(
        cls,
        counts: Counts,
        min_count: int = 1,
        max_size: int | None = None,
        specials: Sequence[str] = (),
        alphabetical: bool = False,
    ) -> "Vocabulary":
        """Build a vocabulary from counts: first the special tokens, in the given order.

        Then tokens that occur at least min_count times, most frequent first (ties by their UTF-8
        bytes), or all by their bytes if `alphabetical`. max_size includes the special tokens. A
        special token that occurs in the texts keeps its count. `<unk>`, if it is in the vocabulary,
        is the default index. Raises SeqtextError if no token is left.
        """
        if len(set(specials)) < len(specials):
            raise SeqtextError("--special", "a token occurs twice", "name each once")
        if not all(map(is_text, specials)):
            raise SeqtextError("--special", "a token is not UTF-8", "write it in UTF-8")
        room = None if max_size is None else max_size - len(specials)
        if room is not None and room < 1:
            cause = f"{max_size} leaves no room beside {len(specials)} special tokens"
            raise SeqtextError("--max-size", cause, "give a larger size")
        candidates, special = counts.tokens, set(specials)
        frequent = int(np.count_nonzero(counts.counts >= min_count))  # they stand in that order
        tokens = [token for token in candidates[:frequent] if token not in special][:room]
        if not tokens:
            place, remedy = f"--min-count {min_count}", "lower it, or give more text"
            if not candidates:
                raise SeqtextError("tokens", "there are none", "give text")
            raise SeqtextError(
                place, f"leaves none of {quantity(len(candidates), 'token')}", remedy
            )
        tokens = [*specials, *(sorted(tokens) if alphabetical else tokens)]
        index = tokens.index(UNK) if UNK in tokens else None
        return cls(tokens, *counts.of(tokens), counts.tokenizer, index)

    # --- the names of torchtext.vocab.Vocab, with its behaviour ------------------------------

    def __len__(self) -> int:
        return len(self.tokens)

    def __contains__(self, token: object) -> bool:
        return token in self._ids

    def __getitem__(self, token: str) -> int:
        """The id of a token; for an unknown token the default index, or RuntimeError."""
        index = self._ids.get(token, self.default_index)
        if index is None:
            raise RuntimeError(f"token {token!r} is not in the vocabulary, which has no default")
        return index

    def __call__(self, tokens: Iterable[str]) -> list[int]:
        return self.lookup_indices(tokens)

    def lookup_indices(self, tokens: Iterable[str]) -> list[int]:
        """The ids of tokens, as `vocabulary[token]`."""
        if self.default_index is None:
            return [self[token] for token in tokens]
        get, default = self._ids.get, self.default_index
        return [get(token, default) for token in tokens]

    def lookup_token(self, index: int) -> str:
        """The token of an id. Raises RuntimeError if the id does not exist."""
        if not 0 <= index < len(self.tokens):
            raise RuntimeError(f"id {index} is not in 0…{len(self.tokens) - 1}")
        return self.tokens[index]

    def lookup_tokens(self, indices: Iterable[int]) -> list[str]:
        """The tokens of ids, as `lookup_token`."""
        return [self.lookup_token(index) for index in indices]

    def get_stoi(self) -> dict[str, int]:
        """A copy of the ids by token."""
        return dict(self._ids)

    def get_itos(self) -> list[str]:
        """A copy of the tokens by id."""
        return list(self.tokens)

    def get_default_index(self) -> int | None:
        """The id of unknown tokens."""
        return self.default_index

    def set_default_index(self, index: int | None) -> None:
        """Set the id of unknown tokens; None: an unknown token is an error.

        As in torchtext any number is accepted, even -1; the reader of the ids must expect it.
        """
        self.default_index = index

    def append_token(self, token: str) -> None:
        """Give a new token the next id. Raises RuntimeError if the token exists."""
        self.insert_token(token, len(self.tokens))

    def insert_token(self, token: str, index: int) -> None:
        """Give a new token this id and increase the later ids; its counts are 0.

        As in torchtext the default index does not change. Raises RuntimeError if the token exists
        or the id would leave a gap.
        """
        if token in self._ids:
            raise RuntimeError(f"token {token!r} is in the vocabulary already")
        if not 0 <= index <= len(self.tokens):
            raise RuntimeError(f"id {index} is not in 0…{len(self.tokens)}")
        self.tokens.insert(index, token)
        self.counts = np.insert(self.counts, index, 0)
        self.documents = np.insert(self.documents, index, 0)
        self._ids |= {token: index + i for i, token in enumerate(self.tokens[index:])}

    # --- files -------------------------------------------------------------------------------

    def digest(self) -> str:
        """SHA-256, in hexadecimal, of the tokens in the order of their ids."""
        return hashlib.sha256("\n".join(map(escape, self.tokens)).encode()).hexdigest()

    def to_bytes(self) -> tuple[np.ndarray, np.ndarray]:
        """All tokens as one UTF-8 array, uint8, and the start of each, int64 [tokens + 1]."""
        pieces = [token.encode() for token in self.tokens]
        offsets = np.zeros(len(pieces) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)), out=offsets[1:])
        return np.frombuffer(b"".join(pieces), np.uint8), offsets

    @classmethod
    def from_bytes(
        cls,
        data: np.ndarray,
        offsets: np.ndarray,
        tokenizer: Tokenizer,
        counts: np.ndarray | None = None,
        documents: np.ndarray | None = None,
    ) -> "Vocabulary":
        """The vocabulary written by to_bytes; `<unk>`, if it is in it, is the default index.

        Raises UnfitError if the offsets do not cut the data into distinct tokens.
        """
        text, ends = data.tobytes(), offsets.tolist()
        if not ends or ends[0] != 0 or ends[-1] != len(text) or (np.diff(offsets) < 0).any():
            raise UnfitError("the offsets of the vocabulary do not fit its bytes")
        try:
            tokens = [text[a:b].decode() for a, b in pairwise(ends)]
        except UnicodeDecodeError:
            raise UnfitError("the vocabulary is not UTF-8") from None
        if len(set(tokens)) < len(tokens):
            raise UnfitError("a token occurs twice in the vocabulary")
        index = tokens.index(UNK) if UNK in tokens else None
        return cls(tokens, counts, documents, tokenizer, index)

    def dump(self, file: BinaryIO) -> None:
        """Write the vocabulary file to an open file."""
        header = {"default_index": self.default_index, "tokenizer": self.tokenizer.to_json()}
        write_table(file, "vocabulary", header, self.tokens, self.counts, self.documents)

    def write(self, path: str) -> None:
        """Write the vocabulary file atomically."""
        with atomic_output(path) as file:
            self.dump(file)

    @classmethod
    def read(cls, path: str) -> "Vocabulary":
        """Read a vocabulary file. Raises SeqtextError for one that is foreign, newer or damaged."""
        header, tokens, counts, documents = read_table(path, "vocabulary")
        index = header.get("default_index")
        if index is not None and type(index) is not int:
            raise damaged(path, "its default index is not a number")
        return cls(tokens, counts, documents, header_tokenizer(path, header), index)
