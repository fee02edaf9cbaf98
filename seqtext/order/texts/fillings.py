"""The words of pairs with distant deciding words, read from `LANGUAGE/distances.toml`."""

from dataclasses import dataclass
from functools import cache

from seqtext.errors import unknown_name
from seqtext.order.texts.schemes import LANGUAGES
from seqtext.system.choices import read_toml


@dataclass(frozen=True)
class Filling:
    """The parts of pairs with distant deciding words.

    deciding    each beats the next, the last beats the first
    who, say    subject and verb of the words around a deciding word
    asides      [n - 1]: neutral words of n tokens
    topics      article and noun
    verbs, adverbs, adjectives, joins   of the clauses, a token each
    start       a clause that begins or ends a text
    clauses     forms of 4, 5 and 6 tokens
    """

    deciding: tuple[str, ...]
    who: tuple[str, ...]
    say: tuple[str, ...]
    asides: tuple[tuple[str, ...], ...]
    topics: tuple[str, ...]
    verbs: tuple[str, ...]
    adverbs: tuple[str, ...]
    adjectives: tuple[str, ...]
    joins: tuple[str, ...]
    start: str
    clauses: tuple[str, ...]


@cache
def filling(language: str) -> Filling:
    """The words of a language. Raises SeqtextError for a language without them."""
    if language not in LANGUAGES:
        raise unknown_name("--language", "language", language, LANGUAGES)
    record = read_toml(__package__, language, "distances.toml")
    asides = tuple(tuple(words) for words in record.pop("asides"))
    start = record.pop("start")
    lists = {name: tuple(words) for name, words in record.items()}
    return Filling(asides=asides, start=start, **lists)
