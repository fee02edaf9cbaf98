"""Calibration against scikit-learn, sums by hand, and answers calibrated by their making."""

import math

import numpy as np
import pytest
from sklearn.calibration import calibration_curve

from seqtext.order.effects.calibration import calibrations, confidences, places, reliability
from seqtext.order.trainings.results import Cell
from seqtext.tasks.classify.scores import LOG_P


def answers(items, seeds=1, too_sure=1.0, seed=0):
    """Confidence and truth [seeds, items]; a model twice too sure has twice the log-odds."""
    generator = np.random.default_rng(seed)
    odds = generator.normal(0, 2, items)
    truth = generator.random(items) < 1 / (1 + np.exp(-odds))
    said = 1 / (1 + np.exp(-too_sure * np.tile(odds, (seeds, 1))))
    return np.maximum(said, 1 - said), (said >= 0.5) == truth


def test_bins_are_those_of_scikit_learn():
    confidence, right = answers(3000, seeds=2, too_sure=1.5)
    found = reliability(confidence, right).bins
    shares, means = calibration_curve(right.ravel(), confidence.ravel(), n_bins=15)
    assert [one.right.value for one in found] == pytest.approx(shares)
    assert [one.confidence for one in found] == pytest.approx(means)
    assert sum(one.texts for one in found) == pytest.approx(3000)


@pytest.mark.parametrize(("name", "strategy"), [("error", "uniform"), ("equal_mass", "quantile")])
def test_both_errors_by_the_curve_of_scikit_learn(name, strategy):
    (confidence,), (right,) = answers(1500, too_sure=2.0)
    shares, means = calibration_curve(right, confidence, n_bins=15, strategy=strategy)
    ends = {
        "uniform": np.linspace(0, 1, 16),
        "quantile": np.percentile(confidence, np.linspace(0, 100, 16)),
    }[strategy]
    counts = np.histogram(confidence, ends)[0]
    expected = (np.abs(shares - means) * counts[counts > 0]).sum() / 1500
    found = reliability(confidence[None], right[None])
    assert getattr(found, name) == pytest.approx(expected)


# In bins of a fifth: (0.6, 0.8] holds the first two, |0.7 - 0.5| x 2; (0.8, 1] the third, 0.1.
BY_HAND = ([0.62, 0.78, 0.9], [True, False, True], (0.4 + 0.1) / 3)


def test_the_error_by_hand():
    confidence, right, expected = BY_HAND
    found = reliability(np.array([confidence]), np.array([right]), bins=5)
    assert found.error == pytest.approx(expected)
    assert [(one.low, one.texts) for one in found.bins] == [
        (pytest.approx(0.6), 2),
        (pytest.approx(0.8), 1),
    ]


def test_a_confidence_on_an_edge_lies_below_it():
    assert places(np.array([0.0, 0.2, 0.2001, 1.0]), np.linspace(0, 1, 6)).tolist() == [0, 0, 1, 4]


def test_chance_is_what_calibrated_answers_show():
    generator = np.random.default_rng(0)
    confidence, _ = answers(800)
    errors = [
        reliability(confidence, generator.random((1, 800)) < confidence).error for _ in range(200)
    ]
    assert reliability(confidence, confidence > 0).chance == pytest.approx(np.mean(errors), rel=0.1)


@pytest.mark.parametrize(("too_sure", "truth"), [(1.0, 0.0), (1.3, 0.0384), (2.0, 0.0933)])
def test_the_corrected_interval_holds_the_truth(too_sure, truth):
    """The truths are those of millions of answers made so; 82 of 100 draws must hold them."""
    held = 0
    for seed in range(100):
        found = reliability(*answers(1000, too_sure=too_sure, seed=seed)).corrected
        held += found.low <= truth <= found.high
        assert found.low <= found.value <= found.high
    assert held >= 82


def of_seeds(too_sure, items, seed):
    """Models of one kind that differ in how sure they are, on the same items."""
    found = [answers(items, too_sure=one, seed=seed) for one in too_sure]
    return [np.concatenate(arrays) for arrays in zip(*found, strict=True)]


def test_an_interval_over_seeds_that_differ_much_stays_between_0_and_1():
    """One seed calibrated and one far too sure: on the scale of the error 0 to 122 points."""
    found = reliability(*of_seeds((1.0, 8.0), 300, seed=0)).corrected
    assert 0 <= found.low <= found.value <= found.high < 1
    assert found.high > 0.9  # two seeds that differ so say next to nothing


def test_the_interval_holds_the_truth_over_seeds_that_differ():
    """e to a normal(0.4, 0.4) times too sure: 0.0624, integrated over millions of answers."""
    generator, held = np.random.default_rng(0), 0
    for seed in range(60):
        too_sure = np.exp(generator.normal(0.4, 0.4, 3))
        found = reliability(*of_seeds(too_sure, 300, seed)).corrected
        held += found.low <= 0.0624 <= found.high
    assert held >= 52  # of 60; 57 expected, fewer than 52 in 1 of 100 such tests


def test_the_correction_takes_off_what_chance_adds():
    found = [reliability(*answers(300, too_sure=2.0, seed=seed)) for seed in range(30)]
    assert np.mean([one.error for one in found]) > 0.0933 + 0.005
    assert np.mean([one.corrected.value for one in found]) == pytest.approx(0.0933, abs=0.008)


def test_a_temperature_turns_confidences():
    """At T = 2 log-odds of 2 become 1: 1 / (1 + e^-1)."""
    log_p = np.log(np.array([[1 / (1 + math.exp(-2)), 1 / (1 + math.exp(2))]]))
    assert confidences(log_p, 2.0) == pytest.approx([1 / (1 + math.exp(-1))])


def log_answers(odds, too_sure):
    """float32 [1, items, 2] of a model that gives `too_sure` times the log-odds."""
    said = -np.logaddexp(0, np.stack([odds, -odds], axis=1) * too_sure)
    return said[None].astype(np.float32)


def test_a_model_three_times_too_sure_is_found_and_mended(make_results):
    generator = np.random.default_rng(1)
    odds, dev_odds = generator.normal(0, 2, 2000), generator.normal(0, 2, 2000)
    gold, dev_gold = (generator.random(2000) < 1 / (1 + np.exp(-o)) for o in (odds, dev_odds))
    cell = Cell("dan", 0, "ordered", *({LOG_P: log_answers(o, 3)} for o in (dev_odds, odds)), {})
    (found,) = calibrations(make_results([cell], gold.astype(int), dev_gold.astype(int)))
    assert found.temperature == pytest.approx(3, rel=0.15)
    assert found.before.error > 0.1
    assert found.after.corrected.low == 0  # not to be told from a calibrated model
    assert found.after.corrected.high < found.before.corrected.low


def test_labels_never_seen_and_single_items(make_results):
    """Such an item is wrong, however sure; nothing is fitted where nothing is known."""
    said = np.log(np.array([[[0.9, 0.1]]], dtype=np.float32))
    cell = Cell("dan", 0, "ordered", {LOG_P: said}, {LOG_P: said}, {})
    (found,) = calibrations(make_results([cell], [-1], [-1]))
    assert (found.temperature, found.before.error) == (1.0, pytest.approx(0.9))
