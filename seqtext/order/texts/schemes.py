"""The frames and words of order-k pairs, read from `LANGUAGE/orders.toml`.

A frame is a sentence with two places, {a} and {b}: the two texts of a pair differ in which of two
words stands where. Most frames are two clauses, one that does not count ("at first i thought that
… was {a}") and one that does ("in the end i thought that … was {b}").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from seqtext.errors import unknown_name
from seqtext.system.choices import read_toml

LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Form:
    """A frame and the same parts in another order, with the same meaning.

    stem       what its clauses have in common; the text itself where it was written as a whole
    text       with places {a} {b} {the} {noun}, and those of the scheme's slots
    reordered  the same words and places in another order
    held_out   True: for testing only
    """

    stem: str
    text: str
    reordered: str
    held_out: bool


@dataclass(frozen=True)
class Scheme:
    """A way in which order decides, and the words that its frames take.

    name      of the scheme
    exchange  the words of {a} and {b} if they are not opinion words: the text with them in this
              order says what {polar} says, the other the opposite. Empty: a negative word at {a}
              and a positive one at {b} make the positive text
    positive  opinion words
    negative  opinion words
    topics    article and noun
    slots     the words at the other places, by name
    forms     its frames
    """

    name: str
    exchange: tuple[str, ...]
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    topics: tuple[str, ...]
    slots: dict[str, tuple[str, ...]]
    forms: tuple[Form, ...]


@cache
def schemes(language: str) -> tuple[Scheme, ...]:
    """All schemes of a language. Raises SeqtextError for an unknown language."""
    if language not in LANGUAGES:
        raise unknown_name("--language", "language", language, LANGUAGES)
    words = read_toml(__package__, language, "orders.toml")
    return tuple(_scheme(record, words) for record in words["scheme"])


def _scheme(record: dict[str, Any], words: dict[str, Any]) -> Scheme:
    slots = dict(record.get("slots", {}))
    if "stems" in record:
        slots |= {"weak": record["weak"], "strong": record["strong"]}
        forms = tuple(_clauses(record, words))
    else:
        forms = tuple(_written(record))
    lexicon = {name: tuple((record if name in record else words)[name]) for name in _LEXICA}
    return Scheme(
        name=record["name"],
        exchange=tuple(record.get("exchange", ())),
        slots={name: tuple(values) for name, values in slots.items()},
        forms=forms,
        **lexicon,
    )


_LEXICA = ("positive", "negative", "topics")


def _clauses(record: dict[str, Any], words: dict[str, Any]) -> Iterator[Form]:
    """Every stem with every tail and join: the clause that counts last, and first."""
    for held_out, key in ((False, "stems"), (True, "new_stems")):
        for stem, tail, join in product(record[key], words["tails"], words["joins"]):
            weak = f"{{weak}} {_side(stem, 0)} {{a}} {tail}"
            strong = f"{{strong}} {_side(stem, 1)} {{b}} {tail}"
            text, reordered = f"{weak} {join} {strong} .", f"{strong} {join} {weak} ."
            yield Form(stem, _spelled(text), _spelled(reordered), held_out)


def _written(record: dict[str, Any]) -> Iterator[Form]:
    for held_out, key in ((False, "forms"), (True, "new_forms")):
        for text, reordered in record[key]:
            yield Form(text, _spelled(text), _spelled(reordered), held_out)


def _spelled(text: str) -> str:
    """The text with a topic as two tokens and one space between tokens."""
    return " ".join(text.replace("{topic}", "{the} {noun}").split())


def _side(stem: str, side: int) -> str:
    """The stem of a clause: of "thought|think" the first (0) or the second word (1)."""
    return " ".join(word.split("|")[side if "|" in word else 0] for word in stem.split())
