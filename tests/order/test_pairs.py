import subprocess
import sys
from collections import Counter
from itertools import pairwise

import pytest

from seqtext.errors import SeqtextError
from seqtext.order.texts.certificate import bag
from seqtext.order.texts.frames import frames, order_of
from seqtext.order.texts.pairs import suite
from seqtext.order.texts.schemes import LANGUAGES, schemes
from seqtext.text.tokenizer import Tokenizer

ORDERS = [1, 2, 3, 4, 5, 6]
WORD = Tokenizer()
everywhere = pytest.mark.parametrize("order", ORDERS)
in_both = pytest.mark.parametrize("language", LANGUAGES)


@in_both
@everywhere
@pytest.mark.parametrize("split", ["train", "test"])
def test_every_pair_is_of_its_order_and_no_higher(language, order, split):
    for pair in suite(language, order, split, 60, seed=1):
        first, second = WORD(pair.positive), WORD(pair.negative)
        assert bag(first, order) == bag(second, order)
        assert bag(first, order + 1) != bag(second, order + 1)
        for text, reordered in (
            (pair.positive, pair.positive_reordered),
            (pair.negative, pair.negative_reordered),
        ):
            assert text != reordered
            assert Counter(WORD(text)) == Counter(WORD(reordered))


@pytest.mark.parametrize(
    ("frame", "order"),
    [
        ("the movie my friend has {a} seen is {b} good", 1),
        ("i used to think it was {a} . now i think it was {b} .", 2),
        ("at first i thought that it was {a} , they say . "
         "later i thought that it was {b} , they say .", 5),
    ],
)  # fmt: skip
def test_the_order_of_known_frames(frame, order):
    assert order_of(frame) == order


FIRST_AND_LAST = [o if o in (1, 6) else pytest.param(o, marks=pytest.mark.soak) for o in ORDERS]


@in_both
@pytest.mark.parametrize("order", FIRST_AND_LAST)
def test_test_frames_and_combinations_are_new_and_their_words_are_not(language, order):
    train, test = (suite(language, order, split, 600, 0) for split in ("train", "test"))
    seen = {pair.frame for pair in train}
    kinds = Counter(pair.held_out for pair in test)
    assert kinds == {"frame": 300, "words": 300}
    assert not {pair.frame for pair in test if pair.held_out == "frame"} & seen
    texts = {text for pair in train for text in (pair.positive, pair.negative)}
    assert not texts & {text for p in test for text in (p.positive, p.positive_reordered)}
    known = words(train) | lexica(language, order)
    assert words(test) <= known
    assert len(words(test) - words(train)) <= 0.03 * len(words(test))  # chance, not a rule


def words(pairs):
    return {word for pair in pairs for word in WORD(pair.positive)}


def lexica(language, order):
    """The words of the training frames of this order, and of the lists that fill them."""
    training = frames(language, order)[0]
    lists = [frame.text.split() for frame in training]
    for scheme in {frame.scheme.name: frame.scheme for frame in training}.values():
        lists += [scheme.positive, scheme.negative, *scheme.slots.values()]
    return {
        part for values in lists for value in values for part in value.replace("|", " ").split()
    }


@in_both
def test_what_the_suites_must_offer(language):
    assert min(len({f.name for f in frames(language, k)[0]}) for k in ORDERS) >= 24
    assert min(len({f.scheme.name for f in frames(language, k)[0]}) for k in ORDERS) >= 5
    polar = schemes(language)[0]
    assert len(set(polar.positive)) == len(set(polar.negative)) >= 20
    assert not set(polar.positive) & set(polar.negative)
    assert len(set(polar.topics)) >= 36


@in_both
def test_the_deciding_clause_stands_first_as_often_as_last(language):
    polar = schemes(language)[0]
    good = {form for word in polar.positive for form in word.split("|")}
    bad = {form for word in polar.negative for form in word.split("|")}
    firsts = []
    for pair in suite(language, 5, "train", 300, 0):
        deciding = [word for word in WORD(pair.positive) if word in good | bad]
        if len(deciding) == 2:  # else the word that moves is a negation
            firsts.append(deciding[0] in good)
    assert 0.4 < sum(firsts) / len(firsts) < 0.6


def test_the_same_pairs_on_every_machine_and_for_every_count():
    pairs = suite("es", 3, "test", 40, 7)
    assert suite("es", 3, "test", 20, 7) == pairs[:20]
    code = (
        "from seqtext.order.texts.pairs import suite; "
        "print(suite('es', 3, 'test', 40, 7)[-1].positive)"
    )
    for hash_seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": hash_seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        )
        assert run.stdout.decode().rstrip() == pairs[-1].positive


def test_a_spanish_adjective_agrees():
    scheme = schemes("es")[0]
    topics = {tuple(topic.split()) for topic in scheme.topics}
    polar = [word.split("|") for word in scheme.positive + scheme.negative if "|" in word]
    forms = {form: gender for pair in polar for gender, form in enumerate(pair)}
    checked = 0
    for pair in suite("es", 4, "train", 100, 0):
        tokens = WORD(pair.positive)
        (topic,) = {noun for noun in pairwise(tokens) if noun in topics}
        adjectives = [word for word in tokens if word in forms]
        assert all(forms[word] == (topic[0] == "la") for word in adjectives)
        checked += len(adjectives)
    assert checked > 50


@pytest.mark.parametrize(
    ("language", "order", "split", "says"),
    [
        ("de", 1, "train", "--language: unknown language 'de'; choose one of: en, es"),
        ("en", 0, "train", "order 0: there are no frames of it"),
        ("en", 99, "test", "choose an order from 1 to 7"),
        ("en", 1, "dev", "--split: unknown split 'dev'; choose one of: test, train"),
    ],
)
def test_what_there_is_none_of(language, order, split, says):
    with pytest.raises(SeqtextError) as caught:
        suite(language, order, split, 1, 0)
    assert says in str(caught.value)
