"""What fills the slots of a frame, in English and in Spanish, for each kind of frame."""

from collections.abc import Callable
from random import Random

from .grammar import choice
from .phrases import (
    BE,
    COPULAS,
    PLURAL_THEY,
    SINGULAR_HE,
    Phrase,
    Verb,
    adjectives,
    lexicon,
    noun_phrase,
    object_of,
    reflexive,
    subject,
)

Slots = dict[str, str]
BothSlots = tuple[Slots, Slots]  # English, Spanish
ANIMATE = "animal person"


def said(verb: Verb, doer: Phrase, done_to: Phrase, past: bool) -> BothSlots:
    """Somebody does something to somebody: statement, negation and question."""
    en = {
        "subject": doer.en,
        "verb": verb.en(doer.person, past),
        "do": _do(doer.person, past),
        "base": verb.en_base(),
        "object": done_to.en_object,
    }
    es = {
        "subject": doer.es,
        "verb": verb.es(doer.person, past),
        "clitic": done_to.clitic if done_to.pronoun else "",
        "object": done_to.es_object,
        "infinitive": verb.infinitive,
    }
    return en, es


def transitive(generator: Random) -> BothSlots:
    """I see the dog; she does not look for it."""
    verb = choice(lexicon().verbs, generator)
    doer = subject(verb.subjects, generator)
    return said(verb, doer, object_of(verb, doer.person, generator), generator.random() < 0.35)


def exchanged(generator: Random) -> tuple[BothSlots, BothSlots]:
    """The dog sees the cat, and the cat sees the dog."""
    verb = choice([v for v in lexicon().verbs if _both_ways(v)], generator)
    plural, past = generator.random() < 0.3, generator.random() < 0.35
    one = noun_phrase(_both_ways(verb), generator, plural)
    other = noun_phrase(_both_ways(verb), generator, plural)
    return said(verb, one, other, past), said(verb, other, one, past)


def _both_ways(verb: Verb) -> str:
    """The kinds of noun that can be its subject as well as its object."""
    return " ".join(k for k in verb.subjects.split() if k in verb.objects.split())


def modal(generator: Random) -> BothSlots:
    """I want to see her: the clitic stands at the end of the infinitive."""
    helper = choice(lexicon().modals, generator)
    verb = choice(lexicon().verbs, generator)
    doer = subject(helper.subjects, generator)
    en, es = said(verb, doer, object_of(verb, doer.person, generator), past=False)
    en |= {"modal": helper.en(doer.person), "modal_base": helper.en_base()}
    return en, es | {"modal": helper.es(doer.person)}


def predicate(generator: Random) -> BothSlots:
    """The houses are very small; she is tired."""
    of = subject(f"{ANIMATE} thing", generator, pronouns=0.25)
    return _predicate(of, "subject", generator)


def _predicate(of: Phrase, slot: str, generator: Random) -> BothSlots:
    adjective = choice(adjectives(of.kind), generator)
    very, muy = ("very ", "muy ") if generator.random() < 0.3 else ("", "")
    en = {slot: of.en, "be": BE[of.person], "predicate": very + adjective.en}
    es = {
        slot: of.es,
        "copula": COPULAS[adjective.copula][of.person],
        "estar": COPULAS["estar"][of.person],
        "predicate": muy + adjective.forms[of.form],
    }
    return en, es


def again(generator: Random) -> BothSlots:
    """The house is big and I see it: the clitic has the gender of what went before."""
    thing = noun_phrase("animal thing", generator)
    verb = choice([v for v in lexicon().verbs if thing.kind in v.objects.split()], generator)
    en, es = said(verb, subject(verb.subjects, generator), thing, generator.random() < 0.35)
    en_first, es_first = _predicate(thing, "thing", generator)
    en |= en_first | {"it": "them" if thing.person == PLURAL_THEY else "it"}
    return en, es | es_first | {"clitic": thing.clitic}


def like(generator: Random) -> BothSlots:
    """I like the book: in Spanish the book pleases me."""
    who = subject(ANIMATE, generator)
    what = noun_phrase("animal thing", generator)
    en = {
        "subject": who.en,
        "like": "likes" if who.person == SINGULAR_HE else "like",
        "do": _do(who.person, past=False),
        "object": what.en,
    }
    es = {
        "to": who.es_object,
        "dative": who.dative,
        "gustar": "gustan" if what.person == PLURAL_THEY else "gusta",
        "object": what.es,
    }
    return en, es


def give(generator: Random) -> BothSlots:
    """She gives me the book; she gives it to me."""
    verb = choice(lexicon().giving, generator)
    to = choice([p for p in lexicon().pronouns if p.en in ("I", "you", "we")], generator)
    doer = subject("person", generator)
    while reflexive(doer.person, to.person):
        doer = subject("person", generator)
    en, es = said(verb, doer, noun_phrase("thing", generator), generator.random() < 0.35)
    en |= {"recipient": to.en_object, "it": "it"}
    return en, es | {"dative": to.dative, "clitic": "lo"}


def _do(person: int, past: bool) -> str:
    if past:
        return "did"
    return "does" if person == SINGULAR_HE else "do"


KINDS: dict[str, Callable[[Random], BothSlots]] = {
    "transitive": transitive,
    "modal": modal,
    "predicate": predicate,
    "again": again,
    "like": like,
    "give": give,
}
