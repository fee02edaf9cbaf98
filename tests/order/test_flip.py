"""Heat lines and flips of toy models whose answers are known."""

import math
from itertools import pairwise

import numpy as np
import pytest

from seqtext.order.trainings.flip import BUDGET, text_heat
from seqtext.tasks.classify.explanation import MOST

LABELS = ("minus", "plus")
WORDS = ("not", "good", "bad", "so", "it", "is")


def bigrams(weights):
    """A model whose log-odds for plus are the sum of the weights of a text's neighbours."""

    def answer(corpus):
        rows = []
        for i in range(len(corpus)):
            tokens = [WORDS[t] for t in corpus[i]]
            pairs = pairwise(tokens)
            odds = 0.5 + sum(weights.get(pair, 0) for pair in pairs)
            rows.append([-np.logaddexp(0, odds), -np.logaddexp(0, -odds)])
        return np.array(rows)

    return answer


def heat_of(text, weights, budget=BUDGET):
    tokens = text.split()
    ids = np.array([WORDS.index(t) for t in tokens], np.int32)
    return text_heat(bigrams(weights), ids, tokens, LABELS, budget)


@pytest.mark.parametrize(
    ("text", "weights", "flip"),
    [
        # "not good" comes about by one swap of neighbours
        ("it is good not so", {("not", "good"): -2}, ("swap", 2, 3, "it is not good so")),
        # two places away a swap does not bring them together, a move does
        ("so is good it not", {("not", "good"): -2}, ("move", 2, 4, "so is it not good")),
        # every way to "not good" keeps "so is", which outweighs it
        ("good so is not", {("not", "good"): -2, ("so", "is"): 9}, None),
        # the surest of equally short ones
        (
            "not so good bad so",
            {("so", "not"): -1, ("good", "so"): -3},
            ("swap", 1, 2, "not good so bad so"),
        ),
        ("so so so", {("not", "good"): -2}, None),
        ("good", {}, None),
        ("", {}, None),
    ],
)
def test_the_shortest_flip(text, weights, flip):
    found = heat_of(text, weights)
    assert found.label == "plus"
    if flip is None:
        assert found.flip is None
        assert found.whole
    else:
        kind, first, second, after = flip
        assert (found.flip.kind, found.flip.first, found.flip.second) == (kind, first, second)
        assert " ".join(found.flip.tokens) == after
        assert found.flip.label == "minus"
        assert found.flip.distance == abs(first - second) == found.searched


def test_the_heat_is_the_change_of_the_log_odds():
    found = heat_of("it is good not", {("not", "good"): -0.25, ("is", "good"): 1.0})
    assert found.tokens == ("it", "is", "good", "not")
    # is it good not; it good is not; it is not good
    assert found.heat == pytest.approx((-1.0, -1.0, -1.25))
    assert found.probability == pytest.approx(1 / (1 + math.exp(-1.5)))


def test_a_search_that_costs_too_much_stops_and_says_so():
    text = "good " + "so " * 8 + "not"
    weights = {("not", "good"): -2}
    assert heat_of(text, weights).flip.distance == 9
    # 9 swaps over distance 1, then 24 edits over distance 2, of 10 tokens each
    found = heat_of(text, weights, budget=330)
    assert (found.flip, found.searched, found.whole) == (None, 2, False)
    assert heat_of(text, weights, budget=329).searched == 1


def test_a_text_of_5000_words_is_looked_into_at_its_start():
    found = heat_of("it " * 5000, {})
    assert len(found.tokens) == MOST
    assert len(found.heat) == MOST - 1
    assert found.cut == 5000 - MOST
    assert not found.whole


def test_two_hundred_classes():
    labels = [str(i) for i in range(200)]

    def answer(corpus):  # the class is the first token
        return np.log(0.99 * np.eye(200)[[corpus[i][0] for i in range(len(corpus))]] + 0.01 / 200)

    found = text_heat(answer, np.array([7, 8, 199]), ["a", "b", "c"], labels)
    assert found.label == "7"
    assert (found.flip.label, found.flip.tokens) == ("8", ("b", "a", "c"))
