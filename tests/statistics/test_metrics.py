import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_softmax
from sklearn.metrics import accuracy_score, f1_score
from sklearn.metrics import log_loss as peer_log_loss

from seqtext.options import METRICS
from seqtext.statistics.metrics import accuracy, log_loss, macro_f1, quality

CLASSES = 4
ITEMS = st.lists(
    st.tuples(st.integers(-1, CLASSES - 1), st.integers(0, CLASSES - 1)), min_size=1, max_size=30
)


@given(ITEMS)
def test_against_scikit_learn(items):
    gold, predicted = (np.array(side) for side in zip(*items, strict=True))
    assert accuracy(gold, predicted) == pytest.approx(accuracy_score(gold, predicted))
    known = np.union1d(gold[gold >= 0], predicted)
    expected = f1_score(gold, predicted, labels=known, average="macro", zero_division=0)
    assert macro_f1(gold, predicted) == pytest.approx(expected)


def test_a_tie_goes_to_the_likelier_answers_and_to_nothing_else():
    gold, sure, unsure, wrong = np.array([0, 1]), [[9, 0], [0, 9]], [[1, 0], [0, 1]], [[9, 0]] * 2
    log_p = {
        name: log_softmax(np.array(z, float), axis=1)
        for name, z in (("sure", sure), ("unsure", unsure), ("wrong", wrong))
    }
    for metric in METRICS:
        values = [quality(metric, gold, log_p[name]) for name in ("sure", "unsure", "wrong")]
        assert values == sorted(values, reverse=True)
    assert quality("log-loss", gold, log_p["sure"]) == -log_loss(gold, log_p["sure"])
    assert quality("accuracy", gold, log_p["unsure"]) == pytest.approx(1, abs=1e-6)


def test_log_loss_against_scikit_learn():
    p = np.random.default_rng(0).dirichlet(np.ones(CLASSES), 20)
    gold = np.arange(20) % CLASSES
    assert log_loss(gold, np.log(p)) == pytest.approx(peer_log_loss(gold, p))
    unknown = np.where(np.arange(20) < 5, -1, gold)
    assert log_loss(unknown, np.log(p)) == pytest.approx(peer_log_loss(gold[5:], p[5:]))


def test_nothing_to_judge_is_nan():
    none = np.empty(0, np.int64)
    assert math.isnan(accuracy(none, none))
    assert math.isnan(macro_f1(none, none))
    assert [quality(metric, none, np.empty((0, 2))) for metric in METRICS] == [0, 0, 0]
    assert math.isnan(log_loss(none, np.empty((0, 2))))
