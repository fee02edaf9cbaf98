"""What the project ships: name -> what it is, how it is made, and the function that makes it.

Everything here was written for this project and stands under its licence, MIT.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from seqtext.files import atomic_output

from . import natural, sentiment

Rows = list[tuple[str, ...]]
LICENCE = "MIT, like seqtext itself; written for this project, no text of others in it"


@dataclass(frozen=True)
class Corpus:
    """A shipped corpus."""

    what: str  # one line
    language: str  # en, es or en-es
    kind: (
        str  # labelled: label TAB text; pairs: pair_id, text, label; translation: source TAB target
    )
    made: str  # how, in a sentence or two
    size: str  # of what `make` writes by default
    make: Callable[[int, int | None], dict[str, Rows]] | None
    # (seed, size) -> file name -> rows; None: made by seqtext.order, which the command calls


def _sentiment(language: str, seed: int, size: int | None) -> dict[str, Rows]:
    train = 3000 if size is None else size
    made = sentiment.make(language, seed, train, -(-train // 6), -(-train // 3))
    return {f"{split}.tsv": list(rows) for split, rows in made.items()}


def _natural(language: str, seed: int, size: int | None) -> dict[str, Rows]:
    rows = [natural.HEADER, *natural.read(language)]
    return {"pairs.tsv": rows if size is None else rows[: 2 * size + 1]}


_SENTIMENT = (
    "Drawn from a template grammar. Of the sentences 72 % are decided by single words, 13 % by "
    "neighbours (negation), 11 % only by a longer stretch, 4 % by nothing (a coin). The splits "
    "share frames, but no combination of frame, topic and deciding word. --size is the number "
    "of training texts; half of each label."
)
_NATURAL = (
    "Written by hand. The two texts of a pair have the same tokens (`word` tokeniser), in another "
    "order, and the opposite label. --seed changes nothing; --size keeps the first pairs."
)

CORPORA: dict[str, Corpus] = {
    "sentiment-en": Corpus(
        what="short English reviews, positive or negative",
        language="en",
        kind="labelled",
        made=_SENTIMENT,
        size="3000 + 500 + 1000 texts",
        make=partial(_sentiment, "en"),
    ),
    "sentiment-es": Corpus(
        what="short Spanish reviews, positive or negative",
        language="es",
        kind="labelled",
        made=_SENTIMENT,
        size="3000 + 500 + 1000 texts",
        make=partial(_sentiment, "es"),
    ),
}


def lines(rows: Rows) -> Iterator[bytes]:
    """The rows as lines of a TSV file."""
    for row in rows:
        yield ("\t".join(row) + "\n").encode()


def write(path: str, rows: Rows) -> None:
    """Write a TSV file, whole or not at all."""
    with atomic_output(path) as file:
        file.writelines(lines(rows))
