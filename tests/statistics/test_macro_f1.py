"""Macro-F1 against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from seqtext.statistics import macro_f1 as res


@settings(deadline=None, max_examples=30)
@given(st.integers(2, 5), st.integers(1, 60), st.integers(0, 99))
def test_macro_f1_is_scikit_learns(classes, items, seed):
    generator = np.random.default_rng(seed)
    gold = generator.integers(-1, classes, items)
    predicted = generator.integers(0, classes, (2, items))
    result = res.macro_f1_interval(gold, predicted, classes, replicates=20)
    expected = [
        f1_score(gold, row, labels=sorted({*gold, *row} - {-1}), average="macro", zero_division=0)
        for row in predicted
    ]
    assert result.value == pytest.approx(np.mean(expected), abs=1e-6)
    assert result.low <= result.high


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


def rare_classes():
    """Some 40 classes of 400 items, many of them with one or two, 70 % answered rightly."""
    generator = np.random.default_rng(2)
    gold = np.minimum(generator.geometric(0.08, 400), 40) - 1
    return gold, np.where(generator.random(400) < 0.7, gold, generator.integers(0, 40, 400))


def two_classes_and_a_header():
    """245 and 243 texts, 93 % answered rightly, and one of a class of its own, answered rightly."""
    gold = np.repeat([0, 1, 2], [245, 243, 1])
    return gold, np.where(np.arange(489) % 15 == 0, 1 - gold % 2, gold)


def by_counting(gold, predicted):
    """Macro-F1 over the classes that occur."""
    of_gold, of_predicted, right = (
        np.bincount(labels, minlength=40) for labels in (gold, predicted, gold[gold == predicted])
    )
    occurs = of_gold + of_predicted > 0
    return (2 * right[occurs] / (of_gold + of_predicted)[occurs]).mean()


@pytest.mark.parametrize("data", [rare_classes, two_classes_and_a_header])
def test_the_interval_is_that_of_a_plain_bootstrap(data):
    """A class that a draw lacks is none of its classes, as `f1_score` of the drawn items has it."""
    gold, predicted = data()
    generator = np.random.default_rng(0)
    draws = generator.integers(0, len(gold), (4000, len(gold)))
    first = gold[draws[0]], predicted[draws[0]]
    assert by_counting(*first) == pytest.approx(f1_score(*first, average="macro", zero_division=0))
    drawn = [by_counting(gold[items], predicted[items]) for items in draws]
    result = res.macro_f1_interval(gold, predicted[None], 40)
    assert [result.low, result.high] == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.004)
    assert 0.2 < (result.value - result.low) / (result.high - result.low) < 0.8
