import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, f1_score
from sklearn.metrics import log_loss as peer_log_loss

from seqtext.metrics import accuracy, confusion, log_loss, macro_f1

CLASSES = 4
ITEMS = st.lists(
    st.tuples(st.integers(-1, CLASSES - 1), st.integers(0, CLASSES - 1)), min_size=1, max_size=30
)


@given(ITEMS)
def test_against_scikit_learn(items):
    gold, predicted = (np.array(side) for side in zip(*items, strict=True))
    occurring = sorted({*gold, *predicted} - {-1})
    assert accuracy(gold, predicted) == pytest.approx(accuracy_score(gold, predicted))
    assert macro_f1(gold, predicted, CLASSES) == pytest.approx(
        f1_score(gold, predicted, labels=occurring, average="macro", zero_division=0)
    )


def test_log_loss_against_scikit_learn():
    p = np.random.default_rng(0).dirichlet(np.ones(CLASSES), 20)
    gold = np.arange(20) % CLASSES
    assert log_loss(gold, np.log(p)) == pytest.approx(peer_log_loss(gold, p))
    unknown = np.where(np.arange(20) < 5, -1, gold)
    assert log_loss(unknown, np.log(p)) == pytest.approx(peer_log_loss(gold[5:], p[5:]))


def test_confusion_has_a_row_for_unknown_labels():
    table = confusion(np.array([0, 1, 1, -1]), np.array([0, 0, 1, 1]), 2)
    assert table.tolist() == [[1, 0], [1, 1], [0, 1]]


def test_nothing_to_judge_is_nan():
    none = np.empty(0, np.int64)
    assert math.isnan(accuracy(none, none))
    assert math.isnan(macro_f1(none, none, 2))
    assert math.isnan(log_loss(none, np.empty((0, 2))))
