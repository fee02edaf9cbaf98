"""Copies prove nothing, and folds share training texts."""

import numpy as np
import pytest

from seqtext.statistics.units import Units, fold_inflation, inflated_p, linearised
from seqtext.tasks.classify.scores import SCORES
from seqtext.tasks.translate.scores import SCORES as OF_TRANSLATORS

RANDOM = np.random.default_rng(0)
ITEMS, SEEDS, COPIES = 150, 3, 8
RIGHT = (RANDOM.random((2, SEEDS, ITEMS, 1)) < [[[[0.7]]], [[[0.6]]]]).astype(float)
LOSS = np.concatenate([-RANDOM.random((2, SEEDS, ITEMS, 1)), np.ones((2, SEEDS, ITEMS, 1))], axis=3)
GOLD = np.broadcast_to(RANDOM.integers(0, 3, ITEMS), (2, SEEDS, ITEMS))
CLASSES = np.stack([GOLD, np.where(RIGHT[..., 0] > 0, GOLD, (GOLD + 1) % 3)], axis=3)
ROWS = {"accuracy": RIGHT, "log-loss": LOSS, "macro-f1": CLASSES, "exact": RIGHT}
ALL = {**SCORES, **OF_TRANSLATORS}


@pytest.mark.parametrize("metric", ROWS)
def test_copies_change_no_interval(metric):
    rows, score = ROWS[metric], ALL[metric]
    copied = np.repeat(rows, COPIES, axis=2)
    clustered = score.over(Units(np.repeat(np.arange(ITEMS), COPIES)))
    for estimate, once in (
        (clustered.interval(copied[0]), score.interval(rows[0])),
        (clustered.difference(*copied), score.difference(*rows)),
    ):
        assert estimate.value == pytest.approx(once.value)
        assert estimate.high - estimate.low == pytest.approx(once.high - once.low, rel=0.05)
    assert clustered.test(*copied).p == pytest.approx(score.test(*rows).p, rel=0.3, abs=0.01)


def test_clusters_of_several_sizes_have_the_error_of_a_ratio():
    """Cochran 1977, (9.33): the residuals of clusters, of one model."""
    cluster = np.repeat(np.arange(60), np.arange(60) % 5 + 1)
    values = RANDOM.random(len(cluster))
    units = Units(cluster)
    clusters = linearised(units.means(values[None]), units.weights)[0]
    mean = values.mean()
    residuals = np.bincount(cluster, values) - np.bincount(cluster) * mean
    error = np.sqrt(60 / 59 * (residuals**2).sum()) / len(values)
    assert clusters.mean() == pytest.approx(mean)
    assert clusters.std(ddof=1) / np.sqrt(60) == pytest.approx(error)


def test_each_unit_by_itself_is_no_cluster():
    assert SCORES["accuracy"].over(Units(np.arange(9)[::-1])).units is None
    some = Units(np.array([0, 0, 1, 2])).select(np.array([True, False, True, True]))
    assert some.trivial


@pytest.mark.parametrize(
    ("folds", "train", "test", "factor"),
    [(1, 800, 200, 1.0), (5, 4000, 1000, 2.25), (10, 9000, 1000, 1 + 10 / 9)],
)
def test_the_factor_of_folds(folds, train, test, factor):
    """Nadeau & Bengio 2003: 1 + k / (k - 1) where nothing is set aside."""
    assert fold_inflation(folds, train, test) == pytest.approx(factor)


def test_copies_that_count_as_texts_make_the_interval_narrow():
    """What clusters are for: of one seed, eight copies look like eight times the texts."""
    score, copied = SCORES["accuracy"], np.repeat(RIGHT[:, :1], COPIES, axis=2)
    once, plain = score.difference(*RIGHT[:, :1]), score.difference(*copied)
    ratio = (plain.high - plain.low) / (once.high - once.low)
    assert ratio == pytest.approx(COPIES**-0.5, rel=0.05)


@pytest.mark.parametrize("metric", ROWS)
def test_folds_widen_every_interval(metric):
    rows, score = ROWS[metric], ALL[metric]
    folds = score.over(Units(np.arange(ITEMS), 2.25))
    wide, narrow = folds.difference(*rows), score.difference(*rows)
    assert wide.high - wide.value == pytest.approx(1.5 * (narrow.high - narrow.value))
    assert folds.test(*rows).p > score.test(*rows).p
    assert folds.exact(rows[0][:1], rows[1][:1]) is None


def test_a_p_of_a_normal_figure_is_widened_too():
    assert inflated_p(0.0455, 4.0) == pytest.approx(0.3173, abs=1e-3)  # two sigma become one
