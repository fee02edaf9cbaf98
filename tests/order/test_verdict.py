"""The verdict: when it speaks, when it does not, and what it says."""

import pytest

from seqtext.order.effects.headline import Contrast, Headline, Part
from seqtext.order.effects.verdict import verdict
from seqtext.statistics.intervals import Estimate


def contrast(model, base, value, error, seeds=3, items=1000):
    """A contrast in points; normal, its error from the items alone."""
    value, error = value / 100, error / 100
    reach = 1.96 * error
    spread = error**2 * items
    estimate = Estimate(value, value - reach, value + reach, 0.95, error, seeds=seeds, items=items)
    estimate = Estimate(**{**estimate.__dict__, "item_variance": spread})
    return Contrast(model, base, estimate, model == "gru", None)


SAME = contrast("bow:1", "bow:1", 0, 0)


def chosen(value, error, ngram=0.0, **kw):
    """The network is the best, the bigrams give `ngram` of it."""
    return Headline(
        "bow:1",
        "bow:2",
        "gru",
        Part(contrast("gru", "bow:1", value, error, **kw), None),
        Part(contrast("bow:2", "bow:1", ngram, 0.5, **kw), None),
        Part(contrast("gru", "bow:2", value - ngram, 0.5, **kw), None),
    )


def bags_are_best(value, beyond):
    """The bigrams are the best of all, and the network is their rival."""
    worth = Part(contrast("bow:2", "bow:1", value, 0.5), None)
    rival = Part(contrast("bow:2", "bow:2", 0, 0), contrast("gru", "bow:2", beyond, 0.5))
    return Headline("bow:1", "bow:2", "bow:2", worth, worth, rival)


def not_chosen(value, error):
    """A blind model is the best on the development set; the network is its rival."""
    rival = contrast("gru", "bow:1", value, error)
    part = Part(SAME, rival)
    return Headline("bow:1", "bow:1", "bow:1", part, part, part)


@pytest.mark.parametrize(
    ("found", "name", "little"),
    [
        (chosen(1.9, 0.25), "matters", False),
        (chosen(0.5, 0.1), "matters", True),  # both: it matters, but less than the margin
        (chosen(0.1, 0.3), "does not matter", True),  # 90 %: -0.4 to 0.6
        (chosen(0.1, 0.6), "inconclusive", False),  # 90 %: -0.9 to 1.1
        (chosen(-3.0, 0.5), "inconclusive", False),  # worse on the test set is not "matters"
        (not_chosen(0.1, 0.3), "does not matter", True),
        (not_chosen(-0.3, 0.3), "does not matter", True),  # 90 %: -0.8 to 0.2
        (not_chosen(-4.0, 0.3), "inconclusive", False),  # far worse, for reasons of its own
        (not_chosen(2.0, 0.3), "inconclusive", False),  # the test set may not choose
        (not_chosen(0.2, 0.7), "inconclusive", False),
    ],
)
def test_what_is_shown(found, name, little):
    result = verdict(found, 1000, 0.01)
    assert (result.name, result.little) == (name, little)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            chosen(1.9, 0.25, ngram=1.8),
            "Word order matters here: +1.9 points [1.4, 2.4]; +1.8 [0.8, 2.8] of it from n-grams "
            "up to 2 words (bow:2); no gain beyond n-grams is shown: +0.1 [-0.9, 1.1] for gru.",
        ),
        (
            chosen(5.0, 0.5, ngram=0.4),
            "Word order matters here: +5.0 points [4.0, 6.0]; n-grams up to 2 words (bow:2) give "
            "+0.4 [-0.6, 1.4] (not shown to be above 0), and order beyond them (gru) +4.6 "
            "[3.6, 5.6].",
        ),
        (
            bags_are_best(1.9, -0.5),
            "Word order matters here: +1.9 points [0.9, 2.9], all of it from n-grams up to 2 words "
            "(bow:2); no gain beyond n-grams is shown: -0.5 [-1.5, 0.5] for gru.",
        ),
        (
            bags_are_best(1.9, 1.2),
            "Word order matters here: +1.9 points [0.9, 2.9], all of it from n-grams up to 2 words "
            "(bow:2); on the test set, but not on the development set, gru has +1.2 [0.2, 2.2] "
            "over bow:2.",
        ),
        (
            chosen(0.1, 0.3),
            "Word order does not matter here: +0.1 points [-0.4, 0.6] for gru over bow:1, within "
            "the margin of 1.0 (90 % interval).",
        ),
        (
            chosen(0.6, 0.7),
            "Inconclusive: +0.6 points [-0.8, 2.0] for gru over bow:1 on 1,000 test items; an "
            "effect of 2.0 points would be found 8 times in 10, and about 4,200 items would "
            "settle it.",
        ),
        (
            not_chosen(0.2, 0.7),
            "Inconclusive: no model that reads order beat bow:1 on the development set, and the "
            "best of them, gru, has +0.2 points [-1.2, 1.6] on 1,000 test items; an effect of 2.0 "
            "points would be found 8 times in 10, and about 4,200 items would settle it.",
        ),
        (
            not_chosen(2.0, 0.3),
            "Inconclusive: no model that reads order beat bow:1 on the development set, and the "
            "best of them, gru, has +2.0 points [1.4, 2.6] on the test set; the two sets disagree.",
        ),
        (
            not_chosen(-4.0, 0.7),
            "Inconclusive: no model that reads order beat bow:1 on the development set, and the "
            "best of them, gru, has -4.0 points [-5.4, -2.6] on 1,000 test items; an effect of 2.0 "
            "points would be found 8 times in 10, but a model so far behind cannot tell what order "
            "is worth.",
        ),
    ],
)
def test_the_sentence(found, sentence):
    assert verdict(found, 1000, 0.01).sentence == sentence


def test_the_margin_decides():
    assert verdict(chosen(0.1, 0.6), 1000, 0.02).name == "does not matter"


def test_few_items_conclude_nothing():
    result = verdict(chosen(40, 1, items=49), 49, 0.01)
    assert result.name == "inconclusive"
    assert "49 different test texts are too few; at least 50 are needed" in result.sentence


def test_one_seed_is_said():
    assert "another may give another verdict" in verdict(chosen(5, 1, seeds=1), 1000, 0.01).sentence
    assert "another" not in verdict(chosen(5, 1), 1000, 0.01).sentence


def test_nothing_to_compare():
    alone = Part(SAME, None)
    result = verdict(Headline("bow:1", "bow:1", "bow:1", alone, alone, alone), 1000, 0.01)
    assert (result.name, result.decided) == ("inconclusive", None)
