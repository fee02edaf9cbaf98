"""The scores of a comparison: scikit-learn says what they are, scipy how far a mean may stray."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import log_softmax
from sklearn.metrics import accuracy_score, f1_score, log_loss

from seqtext.order.effects.headline import headline
from seqtext.order.effects.sentence import sentence
from seqtext.order.effects.verdict import Grounds, verdict
from seqtext.statistics.scores import RANDOMISATION, T_TEST
from seqtext.tasks.classify.scores import LOG_P, SCORES

RANDOM = np.random.default_rng(0)
GOLD = RANDOM.choice(3, 200, p=[0.7, 0.2, 0.1])
FIRST, SECOND = (
    log_softmax(how * np.eye(3)[GOLD] + RANDOM.normal(size=(2, 200, 3)), axis=-1)
    for how in (2.0, 1.0)
)
PEERS = {
    "accuracy": lambda log_p: accuracy_score(GOLD, log_p.argmax(1)),
    "macro-f1": lambda log_p: f1_score(GOLD, log_p.argmax(1), average="macro"),
    "log-loss": lambda log_p: -log_loss(GOLD, np.exp(log_p)),
}


def rows(metric, log_p, gold=GOLD):
    """What each item adds to the score, of log-probabilities [seeds, items, classes]."""
    return SCORES[metric].rows({LOG_P: log_p}, gold)


@pytest.mark.parametrize("metric", PEERS)
def test_two_sizes_that_gain_alike_have_no_slope(metric):
    pair = rows(metric, FIRST), rows(metric, SECOND)
    single = SCORES[metric].difference(*pair)
    both = SCORES[metric].combined([pair, pair], np.array([-1.0, 2.0]))
    assert both.value == pytest.approx(single.value, abs=1e-6)
    assert (both.low, both.high) == pytest.approx((single.low, single.high), abs=0.02)
    assert SCORES[metric].combined([pair, pair], np.array([-1.0, 1.0])).value == 0


@pytest.mark.parametrize("metric", PEERS)
def test_value_and_difference_are_those_of_scikit_learn(metric):
    score, peer = SCORES[metric], PEERS[metric]
    first, second = rows(metric, FIRST), rows(metric, SECOND)
    assert score.value(first[0]) == pytest.approx(peer(FIRST[0]))
    assert score.interval(first).value == pytest.approx(np.mean([peer(p) for p in FIRST]), abs=1e-6)
    estimate = score.difference(first, second)
    expected = np.mean([peer(a) - peer(b) for a, b in zip(FIRST, SECOND, strict=True)])
    assert estimate.value == pytest.approx(expected, abs=1e-6)
    assert estimate.low < estimate.value < estimate.high
    assert score.difference(second, first).value == pytest.approx(-expected, abs=1e-6)
    outcome = score.test(first[:1], second[:1])
    assert outcome.p < 0.001
    assert outcome.name == (RANDOMISATION if metric == "macro-f1" else T_TEST)


def test_the_log_loss_of_one_seed_is_a_paired_t_and_leaves_unknown_labels_out():
    gold = np.where(np.arange(200) < 20, -1, GOLD)
    gains = (FIRST[0] - SECOND[0])[np.arange(20, 200), GOLD[20:]]
    estimate = SCORES["log-loss"].difference(
        *(rows("log-loss", log_p[:1], gold) for log_p in (FIRST, SECOND))
    )
    expected = stats.ttest_1samp(gains, 0).confidence_interval(0.95)
    assert (estimate.low, estimate.high) == pytest.approx(tuple(expected))


@pytest.mark.parametrize("seeds", [1, 2])
def test_the_error_of_macro_f1_has_the_distribution_of_its_interval(seeds):
    """So that tests of equivalence and forecasts, which ask for other levels, can use it."""
    estimate = SCORES["macro-f1"].difference(
        *(rows("macro-f1", log_p[:seeds]) for log_p in (FIRST, SECOND))
    )
    low, high = estimate.at(0.95)
    assert high - low == pytest.approx(
        estimate.high - estimate.low, rel=0.1 if seeds == 1 else 0.25
    )
    assert estimate.item_variance / 200 + estimate.seed_variance == pytest.approx(
        estimate.error**2, rel=0.01 if seeds == 1 else 1
    )


def answers(zeros, ones):
    """Of 45 items of class 0 and 15 of class 1 so many are right, the first ones."""
    return [*(i >= zeros for i in range(45)), *(i < ones for i in range(15))]


DEARER = -(45 * np.log(0.95) + 15 * np.log(0.05)) / 60
CHEAPER = -(44 * np.log(0.75) + 16 * np.log(0.25)) / 60


@pytest.mark.parametrize(
    ("metric", "best", "gain", "said"),
    # bow:1 says 0 always: 45 of 60, F1 (90/105 + 0)/2; bow:2: 44 of 60, F1 (72/88 + 16/32)/2.
    # It is right with 0.75, and bow:1 with 0.95, which costs more in log-loss.
    [
        (None, "bow:1", 44 / 60 - 45 / 60, "-1.7 points ["),
        ("accuracy", "bow:1", 44 / 60 - 45 / 60, "-1.7 points ["),
        ("macro-f1", "bow:2", (72 / 88 + 16 / 32) / 2 - 90 / 105 / 2, "+23.1 points of macro-F1 ["),
        ("log-loss", "bow:2", DEARER - CHEAPER, "+20.7 hundredths of a nat ["),
    ],
)
def test_models_are_chosen_and_judged_by_the_metric(
    make_cell, make_results, metric, best, gain, said
):
    gold = np.repeat([0, 1], [45, 15])
    cells = [
        make_cell("bow:1", np.array(answers(45, 0), int), confidence=0.95),
        make_cell("bow:2", np.array(answers(36, 8), int), confidence=0.75),
    ]
    facts = {"options": {"objective": {"metric": metric}}}
    compared = make_results(cells, gold, facts=facts)
    best_models = headline(compared)
    assert best_models.best == best
    decided = best_models.worth.rival or best_models.worth.contrast
    assert decided.estimate.value == pytest.approx(gain, abs=1e-4)
    grounds = Grounds(60, 0.01, compared.score.unit)
    assert said in sentence(best_models, verdict(best_models, grounds), grounds)
