"""The verdict: when it speaks, when it does not, and what it says."""

from dataclasses import replace

import pytest

from seqtext.order.effects.assay import Assay, Cue
from seqtext.order.effects.headline import Contrast, Headline, Part
from seqtext.order.effects.sentence import sentence
from seqtext.order.effects.verdict import Grounds, verdict
from seqtext.statistics.intervals import Estimate

TWIN = "shuffled gru"


def estimate(value, error, seeds=3, items=1000):
    """A difference in points; normal, its error from the items alone."""
    value, error = value / 100, error / 100
    reach, spread = 1.96 * error, error**2 * items
    ends = value - reach, value + reach
    return Estimate(
        value, *ends, 0.95, error, seeds=seeds, items=items, item_variance=spread
    )  # fmt: skip


def contrast(model, base, value, error, **kw):
    return Contrast(model, base, estimate(value, error, **kw), "gru" in (model, base), None)


SAME = contrast("bow:1", "bow:1", 0, 0)
LEARNED = (contrast("bow:1", "majority", 30, 1), contrast("gru", "majority", 32, 1))


def chosen(value, error, ngram=0.0, twin=None, others=0.0, learned=LEARNED, **kw):
    """The network is the best, the bigrams give `ngram` of it.

    twin    by how much it beats its shuffled twin; else as much as bow:1, which is b*
    others  gain of the bigrams over b*
    """
    worth = contrast("gru", "bow:1", value, error, **kw)
    beyond = contrast("gru", "bow:2", value - ngram, 0.5, **kw)
    over = worth, contrast("gru", TWIN, value if twin is None else twin, error, **kw)
    return Headline(
        "bow:1",
        "bow:2" if ngram else "bow:1",
        "gru",
        Part(worth, None),
        Part(contrast("bow:2", "bow:1", ngram, 0.5, **kw), None) if ngram else Part(SAME, None),
        Part(beyond if ngram else worth, None),
        over_blind=over,
        over_ngrams=(*over, beyond),
        gains=(contrast("bow:2", "bow:1", others, error), worth),
        beyond=(beyond if ngram else worth,),
        learned=learned,
    )


def not_chosen(value, error):
    """A blind model is the best on the development set; the network is its rival."""
    rival = contrast("gru", "bow:1", value, error)
    part = Part(SAME, rival)
    over = (SAME, contrast("bow:1", TWIN, 0.3, 0.3))
    return Headline(
        *("bow:1", "bow:1", "bow:1", part, part, part, over, over, (rival,), (rival,), LEARNED)
    )


def cue(distance, held=True):
    tokens = 1 if distance == "near" else 6
    return Cue(distance, tokens, 0.02, "gru", estimate(1.9 if held else 0.2, 0.4), held)


HELD = Assay(cue("near"), cue("far"), 0.8)
GROUNDS = Grounds(1000, 0.01, assay=HELD)


def told(headline, grounds=GROUNDS):
    return sentence(headline, verdict(headline, grounds), grounds)


@pytest.mark.parametrize(
    ("headline", "grounds", "name", "little"),
    [
        (chosen(1.9, 0.25), GROUNDS, "helps", False),
        (chosen(0.5, 0.1), GROUNDS, "helps", True),  # it helps, but by less than the margin
        (chosen(1.9, 0.25, twin=0.3), GROUNDS, "cannot tell", False),  # its architecture, not order
        (chosen(0.1, 0.3), GROUNDS, "no worth found", False),  # 90 %: -0.4 to 0.6
        (chosen(0.1, 0.3, others=0.9), GROUNDS, "cannot tell", False),  # another one has perhaps
        (chosen(0.1, 0.6), GROUNDS, "cannot tell", False),  # 90 %: -0.9 to 1.1
        (chosen(-3.0, 0.5), GROUNDS, "no worth found", False),  # worse on the test set
        (not_chosen(0.1, 0.3), GROUNDS, "no worth found", False),
        (not_chosen(2.0, 0.3), GROUNDS, "cannot tell", False),  # the test set may not choose
        (not_chosen(0.2, 0.7), GROUNDS, "cannot tell", False),
        # What is needed for "no worth found".
        (chosen(0.1, 0.3), Grounds(1000, 0.01), "cannot tell", False),
        (
            chosen(0.1, 0.3),
            replace(GROUNDS, assay=Assay(cue("near"), cue("far", False), 0.8)),
            "cannot tell",
            False,
        ),
        (
            chosen(0.1, 0.3),
            replace(GROUNDS, assay=Assay(cue("near"), None, 0.8), reach=2),
            "no worth found",
            False,
        ),
        (chosen(0.1, 0.3), replace(GROUNDS, forced=0.02), "cannot tell", False),
        # No conclusion, whatever the models have.
        (chosen(40, 1, items=49), replace(GROUNDS, texts=49), "no conclusion", False),
        (chosen(5, 1, seeds=1), GROUNDS, "no conclusion", False),
        (chosen(5, 1), replace(GROUNDS, faults=("dan saw the order",)), "no conclusion", False),
        (
            chosen(0.0, 0.1, learned=(contrast("bow:1", "majority", 0, 0.1),) * 2),
            GROUNDS,
            "no conclusion",
            False,
        ),
    ],
)
def test_what_is_shown(headline, grounds, name, little):
    result = verdict(headline, grounds)
    assert (result.name, result.little) == (name, little)


