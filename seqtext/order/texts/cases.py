"""Cases of a suite: two texts of one bag with different labels, shipped or a user's own."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from seqtext.errors import SeqtextError
from seqtext.order.texts.certificate import is_pair
from seqtext.order.texts.pairs import suite
from seqtext.system.files import display_name
from seqtext.text.inputs import InputOptions
from seqtext.text.labels import parse_renaming, read_label
from seqtext.text.lines import Decoding, read_file_lines
from seqtext.text.tokenizer import Tokenizer

TEST_PAIRS = 200  # of each order
DATA_SEED = 0  # of the shipped suites: what a training seed varies is never the data
COLUMNS = ("pair_id", "text", "label")


@dataclass(frozen=True)
class Case:
    """Two texts of one bag with different labels.

    texts      the two members
    labels     of the members
    reordered  the members with their parts in another order; empty where that is not known
    """

    texts: tuple[str, str]
    labels: tuple[str, str]
    reordered: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnSuite:
    """Pairs of the user's: the name of their file without its folders, and the cases."""

    name: str
    cases: tuple[Case, ...]

    def digest(self) -> str:
        """SHA-256 over all texts and labels."""
        return hashlib.sha256(repr(self.cases).encode()).hexdigest()

    def sharing(self, tokenizer: Tokenizer) -> int:
        """How many pairs hold the same words in another order: the others tell nothing of order."""
        tokens = ([tokenizer(text) for text in case.texts] for case in self.cases)
        return sum(is_pair(first, second, 1) for first, second in tokens)


def read_own_suite(path: str, classes: Sequence[str], options: InputOptions) -> OwnSuite:
    """The pairs of a file; SeqtextError for a label that the training texts do not have."""
    cases = tuple(read_cases(path, options.decoding, options.labels))
    for label in sorted({label for case in cases for label in case.labels}):
        if label not in classes:
            cause = f"the label {label!r} is none of the training texts"
            remedy = f"use their labels: {', '.join(classes[:10])}"
            raise SeqtextError(display_name(path), cause, remedy)
    return OwnSuite(Path(display_name(path)).name, cases)


def shipped(
    language: str, orders: Sequence[int], count: int = TEST_PAIRS
) -> dict[int, tuple[Case, ...]]:
    """The shipped test pairs of each order, the positive text first."""
    return {order: _shipped(language, order, count) for order in orders}


@cache
def _shipped(language: str, order: int, count: int) -> tuple[Case, ...]:
    return tuple(
        Case(
            (pair.positive, pair.negative),
            ("positive", "negative"),
            (pair.positive_reordered, pair.negative_reordered),
        )
        for pair in suite(language, order, "test", count, DATA_SEED)
    )


def read_cases(
    path: str, decoding: Decoding = Decoding(), renamed: str | None = None
) -> list[Case]:
    """The pairs of a TSV file with the header pair_id, text, label; two rows a pair.

    renamed: new names of labels, as --labels has them.
    Raises SeqtextError for another header or number of columns, at file:line, and for a pair that
    has not two rows with different labels.
    """
    rows: dict[str, list[tuple[str, str]]] = {}
    renaming = parse_renaming(renamed)
    for name, text, label in pair_rows(path, COLUMNS, decoding):
        rows.setdefault(name, []).append((text, read_label(display_name(path), label, renaming)))
    cases = []
    for name, members in rows.items():
        if len(members) != 2 or members[0][1] == members[1][1]:
            cause = f"the pair {name!r} has not two rows with different labels"
            raise SeqtextError(
                display_name(path), cause, "give each pair_id two texts and two labels"
            )
        texts, labels = zip(*members, strict=True)
        cases.append(Case(texts, labels))
    if not cases:
        raise SeqtextError(display_name(path), "holds no pairs", "give a file with some")
    return cases


def pair_rows(
    path: str, columns: tuple[str, ...], decoding: Decoding = Decoding()
) -> Iterator[tuple[str, ...]]:
    """The rows of a TSV file with this header; SeqtextError, at file:line, for another one."""
    for number, line in enumerate(read_file_lines(path, decoding), 1):
        fields = tuple(line.split("\t"))
        if number == 1 and fields != columns:
            remedy = f"begin it with {' TAB '.join(columns)}"
            raise SeqtextError(
                f"{display_name(path)}:1", "is not the header of a file of pairs", remedy
            )
        if line.strip() and len(fields) != len(columns):
            cause = f"{len(fields)} columns, not {', '.join(columns)}"
            raise SeqtextError(f"{display_name(path)}:{number}", cause, "mend the line")
        if line.strip() and number > 1:
            yield fields
