"""The synchronous grammar: agreement, word order, one translation for each sentence.

The Spanish sentences were written by hand from the rules of the language.
"""

from collections import Counter, defaultdict
from itertools import islice

import pytest

from seqtext.errors import SeqtextError
from seqtext.system.choices import read_toml
from seqtext.text.tokenizer import Tokenizer
from seqtext_corpora import clauses, translation
from seqtext_corpora.phrases import Phrase, of_noun, of_pronoun
from seqtext_corpora.words import Adjective, Determiner, Noun, Verb, grammar_words

Rows = dict[str, list[tuple[str, ...]]]
FRAMES = read_toml("seqtext_corpora", "parallel", "grammar.toml")["frames"]


def say(en: str, slots: clauses.BothSlots) -> tuple[str, str]:
    """A sentence in the frame that has this English template."""
    return translation.fill(next(f for f in FRAMES if f["en"] == en), slots)


def phrase(words: str) -> Phrase:
    """A phrase of the grammar, by its English words."""
    for pronoun in grammar_words().pronouns:
        if words in (pronoun.en, pronoun.en_object):
            return of_pronoun(pronoun)
    before, *adjective, last = words.removeprefix("the " if "'s" in words else "").split()
    noun = next(n for n in grammar_words().nouns if last in n.en)
    owner: Determiner | Noun
    if before.endswith("'s"):
        owner = next(n for n in grammar_words().nouns if f"{n.en[0]}'s" == before)
    else:
        owner = next(d for d in grammar_words().determiners if before in d.en)
    return of_noun(noun, last == noun.en[1], owner, *map(adjective_of, adjective))


def adjective_of(en: str) -> Adjective:
    return next(a for a in grammar_words().adjectives if a.en == en)


def verb(base: str, among: str = "verbs") -> Verb:
    return next(v for v in getattr(grammar_words(), among) if v.base == base)


STATEMENT, NOT = "{subject} {verb} {object} .", "{subject} {do} not {base} {object} ."
QUESTION, WHY_NOT = "{do} {subject} {base} {object} ?", "why {do} {subject} not {base} {object} ?"


@pytest.mark.parametrize(
    ("frame", "parts", "past", "en", "es"),
    [
        (STATEMENT, "the dog/see/the cat", 0, "The dog sees the cat.", "El perro ve al gato."),
        (STATEMENT, "I/see/it", 0, "I see it.", "Lo veo."),
        (STATEMENT, "they/see/us", 1, "They saw us.", "Nos vieron."),
        (STATEMENT, "I/follow/her", 1, "I followed her.", "La seguí."),
        (STATEMENT, "we/wait/the girl", 0, "We wait for the girl.", "Esperamos a la niña."),
        (
            STATEMENT,
            "my sister/buy/some red books",
            1,
            "My sister bought some red books.",
            "Mi hermana compró unos libros rojos.",
        ),
        (
            STATEMENT,
            "the neighbour's white hens/find/a old key",
            1,
            "The neighbour's white hens found an old key.",
            "Las gallinas blancas del vecino encontraron una llave vieja.",
        ),
        (NOT, "she/see/me", 0, "She does not see me.", "No me ve."),
        (NOT, "you/lose/your hat", 1, "You did not lose your hat.", "No perdiste tu sombrero."),
        (QUESTION, "you/find/it", 1, "Did you find it?", "¿Lo encontraste?"),
        (
            QUESTION,
            "the girl/look/these small mice",
            0,
            "Does the girl look for these small mice?",
            "¿Busca la niña a estos ratones pequeños?",
        ),
        (
            WHY_NOT,
            "our aunts/sell/that green house",
            0,
            "Why do our aunts not sell that green house?",
            "¿Por qué no venden nuestras tías esa casa verde?",
        ),
    ],
)
def test_said(frame: str, parts: str, past: bool, en: str, es: str) -> None:
    doer, base, done_to = parts.split("/")
    slots = clauses.transitive(verb(base), phrase(doer), phrase(done_to), bool(past))
    assert say(frame, slots) == (en, es)


@pytest.mark.parametrize(
    ("frame", "parts", "en", "es"),
    [
        (
            "{subject} {modal} {base} {object} .",
            "I/want/see/her",
            "I want to see her.",
            "Quiero verla.",
        ),
        (
            "{subject} {do} not {modal_base} {base} {object} .",
            "the boys/have/help/us",
            "The boys do not have to help us.",
            "Los niños no tienen que ayudarnos.",
        ),
        (
            "{do} {subject} {modal_base} {base} {object} ?",
            "your uncle/try/sell/the blue car",
            "Does your uncle try to sell the blue car?",
            "¿Intenta tu tío vender el coche azul?",
        ),
    ],
)
def test_wanted(frame: str, parts: str, en: str, es: str) -> None:
    doer, helper, base, done_to = parts.split("/")
    slots = clauses.wanted(verb(helper, "modals"), verb(base), phrase(doer), phrase(done_to))
    assert say(frame, slots) == (en, es)


