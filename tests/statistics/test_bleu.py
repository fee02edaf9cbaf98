"""BLEU and chrF: the scores, intervals and tests of sacrebleu itself."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU, CHRF
from sacrebleu.significance import PairedTest

from seqtext.statistics.bleu import ORDERS, bleu, chrf, interval, matches, score_difference

WORDS = ["the", "a", "dog", "cat", "runs", "in", "house", "old", ",", ".", "niño", "¿", "Qué"]


def noisy(text, share, seed):
    """A translation that has some words wrong."""
    draw = random.Random(seed)
    return " ".join(draw.choice(WORDS) if draw.random() < share else w for w in text.split())


@pytest.fixture(scope="module")
def texts():
    draw = random.Random(3)
    references = [
        " ".join(draw.choice(WORDS) for _ in range(draw.randint(3, 14))) for _ in range(300)
    ]
    good, bad = (
        [noisy(r, share, seed + i) for i, r in enumerate(references)]
        for share, seed in ((0.3, 0), (0.33, 1000))
    )
    return references, good, bad


@pytest.mark.parametrize("lowercase", [False, True])
def test_scores_and_signatures_are_those_of_sacrebleu(texts, lowercase):
    references, good, _ = texts
    shouted = [text.upper() for text in good]
    result = matches(shouted, references, lowercase)
    for name, metric in (
        ("bleu", BLEU(lowercase, force=True)),
        ("chrf", CHRF(lowercase=lowercase)),
    ):
        assert result[name].score == pytest.approx(metric.corpus_score(shouted, [references]).score)
        assert result[name].signature == str(metric.get_signature())
    assert ("case:lc" in result["bleu"].signature) == lowercase


@pytest.mark.parametrize("lowercase", [False, True])
def test_counts_are_those_of_sacrebleu(texts, lowercase):
    references = [*texts[0], "", "a dog", " Ab  c"]
    translations = [*(text.title() for text in texts[1]), "dog", "", "ab C d"]
    result = matches(translations, references, lowercase)
    metrics = {"bleu": BLEU(lowercase, force=True), "chrf": CHRF(lowercase=lowercase)}
    for name, metric in metrics.items():
        counts = metric._extract_corpus_statistics(translations, [references])
        assert np.array_equal(result[name].counts, counts)


@pytest.mark.parametrize(
    ("translations", "references"),
    [
        ([""], ["a dog"]),
        ([""], [""]),
        (["a"], [""]),
        (["a cat sleeps ."], ["the dog runs in"]),
        (["the cat"], ["the cat"]),  # no n-gram of four: sacrebleu gives 0
        (["the dog sleeps in a house"], ["the cat sleeps in the garden"]),  # smoothed twice
    ],
)
def test_odd_sentences(translations, references):
    result = matches(translations, references)
    assert result["bleu"].score == pytest.approx(
        BLEU(force=True).corpus_score(translations, [references]).score
    )
    assert result["chrf"].score == pytest.approx(
        CHRF().corpus_score(translations, [references]).score
    )


count = st.integers(0, 30)


@given(st.lists(st.tuples(count, count), min_size=ORDERS, max_size=ORDERS), count)
def test_bleu_of_any_sums(pairs, reference):
    right, totals = [min(p) for p in pairs], [max(p) for p in pairs]
    sums = np.array([[totals[0], reference, *right, *totals]], dtype=float)
    expected = BLEU.compute_bleu(right, totals, totals[0], reference, smooth_method="exp").score
    assert bleu(sums)[0] == pytest.approx(expected)


@given(st.lists(st.tuples(count, count, count), min_size=6, max_size=6))
def test_chrf_of_any_sums(triples):
    sums = [n for total, ref, common in triples for n in (total, ref, min(total, ref, common))]
    assert chrf(np.array([sums], dtype=float))[0] == pytest.approx(CHRF()._compute_f_score(sums))


def test_interval_and_p_agree_with_sacrebleu(texts):
    references, good, bad = texts
    result = [matches(side, references) for side in (good, bad)]
    metrics = {"bleu": BLEU(references=[references], force=True)}
    systems = [("baseline", good), ("other", bad)]
    _, reported = PairedTest(systems, metrics, None, "ar", 1000, n_ar_confidence=1000)()
    name = next(name for name in reported if name != "System")
    one = interval([result[0]["bleu"]])
    assert (one.high - one.low) / 2 == pytest.approx(reported[name][0].ci, rel=0.12)
    gap, p = score_difference([result[0]["bleu"]], [result[1]["bleu"]])
    assert gap.value == pytest.approx(reported[name][0].score - reported[name][1].score)
    assert p == pytest.approx(reported[name][1].p_value, abs=0.02)
    assert 0.001 < p < 0.5


def test_a_system_does_not_differ_from_itself(texts):
    references, good, _ = texts
    own = matches(good, references)["chrf"]
    gap, p = score_difference([own], [own])
    assert (gap.value, gap.low, gap.high, p) == (0, 0, 0, 1)


def test_the_mean_over_seeds_has_one_interval(texts):
    references, good, bad = texts
    seeds = [matches(side, references)["bleu"] for side in (good, bad)]
    both = interval(seeds)
    assert both.value == pytest.approx((seeds[0].score + seeds[1].score) / 2)
    assert both.seeds == 2
    assert both.high - both.low > max(interval([s]).high - interval([s]).low for s in seeds)
