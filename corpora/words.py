"""The words of the synchronous grammar, each in English and in Spanish."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from seqtext.system.choices import read_toml

HE, THEY = 2, 4  # persons: 0 yo, 1 tú, 2 él, 3 nosotros, 4 ellos


@dataclass(frozen=True)
class Noun:
    """A noun: (singular, plural) in both languages."""

    en: tuple[str, str]
    es: tuple[str, str]
    gender: str  # m or f
    kind: str  # person, animal or thing

    def form(self, plural: bool) -> int:
        """0 masculine, 1 feminine, 2 and 3 their plurals: the index of all that agrees."""
        return 2 * plural + (self.gender == "f")


@dataclass(frozen=True)
class Determiner:
    """An article, a demonstrative or a possessive."""

    en: tuple[str, str]  # singular, plural
    es: tuple[str, ...]  # by form


@dataclass(frozen=True)
class Adjective:
    """An adjective, and of what it is said."""

    en: str
    es: tuple[str, ...]  # by form
    copula: str  # ser or estar
    kinds: tuple[str, ...]  # of noun


@dataclass(frozen=True)
class Verb:
    """A verb's forms, and what can be its subject and its object."""

    base: str
    third: str  # he sees
    past_en: str
    particle: str  # "for" of "look for"
    infinitive: str
    present: tuple[str, ...]  # by person
    past_es: tuple[str, ...]  # likewise
    subjects: tuple[str, ...]  # kinds of noun
    objects: tuple[str, ...]

    def en(self, person: int, past: bool = False) -> str:
        """The finite form with its particle."""
        present = self.third if person == HE else self.base
        return f"{self.past_en if past else present} {self.particle}"

    def en_base(self) -> str:
        """The form after do and to, with its particle."""
        return f"{self.base} {self.particle}"

    def es(self, person: int, past: bool = False) -> str:
        """The finite form."""
        return (self.past_es if past else self.present)[person].replace("_", " ")

    @property
    def both(self) -> tuple[str, ...]:
        """The kinds of noun that can be its subject as well as its object."""
        return tuple(kind for kind in self.subjects if kind in self.objects)


@dataclass(frozen=True)
class Pronoun:
    """A personal pronoun; Spanish drops it as a subject."""

    en: str
    en_object: str
    clitic: str
    dative: str
    person: int
    gender: str
    kind: str  # what it stands for


@dataclass(frozen=True)
class GrammarWords:
    """All words of the grammar."""

    nouns: list[Noun]
    determiners: list[Determiner]
    adjectives: list[Adjective]
    pronouns: list[Pronoun]
    verbs: list[Verb]
    modals: list[Verb]
    giving: list[Verb]


@cache
def grammar_words() -> GrammarWords:
    """Read the words of `parallel/grammar.toml`."""
    record = read_toml(__package__, "parallel", "grammar.toml")
    return GrammarWords(
        [Noun((n[0], n[1]), (n[2], n[3]), n[4], n[5]) for n in record["nouns"]],
        [Determiner((d[0], d[1]), tuple(d[2:])) for d in record["determiners"]],
        [Adjective(a[0], tuple(a[1:5]), a[5], _words(a[6])) for a in record["adjectives"]],
        [Pronoun(*p) for p in record["pronouns"]],
        *(list(map(_verb, record[name])) for name in ("verbs", "modals", "giving")),
    )


def _verb(row: list[Any]) -> Verb:
    return Verb(*row[:5], *map(_words, row[5:]))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())
