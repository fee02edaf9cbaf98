"""Macro-F1 against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from seqtext import macro_f1 as res


@settings(deadline=None, max_examples=30)
@given(st.integers(2, 5), st.integers(1, 60), st.integers(0, 99))
def test_macro_f1_is_scikit_learns(classes, items, seed):
    generator = np.random.default_rng(seed)
    gold = generator.integers(-1, classes, items)
    predicted = generator.integers(0, classes, (2, items))
    found = res.macro_f1_interval(gold, predicted, classes, replicates=20)
    expected = [
        f1_score(gold, row, labels=sorted({*gold, *row} - {-1}), average="macro", zero_division=0)
        for row in predicted
    ]
    assert found.value == pytest.approx(np.mean(expected), abs=1e-6)
    assert found.low <= found.high


def test_macro_f1_of_two_models():
    generator = np.random.default_rng(5)
    gold = (generator.random(600) < 0.2).astype(int)
    good = np.where(generator.random((3, 600)) < 0.9, gold, 1 - gold)
    poor = np.where(generator.random(600) < 0.7, gold, 1 - gold)
    estimate = res.macro_f1_difference(gold, good, poor[None], 2, 2000)
    scores = [f1_score(gold, row, average="macro") for row in (*good, poor)]
    assert estimate.value == pytest.approx(np.mean(scores[:3]) - scores[3], abs=1e-6)
    assert estimate.low > 0
    assert res.macro_f1_test(gold, good, poor[None], 2, 2000) == pytest.approx(0, abs=0.002)
    assert res.macro_f1_difference(gold, good, good, 2, 500).value == 0
    assert res.macro_f1_test(gold, good, good, 2, 500) == 1
