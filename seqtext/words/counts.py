"""Token counts that can be merged, and the table format of counts and vocabulary files."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, BinaryIO

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.kernel.blocks import Block, beginning
from seqtext.system.files import atomic_output, display_name, open_input
from seqtext.text.tokenizer import Tokenizer

FORMAT = 1  # of both files
_LARGEST = 2**63 - 1

_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_UNESCAPES = {escape: character for character, escape in _ESCAPES.items()}
_ESCAPE_TABLE = str.maketrans(_ESCAPES)


class Counts:
    """The number of occurrences of each token, and the number of texts that contain it.

    The counts of parts can be merged, so shards can be counted separately.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.texts = 0
        self._rows: dict[str, int] = {}
        self._table = np.zeros((0, 2), np.int64)  # by row: occurrences, texts that have it
        self._order: np.ndarray | None = None  # rows in the order of `tokens`

    @classmethod
    def of_table(
        cls,
        tokenizer: Tokenizer,
        texts: int,
        tokens: list[str],
        occurrences: np.ndarray,
        documents: np.ndarray,
    ) -> "Counts":
        """The counts of distinct tokens in a number of texts: int64 [tokens] each."""
        result = cls(tokenizer)
        result.texts = texts
        result._add(tokens, occurrences, documents)
        return result

    def add(self, texts: Iterable[str]) -> None:
        """Count the tokens of more texts, read as a stream."""
        occurrences: Counter[str] = Counter()
        documents: Counter[str] = Counter()
        for tokens in map(self.tokenizer, texts):
            self.texts += 1
            occurrences.update(tokens)
            documents.update(set(tokens))
        size = len(occurrences)
        texts_with = np.fromiter(map(documents.__getitem__, occurrences), np.int64, size)
        self._add(list(occurrences), np.fromiter(occurrences.values(), np.int64, size), texts_with)

    def add_blocks(self, blocks: Iterable[Block]) -> None:
        """Count the tokens of more blocks: with the plain tokeniser or, for much text, the
        kernel.
        """
        start, more = beginning(blocks)
        if more is None:
            for block in start:
                self.add(block.texts())
            return
        from seqtext.kernel.counting import count_blocks

        tally = count_blocks(chain(start, more), self.tokenizer)
        self._add(*tally.counts())
        self.texts += tally.texts

    def merge(self, other: "Counts", place: str = "counts") -> None:
        """Add the counts of other texts; `place` names them in the error if the tokenisers
        differ.
        """
        if other.tokenizer != self.tokenizer:
            cause = f"made by {other.tokenizer.described}, not by {self.tokenizer.described}"
            raise SeqtextError(place, cause, "count all parts with the same tokenizer options")
        self._add(list(other._rows), other._table[:, 0], other._table[:, 1], place)
        self.texts += other.texts

    def _add(
        self,
        tokens: list[str],
        occurrences: np.ndarray,
        documents: np.ndarray,
        place: str = "counts",
    ) -> None:
        """Add the counts of distinct tokens."""
        row_of = self._rows
        rows = np.fromiter(
            (row_of.setdefault(t, len(row_of)) for t in tokens), np.int64, len(tokens)
        )
        new_rows = np.zeros((len(row_of) - len(self._table), 2), np.int64)
        self._table, self._order = np.concatenate([self._table, new_rows]), None
        self._table[rows, 0] += occurrences
        self._table[rows, 1] += documents
        if (self._table[rows] < 0).any():
            raise SeqtextError(place, "a count beyond 64 bits", "count the texts again")

    @property
    def tokens(self) -> list[str]:
        """Most frequent first; ties by their UTF-8 bytes, which is code point order."""
        return list(map(list(self._rows).__getitem__, self._ordered()))

    @property
    def counts(self) -> np.ndarray:
        """Occurrences of each of `tokens`: int64 [tokens]."""
        return self._table[self._ordered(), 0]

    @property
    def documents(self) -> np.ndarray:
        """Texts with each of `tokens`: int64 [tokens]."""
        return self._table[self._ordered(), 1]

    def _ordered(self) -> np.ndarray:
        if self._order is None:
            rows = np.fromiter(map(self._rows.__getitem__, sorted(self._rows)), np.int64)
            self._order = rows[np.argsort(-self._table[rows, 0], kind="stable")]
        return self._order

    def of(self, tokens: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Occurrences and documents of any tokens: int64 [tokens] each; 0 for unseen tokens."""
        rows = np.fromiter((self._rows.get(token, -1) for token in tokens), np.int64)
        seen = np.append(self._table, [[0, 0]], axis=0)[rows]
        return seen[:, 0], seen[:, 1]

    def dump(self, file: BinaryIO) -> None:
        """Write the counts file to an open file."""
        header = {"texts": self.texts, "tokenizer": self.tokenizer.to_json()}
        write_table(file, "counts", header, self.tokens, self.counts, self.documents)

    def write(self, path: str) -> None:
        """Write the counts file atomically."""
        with atomic_output(path) as file:
            self.dump(file)

    @classmethod
    def read(cls, path: str) -> "Counts":
        """Read a counts file. Raises SeqtextError for one that is foreign, newer or damaged."""
        header, tokens, counts, documents = read_table(path, "counts")
        tokenizer, texts = header_tokenizer(path, header), header_int(path, header, "texts")
        return cls.of_table(tokenizer, texts, tokens, counts, documents)


# --- the table: a header line, then token TAB count TAB documents ----------------------------


def escape(token: str) -> str:
    """A token with tabs, line breaks and backslashes escaped as \\t, \\n, \\r and \\\\."""
    return token if token.isalnum() else token.translate(_ESCAPE_TABLE)


def _unescape(token: str) -> str:
    """Undo `escape`. Raises KeyError for an unknown escape."""
    if "\\" not in token:
        return token
    return re.sub(r"\\.?", lambda match: _UNESCAPES[match.group()], token)


def write_table(
    file: BinaryIO,
    noun: str,
    header: dict[str, Any],
    tokens: Sequence[str],
    counts: np.ndarray,
    documents: np.ndarray,
) -> None:
    """Write `#seqtext NOUN 1`, TAB, the header and the number of tokens as JSON; then the rows."""
    record = json.dumps(header | {"size": len(tokens)}, sort_keys=True, ensure_ascii=False)
    numbers = (map(str, column.tolist()) for column in (counts, documents))
    rows = map("\t".join, zip(map(escape, tokens), *numbers, strict=True))
    file.write(f"#seqtext {noun} {FORMAT}\t{record}\n".encode())
    while block := list(islice(rows, 1 << 14)):
        file.write("\n".join([*block, ""]).encode())


def read_table(path: str, noun: str) -> tuple[dict[str, Any], list[str], np.ndarray, np.ndarray]:
    """Header, tokens, counts and documents (int64 [tokens]) of a file of `write_table`."""
    with open_input(path) as file:
        data = file.read()
    header_line, _, body = data.partition(b"\n")
    header = _header(path, noun, header_line)
    size = header_int(path, header, "size")
    try:
        rows = body.decode().split("\n")
    except UnicodeDecodeError:
        raise damaged(path, "it is not UTF-8") from None
    if rows.pop() or len(rows) != size:
        raise damaged(path, f"it should hold {size} whole lines after the first")
    table = list(_rows(display_name(path), rows))
    tokens = [token for token, _, _ in table]
    if len(set(tokens)) < len(tokens):
        repeated = Counter(tokens).most_common(1)[0][0]
        raise damaged(path, f"the token {repeated!r} occurs twice")
    numbers = np.array([row[1:] for row in table], np.int64).reshape(-1, 2)
    return header, tokens, numbers[:, 0].copy(), numbers[:, 1].copy()


def _header(path: str, noun: str, line: bytes) -> dict[str, Any]:
    """The JSON of the first line, after checking the kind and the format of the file."""
    match = re.fullmatch(rb"#seqtext (\w+) (\d{1,9})\t(.*)", line)
    if match is None or match[1] != noun.encode():
        actual = f"a {match[1].decode(errors='replace')} file" if match else "another kind of file"
        cause = f"is not a seqtext {noun} file but {actual}"
        raise SeqtextError(
            display_name(path), cause, f"make one with seqtext vocab {_MAKERS[noun]}"
        )
    if int(match[2]) != FORMAT:
        cause = f"has format {int(match[2])}; this seqtext reads format {FORMAT}"
        raise SeqtextError(display_name(path), cause, "use the seqtext that wrote it")
    try:
        header = json.loads(match[3])
    except (ValueError, RecursionError):
        raise damaged(path, "its first line has no JSON") from None
    if not isinstance(header, dict):
        raise damaged(path, "its first line has no JSON object")
    return header


_MAKERS = {"counts": "count", "vocabulary": "build"}


def _rows(name: str, rows: list[str]) -> Iterator[tuple[str, int, int]]:
    for number, row in enumerate(rows, 2):
        fields = row.split("\t")
        try:
            token, count, documents = fields
            if not (count + documents).isascii() or not (count + documents).isdecimal():
                raise ValueError
            record = _unescape(token), int(count), int(documents)
        except (KeyError, ValueError):
            raise damaged(f"{name}:{number}", "not token TAB count TAB documents") from None
        if max(record[1:]) > _LARGEST:
            raise damaged(f"{name}:{number}", "a count beyond 64 bits")
        yield record


def header_int(path: str, header: dict[str, Any], key: str) -> int:
    """A non-negative integer of the header."""
    value = header.get(key)
    if type(value) is not int or value < 0:
        raise damaged(path, f"its first line gives no number {key!r}")
    return value


def header_tokenizer(path: str, header: dict[str, Any]) -> Tokenizer:
    """The tokeniser that the header names."""
    try:
        return Tokenizer.from_json(header.get("tokenizer", {}))
    except SeqtextError as error:
        raise SeqtextError(f"{display_name(path)}:1", error.cause, error.remedy) from None


def damaged(path: str, cause: str) -> SeqtextError:
    """The error for a file that is truncated or was changed."""
    return SeqtextError(display_name(path), f"is cut short or damaged: {cause}", "make it again")
