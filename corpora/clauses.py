"""The slots of a frame, in English and in Spanish, for each kind of frame."""

from collections.abc import Callable
from random import Random

from seqtext.system.choices import choice

from .phrases import Phrase, adjectives, noun_phrase, object_of, of_pronoun, reflexive, subject
from .words import HE, THEY, Adjective, Verb, grammar_words

Slots = dict[str, str]
BothSlots = tuple[Slots, Slots]  # English, Spanish
ANIMATE, ANY, NO_PERSON = ("animal", "person"), ("animal", "person", "thing"), ("animal", "thing")
PAST = 0.35  # share
BE = ("am", "are", "is", "are", "are")  # by person
COPULAS = {
    "ser": ("soy", "eres", "es", "somos", "son"),
    "estar": ("estoy", "estás", "está", "estamos", "están"),
}


def transitive(verb: Verb, doer: Phrase, done_to: Phrase, past: bool) -> BothSlots:
    """Somebody does something to somebody: statement, negation and question."""
    en = {
        "subject": doer.en,
        "verb": verb.en(doer.person, past),
        "do": _do(doer, past),
        "base": verb.en_base(),
        "object": done_to.en_object,
        "it": "them" if done_to.person == THEY else "it",
    }
    es = {
        "subject": doer.es,
        "verb": verb.es(doer.person, past),
        "infinitive": verb.infinitive,
        "clitic": done_to.clitic if done_to.pronoun else "",
        "object": done_to.es_object,
    }
    return en, es


def wanted(helper: Verb, verb: Verb, doer: Phrase, done_to: Phrase) -> BothSlots:
    """I want to see her: the clitic is attached to the infinitive."""
    en, es = transitive(verb, doer, done_to, past=False)
    en |= {"modal": helper.en(doer.person), "modal_base": helper.en_base()}
    return en, es | {"modal": helper.es(doer.person)}


def described(what: Phrase, adjective: Adjective, very: bool) -> BothSlots:
    """The houses are very small; where she is."""
    en = {
        "thing": what.en,
        "be": BE[what.person],
        "predicate": "very " * very + adjective.en,
    }
    es = {
        "thing": what.es,
        "copula": COPULAS[adjective.copula][what.person],
        "estar": COPULAS["estar"][what.person],
        "predicate": "muy " * very + adjective.es[what.form],
    }
    return en, es


def taken_up(first: BothSlots, verb: Verb, doer: Phrase, thing: Phrase, past: bool) -> BothSlots:
    """The house is big and I see it: the clitic agrees with the antecedent."""
    en, es = transitive(verb, doer, thing, past)
    return en | first[0], es | first[1] | {"clitic": thing.clitic}


def liked(who: Phrase, what: Phrase) -> BothSlots:
    """I like the book: in Spanish the book is the subject."""
    en = {
        "subject": who.en,
        "like": "likes" if who.person == HE else "like",
        "do": _do(who, past=False),
        "object": what.en,
    }
    es = {
        "to": who.es_object,
        "dative": who.dative,
        "gustar": "gustan" if what.person == THEY else "gusta",
        "object": what.es,
    }
    return en, es


def ditransitive(verb: Verb, doer: Phrase, to: Phrase, what: Phrase, past: bool) -> BothSlots:
    """She gives me the book; she gives it to me."""
    en, es = transitive(verb, doer, what, past)
    en |= {"recipient": to.en_object, "it": "it"}
    return en, es | {"dative": to.dative, "clitic": "lo"}


def _do(doer: Phrase, past: bool) -> str:
    if past:
        return "did"
    return "does" if doer.person == HE else "do"


def exchanged(generator: Random) -> tuple[BothSlots, BothSlots]:
    """The dog sees the cat, and the cat sees the dog."""
    verb = choice([verb for verb in grammar_words().verbs if verb.both], generator)
    plural, past = generator.random() < 0.3, generator.random() < PAST
    first, second = (noun_phrase(verb.both, generator, plural) for _ in range(2))
    return transitive(verb, first, second, past), transitive(verb, second, first, past)


def _draw_transitive(generator: Random) -> BothSlots:
    verb = choice(grammar_words().verbs, generator)
    doer = subject(verb.subjects, generator)
    return transitive(
        verb, doer, object_of(verb, doer.person, generator), generator.random() < PAST
    )


def _draw_modal(generator: Random) -> BothSlots:
    helper, verb = (
        choice(grammar_words().modals, generator),
        choice(grammar_words().verbs, generator),
    )
    doer = subject(helper.subjects, generator)
    return wanted(helper, verb, doer, object_of(verb, doer.person, generator))


def _draw_predicate(generator: Random) -> BothSlots:
    what = subject(ANY, generator, pronouns=0.25)
    return described(what, choice(adjectives(what.kind), generator), generator.random() < 0.3)


def _draw_again(generator: Random) -> BothSlots:
    thing = noun_phrase(NO_PERSON, generator)
    first = described(thing, choice(adjectives(thing.kind), generator), generator.random() < 0.3)
    verb = choice([v for v in grammar_words().verbs if thing.kind in v.objects], generator)
    doer = subject(verb.subjects, generator)
    return taken_up(first, verb, doer, thing, generator.random() < PAST)


def _draw_like(generator: Random) -> BothSlots:
    return liked(subject(ANIMATE, generator), noun_phrase(NO_PERSON, generator))


def _draw_give(generator: Random) -> BothSlots:
    verb, doer = choice(grammar_words().giving, generator), subject(("person",), generator)
    known = [p for p in grammar_words().pronouns if p.en in ("I", "you", "we")]
    to = choice([p for p in known if not reflexive(p.person, doer.person)], generator)
    what = noun_phrase(("thing",), generator)
    return ditransitive(verb, doer, of_pronoun(to), what, generator.random() < PAST)


KINDS: dict[str, Callable[[Random], BothSlots]] = {
    "transitive": _draw_transitive,
    "modal": _draw_modal,
    "predicate": _draw_predicate,
    "again": _draw_again,
    "like": _draw_like,
    "give": _draw_give,
}