IS, IS_NOT = "{thing} {be} {predicate} .", "{thing} {be} not {predicate} ."


@pytest.mark.parametrize(
    ("frame", "words", "en", "es"),
    [
        (IS, "she/tall", "She is tall.", "Es alta."),
        (IS, "they/very happy", "They are very happy.", "Están muy contentos."),
        (IS_NOT, "our houses/blue", "Our houses are not blue.", "Nuestras casas no son azules."),
        ("{be} {thing} {predicate} ?", "we/sick", "Are we sick?", "¿Estamos enfermos?"),
        (
            "{be} {thing} {predicate} ?",
            "the doctor/tired",
            "Is the doctor tired?",
            "¿Está cansado el médico?",
        ),
        ("where {be} {thing} ?", "my keys/new", "Where are my keys?", "¿Dónde están mis llaves?"),
    ],
)
def test_described(frame: str, words: str, en: str, es: str) -> None:
    what, adjective = words.split("/")
    very = adjective.startswith("very ")
    slots = clauses.described(phrase(what), adjective_of(adjective.split()[-1]), very)
    assert say(frame, slots) == (en, es)


@pytest.mark.parametrize(
    ("who", "what", "en", "es"),
    [
        ("I", "the dogs", "I like the dogs.", "Me gustan los perros."),
        ("he", "your hat", "He likes your hat.", "Le gusta tu sombrero."),
        ("the girl", "the cats", "The girl likes the cats.", "A la niña le gustan los gatos."),
        (
            "his dog",
            "the girl's chair",
            "His dog likes the girl's chair.",
            "A su perro le gusta la silla de la niña.",
        ),
    ],
)
def test_liked(who: str, what: str, en: str, es: str) -> None:
    assert say("{subject} {like} {object} .", clauses.liked(phrase(who), phrase(what))) == (en, es)


def test_taken_up() -> None:
    tables = phrase("the tables")
    first = clauses.described(tables, adjective_of("big"), very=False)
    slots = clauses.taken_up(first, verb("sell"), phrase("he"), tables, past=True)
    frame = "{thing} {be} {predicate} and {subject} {verb} {it} ."
    expected = ("The tables are big and he sold them.", "Las mesas son grandes y las vendió.")
    assert say(frame, slots) == expected


def test_given() -> None:
    slots = clauses.ditransitive(
        verb("give", "giving"), phrase("she"), phrase("me"), phrase("the letter"), past=True
    )
    assert say("{subject} {verb} {recipient} {object} .", slots) == (
        "She gave me the letter.",
        "Me dio la carta.",
    )
    assert say("{subject} {verb} {it} to {recipient} .", slots) == (
        "She gave it to me.",
        "Me lo dio.",
    )


@pytest.fixture(scope="module")
def made() -> Rows:
    return translation.make_translation(3, train=1500, dev=100, test=200, pairs=60)


def test_sizes(made: Rows) -> None:
    sizes = {name: len(rows) for name, rows in made.items()}
    assert sizes == {"train": 1500, "dev": 100, "test": 200, "pairs": 120}


def test_no_bag_of_training_is_met_again(made: Rows) -> None:
    def bags(rows: list[tuple[str, ...]]) -> set[tuple[str, ...]]:
        return {tuple(sorted(Tokenizer()(row[-2]))) for row in rows}

    assert not bags(made["train"]) & (bags(made["dev"]) | bags(made["test"]) | bags(made["pairs"]))


def test_pairs_have_one_bag_and_two_translations(made: Rows) -> None:
    pairs = defaultdict(list)
    for pair_id, en, es in made["pairs"]:
        pairs[pair_id].append((en, es))
    assert len(pairs) == 60
    for (en, es), (other_en, other_es) in pairs.values():
        assert Counter(Tokenizer()(en)) == Counter(Tokenizer()(other_en))
        assert en != other_en
        assert es != other_es


def test_a_sentence_has_one_translation() -> None:
    found = defaultdict(set)
    for en, es in islice(translation.draw_pairs(11), 20000):
        found[en.lower()].add(es)
    assert [en for en, es in found.items() if len(es) > 1] == []


def test_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "PATIENCE", 1)
    with pytest.raises(SeqtextError, match="--size"):
        translation.make_translation(0, 50, 5, 5, 5)
