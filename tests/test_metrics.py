import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score
from sklearn.metrics import log_loss as peer_log_loss

from seqtext.metrics import accuracy, log_loss

CLASSES = 4
ITEMS = st.lists(
    st.tuples(st.integers(-1, CLASSES - 1), st.integers(0, CLASSES - 1)), min_size=1, max_size=30
)


@given(ITEMS)
def test_against_scikit_learn(items):
    gold, predicted = (np.array(side) for side in zip(*items, strict=True))
    assert accuracy(gold, predicted) == pytest.approx(accuracy_score(gold, predicted))


def test_log_loss_against_scikit_learn():
    p = np.random.default_rng(0).dirichlet(np.ones(CLASSES), 20)
    gold = np.arange(20) % CLASSES
    assert log_loss(gold, np.log(p)) == pytest.approx(peer_log_loss(gold, p))
    unknown = np.where(np.arange(20) < 5, -1, gold)
    assert log_loss(unknown, np.log(p)) == pytest.approx(peer_log_loss(gold[5:], p[5:]))


def test_nothing_to_judge_is_nan():
    none = np.empty(0, np.int64)
    assert math.isnan(accuracy(none, none))
    assert math.isnan(log_loss(none, np.empty((0, 2))))