@pytest.mark.parametrize(
    ("headline", "grounds", "words"),
    [
        (
            chosen(1.9, 0.25, ngram=1.8),
            GROUNDS,
            "Word order helps here: +1.9 points [1.4, 2.4] over bow:1; order within 2 words "
            "(bow:2) gives +1.8 [0.8, 2.8]; order beyond that (gru) +0.1 [-0.9, 1.1] (not shown "
            "to be above 0).",
        ),
        (
            chosen(1.9, 0.25),
            GROUNDS,
            "Word order helps here: +1.9 points [1.4, 2.4] over bow:1, all of it beyond n-grams "
            "(gru).",
        ),
        (
            chosen(1.9, 0.25),
            replace(GROUNDS, warnings=("1 check failed (2 training texts occur twice)",)),
            "1 check failed (2 training texts occur twice). Word order helps here: +1.9 points "
            "[1.4, 2.4] over bow:1, all of it beyond n-grams (gru).",
        ),
        (
            chosen(0.1, 0.3),
            GROUNDS,
            "No worth of word order was found: every model that reads order has less than 1.0 "
            "points over bow:1 (at most gru, +0.1 [-0.4, 0.6], 90 % interval), and a planted cue "
            "worth 2.0 was found (+1.9 near by gru, +1.9 far by gru).",
        ),
        (
            chosen(0.6, 0.7),
            GROUNDS,
            "Cannot tell: +0.6 points [-0.8, 2.0] for gru over bow:1 on 1,000 test items; above "
            "the margin 28 %, within 70 %, below 1 %; 2.0 points would be found 8 times in 10, and "
            "4,200 items would settle it if there is no effect.",
        ),
        (
            chosen(1.9, 0.25, twin=0.3),
            GROUNDS,
            "Cannot tell: +1.9 points [1.4, 2.4] for gru over bow:1 on 1,000 test items; above "
            "the margin 100 %, within 0 %, below 0 %; over shuffled gru it is only +0.3 "
            "[-0.2, 0.8].",
        ),
        (
            chosen(0.1, 0.3),
            Grounds(1000, 0.01),
            "Cannot tell: +0.1 points [-0.5, 0.7] for gru over bow:1 on 1,000 test items; above "
            "the margin 0 %, within 100 %, below 0 %; no cue was planted, so a real effect might "
            "have been missed.",
        ),
        (
            chosen(5, 1, seeds=1),
            GROUNDS,
            "No conclusion: only one seed was trained, and the seed changes gru or bow:1.",
        ),
        (
            chosen(40, 1, items=49),
            replace(GROUNDS, texts=49),
            "No conclusion: 49 different test texts are too few; at least 50 are needed.",
        ),
    ],
)
def test_the_sentence(headline, grounds, words):
    assert told(headline, grounds) == words


def test_the_margin_decides():
    assert verdict(chosen(0.1, 0.6), replace(GROUNDS, margin=0.02)).name == "no worth found"


def test_the_odds_sum_to_one():
    odds = verdict(chosen(0.6, 0.7), GROUNDS).odds
    assert odds.above + odds.within + odds.below == pytest.approx(1)
    # Of a normal error: P(Z > (1.0 - 0.6) / 0.7).
    assert odds.above == pytest.approx(0.2838, abs=1e-3)


def test_only_bags_speak_of_their_reach():
    grounds = replace(GROUNDS, reach=3, assay=Assay(cue("near"), None, 0.8))
    assert told(chosen(1.9, 0.25), grounds).startswith("Word order within 3 words helps here")
    assert told(chosen(0.1, 0.3), grounds).startswith("No worth of word order within 3 words")


def test_nothing_to_compare():
    alone = Part(SAME, None)
    nothing = Headline("bow:1", "bow:1", "bow:1", *(alone,) * 3, (), (), (), (), ())
    result = verdict(nothing, GROUNDS)
    assert (result.name, result.decided) == ("no conclusion", None)
    assert "no model that reads the order of the words was compared" in told(nothing)
