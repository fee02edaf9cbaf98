"""Words and phrases in English and Spanish at once, each with its own agreement."""

from dataclasses import dataclass
from functools import cache
from random import Random

from .grammar import choice, read_toml

SINGULAR_HE, PLURAL_THEY = 2, 4  # persons: 0 yo, 1 tú, 2 él, 3 nosotros, 4 ellos
CLITICS = ("lo", "la", "los", "las")  # by form
ARTICLES = ("el", "la", "los", "las")
COPULAS = {
    "ser": ("soy", "eres", "es", "somos", "son"),
    "estar": ("estoy", "estás", "está", "estamos", "están"),
}
BE = ("am", "are", "is", "are", "are")


@dataclass(frozen=True)
class Verb:
    """A verb's forms in both languages."""

    base: str
    third: str  # he sees
    past_en: str
    particle: str  # "for" of "look for"
    infinitive: str
    present: str  # five forms, by person
    past_es: str  # likewise
    subjects: str  # the kinds of noun that can be its subject
    objects: str

    def en(self, person: int, past: bool = False) -> str:
        """The finite form with its particle."""
        present = self.third if person == SINGULAR_HE else self.base
        return f"{self.past_en if past else present} {self.particle}"

    def en_base(self) -> str:
        """The form after do and to, with its particle."""
        return f"{self.base} {self.particle}"

    def es(self, person: int, past: bool = False) -> str:
        """The finite form."""
        return (self.past_es if past else self.present).split()[person].replace("_", " ")


@dataclass(frozen=True)
class Adjective:
    """An adjective: Spanish by gender and number, with its copula."""

    en: str
    forms: tuple[str, ...]  # masculine, feminine, and their plurals
    copula: str
    kinds: str


@dataclass(frozen=True)
class Phrase:
    """A noun phrase or a pronoun in both languages."""

    en: str  # as subject
    en_object: str
    es: str  # as subject; "" for a pronoun, which Spanish drops
    es_object: str  # with the personal "a"; "" for a pronoun, which is a clitic
    clitic: str  # that stands for it
    dative: str
    person: int
    form: int  # 0 masculine, 1 feminine, 2 and 3 their plurals
    kind: str  # person, animal or thing
    pronoun: bool


@dataclass(frozen=True)
class Lexicon:
    """All words of the grammar."""

    nouns: list[tuple[str, ...]]
    determiners: list[tuple[str, ...]]
    adjectives: list[Adjective]
    pronouns: list[Phrase]
    verbs: list[Verb]
    modals: list[Verb]
    giving: list[Verb]


@cache
def lexicon() -> Lexicon:
    """Read the words of the grammar."""
    record = read_toml("parallel", "grammar.toml")
    pronouns = [
        Phrase(en, en_object, "", "", clitic, dative, person, _form(person > 2, gender), kind, True)
        for en, en_object, clitic, dative, person, gender, kind in record["pronouns"]
    ]
    adjectives = [Adjective(a[0], tuple(a[1:5]), *a[5:]) for a in record["adjectives"]]
    verbs, modals, giving = ([Verb(*v) for v in record[k]] for k in ("verbs", "modals", "giving"))
    nouns, determiners = ([tuple(row) for row in record[k]] for k in ("nouns", "determiners"))
    return Lexicon(nouns, determiners, adjectives, pronouns, verbs, modals, giving)


def _form(plural: bool, gender: str) -> int:
    """0 masculine, 1 feminine, 2 and 3 their plurals."""
    return 2 * plural + (gender == "f")


@cache
def _nouns(kinds: str) -> list[tuple[str, ...]]:
    """The nouns of these kinds."""
    return [noun for noun in lexicon().nouns if noun[5] in kinds.split()]


@cache
def adjectives(kind: str) -> list[Adjective]:
    """The adjectives that can be said of this kind of noun."""
    return [adjective for adjective in lexicon().adjectives if kind in adjective.kinds.split()]


def noun_phrase(kinds: str, generator: Random, plural: bool | None = None) -> Phrase:
    """A noun of one of the kinds with a determiner or an owner, perhaps with an adjective."""
    plural = generator.random() < 0.3 if plural is None else plural
    noun = choice(_nouns(kinds), generator)
    form = _form(plural, noun[4])
    en, es = _with_adjective(noun, form, plural, generator)
    if noun[5] != "person" and generator.random() < 0.12:
        en, es = _with_owner(en, es, form, generator)
    else:
        en, es = _with_determiner(en, es, form, noun[5], generator)
    person = PLURAL_THEY if plural else SINGULAR_HE
    es_object = es if noun[5] == "thing" else f"a {es}"
    dative = "les" if plural else "le"
    return Phrase(en, en, es, es_object, CLITICS[form], dative, person, form, noun[5], False)


def _with_adjective(
    noun: tuple[str, ...], form: int, plural: bool, generator: Random
) -> tuple[str, str]:
    """The noun, with an adjective in a third of the cases: before it, in Spanish after it."""
    en, es = noun[plural], noun[2 + plural]
    if generator.random() > 0.35:
        return en, es
    adjective = choice(adjectives(noun[5]), generator)
    return f"{adjective.en} {en}", f"{es} {adjective.forms[form]}"


def _with_owner(en: str, es: str, form: int, generator: Random) -> tuple[str, str]:
    """ "the girl's …", in Spanish "… de la niña"."""
    owner = choice(_nouns("person"), generator)
    his, the = ARTICLES[_form(False, owner[4])], ARTICLES[form]
    return f"the {owner[0]}'s {en}", f"{the} {es} de {his} {owner[2]}"


def _with_determiner(en: str, es: str, form: int, kind: str, generator: Random) -> tuple[str, str]:
    """Whether Spanish puts "a" before "un niño" is a matter of taste: "a" is for things only."""
    determiners = [d for d in lexicon().determiners if d[0] != "a" or kind == "thing"]
    determiner = choice(determiners, generator)
    return f"{determiner[form > 1]} {en}", f"{determiner[2 + form]} {es}"


def subject(kinds: str, generator: Random, pronouns: float = 0.45) -> Phrase:
    """A pronoun, with that probability, or a noun phrase."""
    if generator.random() < pronouns:
        return choice([p for p in lexicon().pronouns if p.kind == "person"], generator)
    return noun_phrase(kinds, generator)


def object_of(verb: Verb, person: int, generator: Random) -> Phrase:
    """An object of the verb; not a pronoun of the subject's own first or second person."""
    if generator.random() < 0.4:
        known = [p for p in lexicon().pronouns if p.kind in verb.objects.split()]
        return choice([p for p in known if not reflexive(p.person, person)], generator)
    return noun_phrase(verb.objects, generator)


def reflexive(one: int, other: int) -> bool:
    """True where both include the speaker, or both are the hearer: "I see us" is not said."""
    return {one, other} <= {0, 3} or {one, other} <= {1}
