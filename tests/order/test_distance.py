"""Pairs with far-apart words: what is promised of each, whatever the distance and the seed."""

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqtext.errors import SeqtextError
from seqtext.order.texts.certificate import bag
from seqtext.order.texts.distance import distance_between, distant_pairs
from seqtext.order.texts.fillings import filling
from seqtext.order.texts.schemes import LANGUAGES
from seqtext.text.tokenizer import Tokenizer

WORD = Tokenizer()
drawn = given(
    language=st.sampled_from(LANGUAGES),
    distance=st.integers(1, 250),
    split=st.sampled_from(["train", "test"]),
    seed=st.integers(0, 2**32),
)


@drawn
@settings(max_examples=60, deadline=None)
def test_only_two_words_so_far_apart_tell_the_texts_of_a_pair_apart(
    language, distance, split, seed
) -> None:
    deciding = filling(language).deciding
    for pair in distant_pairs(language, distance, split, 3, seed):
        first, second = WORD(pair.positive), WORD(pair.negative)
        differ = [i for i in range(len(first)) if first[i] != second[i]]
        assert len(differ) == 2
        assert differ[1] - differ[0] == distance
        a, b = (first[i] for i in differ)
        assert [second[i] for i in differ] == [b, a]
        assert deciding[(deciding.index(a) + 1) % 3] == b  # the winner stands first
        assert [word for word in first if word in deciding] == [a, b]  # and nowhere else
        for k in range(1, min(5, distance) + 1):
            assert bag(first, k) == bag(second, k)


@drawn
@settings(max_examples=40, deadline=None)
def test_a_reordering_keeps_words_label_and_distance(language, distance, split, seed) -> None:
    (pair,) = distant_pairs(language, distance, split, 1, seed)
    assert pair.positive_reordered != pair.positive
    assert bag(WORD(pair.positive_reordered), 1) == bag(WORD(pair.positive), 1)
    assert WORD(pair.positive_reordered)[3:-3] == WORD(pair.positive)[3:-3]
    reordered = WORD(pair.positive_reordered), WORD(pair.negative_reordered)
    assert distance_between(*reordered) == distance


@pytest.mark.parametrize("language", LANGUAGES)
def test_combinations_of_the_test_stand_in_no_training_text(language) -> None:
    """Two nouns and verbs, or a deciding word with those who say it, that were never together."""
    found = {}
    for split in ("train", "test"):
        pairs = [p for d in (5, 8, 20, 60) for p in distant_pairs(language, d, split, 300, 0)]
        found[split] = [WORD(text) for p in pairs for text in (p.positive, p.negative)]
    words = filling(language)
    nouns = {topic.split()[1] for topic in words.topics}
    clauses = {
        split: {p for text in texts for p in pairwise(content(text, words)) if p[0] in nouns}
        for split, texts in found.items()
    }
    said = {
        split: {(t[4], t[5], *sorted(set(t) & set(words.deciding))) for t in texts}
        for split, texts in found.items()
    }
    for seen in (clauses, said):
        assert len(seen["test"]) > 30
        assert not seen["train"] & seen["test"]
    assert {w for t in found["test"] for w in t} <= {w for t in found["train"] for w in t}


def content(text, words):
    """Without the adjectives, which in Spanish stand between noun and verb."""
    return [word for word in text if word not in words.adjectives]


def test_one_word_alone_tells_a_third_of_the_pairs_at_most() -> None:
    """Brute force over everything that can be said of the first word alone, or of the second."""
    beats = [(0, 1), (1, 2), (2, 0)]
    for place, answers in product((0, 1), product((True, False), repeat=3)):
        right = [answers[pair[place]] and not answers[pair[::-1][place]] for pair in beats]
        assert sum(right) <= 1


def test_the_first_pairs_do_not_depend_on_how_many_are_made() -> None:
    pairs = distant_pairs("es", 30, "test", 20, 3)
    assert distant_pairs("es", 30, "test", 10, 3) == pairs[:10]
    assert len({pair.positive for pair in pairs}) == 20


@pytest.mark.parametrize("distance", [0, 1001])
def test_what_distances_there_are_none_of(distance) -> None:
    with pytest.raises(SeqtextError, match=f"words {distance} tokens apart; choose from 5 to 1000"):
        distant_pairs("en", distance, "train", 1, 0)
