"""The assay: what is planted, what it is worth, and who finds it."""

import numpy as np
import pytest

from seqtext.order.effects.assay import FAR, NEAR, agreement, gain, worth
from seqtext.order.trainings.planted import (
    EDGE,
    MARKERS,
    PlantedAnswers,
    halves,
    orders,
    planted,
)
from seqtext.words.corpus import Corpus, offsets_of

LENGTHS = np.array([0, 1, 2, 3, 4, 7, 12, 20, 60])


def corpus():
    ids = np.arange(LENGTHS.sum(), dtype=np.int32)
    return Corpus(ids, offsets_of(LENGTHS), np.zeros(len(LENGTHS), np.int32))


@pytest.mark.parametrize("order", [0, 1])
def test_both_pairs_are_planted_at_their_distance(order):
    texts, first, far = corpus(), 1000, 6
    for seed in range(50):
        copy = planted(texts, np.full((2, len(texts)), order), first, far, seed)
        for i, length in enumerate(LENGTHS):
            ids = copy[i]
            assert np.array_equal(ids[ids < first], texts[i])
            at = [int(np.flatnonzero(ids == first + marker)[0]) for marker in range(MARKERS)]
            sign = 1 if order == 0 else -1
            assert at[1] - at[0] == sign
            assert at[3] - at[2] == sign * max(1, min(far, length - 1))
            if length > 4 * EDGE:
                assert min(at) >= EDGE
                assert max(at) < len(ids) - EDGE


def test_the_order_agrees_as_often_as_asked():
    labels = np.random.default_rng(0).integers(-1, 3, 20_000)
    group = np.array([0, 1, 1])
    drawn = orders(labels, group, 0.8, seed=1)
    known = labels >= 0
    for pair in drawn:
        assert (pair[known] == group[labels[known]]).mean() == pytest.approx(0.8, abs=0.01)
        assert pair[~known].mean() == pytest.approx(0.5, abs=0.02)
    together = (drawn[0] == drawn[1])[known].mean()
    assert together == pytest.approx(0.8**2 + 0.2**2, abs=0.01)  # each pair by itself


def test_classes_are_halved_by_their_numbers():
    group = halves(np.repeat([0, 1, 2, 3], [50, 30, 20, 1]), 4)
    sizes = np.bincount(group, [50, 30, 20, 1])
    assert sorted(sizes) == [50, 51]


def test_the_worth_of_two_classes_is_what_q_exceeds_the_confidence_by():
    sure = np.random.default_rng(1).uniform(0.5, 1, 1000)
    p = np.stack([sure, 1 - sure], axis=1)
    for q in (0.6, 0.8, 1.0):
        expected = np.maximum(q - sure, 0).mean()
        assert worth(p, np.array([0, 1]), q) == pytest.approx(expected)


def test_q_is_such_that_the_cue_is_worth_two_margins(make_cell, make_results):
    gold = np.arange(400) % 2
    answers = np.where(np.arange(400) < 300, gold, 1 - gold)
    results = make_results([make_cell("bow:1", answers)], gold)
    q, value = agreement(results, "bow:1", 0.01, np.array([0, 1]))
    assert value == pytest.approx(0.02, abs=1e-4)
    # Calibrated, each answer is right with 0.75: q - 0.75 is the worth.
    assert q == pytest.approx(0.77, abs=1e-3)


def answers_to(gold, base, near=0.0, far=0.0):
    """Log-probabilities of a reader: `base` for a class, and so much for the order of each cue."""
    logits = np.zeros((2, 2, len(gold), 2))
    for n in (0, 1):
        for f in (0, 1):
            logits[n, f, :, 1] = base + near * (2 * n - 1) + far * (2 * f - 1)
    return logits - np.logaddexp.reduce(logits, axis=3, keepdims=True)


def test_the_gain_is_that_of_the_cue_that_is_read():
    """A model that knows nothing but a cue is right where it agrees: W = q - 0.5."""
    gold = (np.arange(1000) % 2).astype(np.int32)
    read = {
        "near": answers_to(gold, -0.1, near=3.0),
        "far": answers_to(gold, -0.1, far=3.0),
        "none": answers_to(gold, -0.1),
    }
    cells = PlantedAnswers(0.8, 0.02, 6, np.array([0, 1]), gold, read)
    for model, distance, expected in (
        ("near", NEAR, 0.8 - 0.5),
        ("near", FAR, 0.0),
        ("far", FAR, 0.8 - 0.5),
        ("far", NEAR, 0.0),
        ("none", NEAR, 0.0),
    ):
        assert gain(cells, model, distance).value == pytest.approx(expected), (model, distance)
