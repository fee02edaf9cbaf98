"""Phrases in English and Spanish at once, with agreement inside and the features for outside."""

from dataclasses import dataclass
from functools import cache
from random import Random

from seqtext.system.choices import choice

from .words import HE, THEY, Adjective, Determiner, Noun, Pronoun, Verb, grammar_words

CLITICS = ("lo", "la", "los", "las")  # by form
ARTICLES = ("el", "la", "los", "las")
PLURALS, ADJECTIVES, OWNERS, OBJECT_PRONOUNS = 0.3, 0.35, 0.12, 0.4  # shares


@dataclass(frozen=True)
class Phrase:
    """A noun phrase or a pronoun."""

    en: str  # as subject
    en_object: str
    es: str  # as subject; "" for a pronoun, which Spanish drops
    es_object: str  # with the personal "a"; "" for a pronoun, which is a clitic
    clitic: str  # that stands for it
    dative: str
    person: int
    form: int  # of what agrees with it
    kind: str  # person, animal or thing
    pronoun: bool = False


def of_pronoun(pronoun: Pronoun) -> Phrase:
    """I, me."""
    form = 2 * (pronoun.person > HE) + (pronoun.gender == "f")
    forms = (pronoun.en, pronoun.en_object, "", "", pronoun.clitic, pronoun.dative)
    return Phrase(*forms, pronoun.person, form, pronoun.kind, pronoun=True)


def of_noun(
    noun: Noun, plural: bool, before: Determiner | Noun, adjective: Adjective | None = None
) -> Phrase:
    """The red house, la casa roja; before it a noun: the girl's house, la casa de la niña."""
    form = noun.form(plural)
    en, es = noun.en[plural], noun.es[plural]
    if adjective is not None:
        en, es = f"{adjective.en} {en}", f"{es} {adjective.es[form]}"
    if isinstance(before, Noun):
        owner = f"{ARTICLES[before.form(False)]} {before.es[0]}"
        en, es = f"the {before.en[0]}'s {en}", f"{ARTICLES[form]} {es} de {owner}"
    else:
        en, es = f"{before.en[plural]} {en}", f"{before.es[form]} {es}"
    es_object = es if noun.kind == "thing" else f"a {es}"
    dative, person = ("les", THEY) if plural else ("le", HE)
    return Phrase(en, en, es, es_object, CLITICS[form], dative, person, form, noun.kind)


@cache
def adjectives(kind: str) -> list[Adjective]:
    """The adjectives that can be said of this kind of noun."""
    return [adjective for adjective in grammar_words().adjectives if kind in adjective.kinds]


@cache
def _nouns(kinds: tuple[str, ...]) -> list[Noun]:
    return [noun for noun in grammar_words().nouns if noun.kind in kinds]


@cache
def _determiners(kind: str) -> list[Determiner]:
    """Whether Spanish puts "a" before "un niño" is a matter of taste: "a" is for things only."""
    return [d for d in grammar_words().determiners if d.en[0] != "a" or kind == "thing"]


def noun_phrase(kinds: tuple[str, ...], generator: Random, plural: bool | None = None) -> Phrase:
    """A noun of one of the kinds, with a determiner or an owner, perhaps with an adjective."""
    plural = generator.random() < PLURALS if plural is None else plural
    noun = choice(_nouns(kinds), generator)
    described = generator.random() < ADJECTIVES
    adjective = choice(adjectives(noun.kind), generator) if described else None
    if noun.kind != "person" and generator.random() < OWNERS:
        return of_noun(noun, plural, choice(_nouns(("person",)), generator), adjective)
    return of_noun(noun, plural, choice(_determiners(noun.kind), generator), adjective)


def subject(kinds: tuple[str, ...], generator: Random, pronouns: float = 0.45) -> Phrase:
    """A pronoun, with that probability, or a noun phrase."""
    if generator.random() < pronouns:
        known = [p for p in grammar_words().pronouns if p.kind == "person"]
        return of_pronoun(choice(known, generator))
    return noun_phrase(kinds, generator)


def object_of(verb: Verb, person: int, generator: Random) -> Phrase:
    """An object of the verb; no pronoun that includes the subject."""
    if generator.random() < OBJECT_PRONOUNS:
        known = [p for p in grammar_words().pronouns if p.kind in verb.objects]
        known = [p for p in known if not reflexive(p.person, person)]
        return of_pronoun(choice(known, generator))
    return noun_phrase(verb.objects, generator)


def reflexive(one: int, other: int) -> bool:
    """True if both include the speaker, or both are the hearer: "I see us" is not said."""
    return {one, other} <= {0, 3} or {one, other} <= {1}
