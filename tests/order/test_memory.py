"""The memory curve: what is trained, what a bag makes of it, and what is told of a curve."""

import numpy as np
import pytest

from seqtext.network_options import NetworkOptions
from seqtext.options import Settings
from seqtext.order.classify import memory as training
from seqtext.order.classify.memory import forms, regimes, train_memory
from seqtext.order.effects.memory_curve import memory_curve
from seqtext.order.trainings.results import AS_SET, LECTURE, MIXED, SHORT, MemoryCell
from seqtext.registry import ModelSpec
from seqtext.tasks.classify.dataset import Reading

SMALL = Settings(network=NetworkOptions(embedding=16, hidden=16))
ONE_WAY = Settings(network=NetworkOptions(two_way=False, pooling="last"))


@pytest.fixture
def few_pairs(monkeypatch):
    """What cannot learn the pairs need not be given many."""
    monkeypatch.setattr(training, "NEAR_PAIRS", 40)
    monkeypatch.setattr(training, "MOST_PAIRS", 40)
    monkeypatch.setattr(training, "LEAST_PAIRS", 40)
    training._training.cache_clear()
    yield
    training._training.cache_clear()


@pytest.mark.parametrize("model", ["bow:1", "bow:5", "nbsvm:3", "dan"])
def test_a_bag_has_no_pair_right(few_pairs, model) -> None:
    cells = list(
        train_memory(ModelSpec.parse(model), "es", 0, SMALL, distances=(5, 20, 40), count=20)
    )
    assert [(cell.form, cell.regime) for cell in cells] == [(AS_SET, MIXED), (AS_SET, SHORT)]
    for cell in cells:
        assert list(cell.pairs) == [5, 20, 40]
        for distance, right in cell.pairs.items():
            assert 5 < len(right) == 20 - cell.left_out[distance]  # few texts lack some words
            assert right.any(axis=1).all()
            assert not right.all(axis=1).any()
            assert cell.kept[distance].mean() == 0.5  # one answer for both members


def test_a_network_learns_a_short_distance() -> None:
    """The whole road: generated, trained, judged."""
    cells = train_memory(ModelSpec("lstm"), "en", 0, ONE_WAY, distances=(5,), count=50)
    (cell,) = cells
    assert cell.pairs[5].all(axis=1).mean() > 0.9
    assert cell.kept[5].mean() > 0.9


def test_texts_that_are_cut_are_left_out_and_counted(few_pairs) -> None:
    reading = Reading(max_length=25)  # 20 tokens at a distance of 5, 35 at one of 20
    cell, _ = train_memory(
        ModelSpec("bow"), "en", 0, SMALL, reading, distances=(5, 20, 40), count=10
    )
    assert cell.left_out == {5: 0, 20: 10, 40: 10}
    assert [len(cell.pairs[d]) for d in (5, 20, 40)] == [10, 0, 0]


@pytest.mark.parametrize(
    ("model", "settings", "expected"),
    [
        ("lstm", Settings(), [AS_SET, LECTURE]),
        ("rnn", ONE_WAY, [AS_SET]),  # they are one
        ("dan", Settings(), [AS_SET]),
        ("bow:2", Settings(), [AS_SET]),
        ("cnn", Settings(), [AS_SET]),
    ],
)
def test_recurrent_networks_are_tried_in_the_form_of_the_lectures_too(
    model, settings, expected
) -> None:
    found = forms(ModelSpec.parse(model), settings)
    assert list(found) == expected
    if LECTURE in found:
        assert found[LECTURE] == ONE_WAY


@pytest.mark.parametrize(
    ("distances", "expected"),
    [
        ((5, 50), {MIXED: (5, 50), SHORT: (5, 10, 20)}),
        ((50, 80), {MIXED: (50, 80), SHORT: (5, 10, 20)}),
        ((5, 20), {MIXED: (5, 20)}),
    ],
)
def test_the_short_regime_is_there_where_it_must_extend(distances, expected) -> None:
    assert regimes(distances) == expected


def cell(model, form, regime, shares, seed=0):
    """Of a hundred pairs at each distance, so many have both members right."""
    pairs = {d: np.array([[True, i < n] for i in range(100)]) for d, n in shares.items()}
    kept = {d: np.array([True, False]) for d in shares}
    return MemoryCell(model, seed, "en", form, regime, pairs, kept, dict.fromkeys(shares, 1))


CELLS = [
    cell("lstm", AS_SET, MIXED, {5: 100, 50: 100}),
    cell("lstm", LECTURE, MIXED, {5: 100, 50: 92}),
    cell("lstm", LECTURE, MIXED, {5: 100, 50: 90}, seed=1),
    cell("lstm", LECTURE, SHORT, {5: 100, 50: 0}),
    cell("rnn", LECTURE, MIXED, {5: 100, 50: 55}),  # more than half, but not shown to be
    cell("bow:1", AS_SET, MIXED, {5: 0, 50: 0}),
]


def test_a_curve_by_hand() -> None:
    points = {(p.model, p.form, p.regime, p.distance): p for p in memory_curve(CELLS).points}
    point = points["lstm", LECTURE, MIXED, 50]
    assert (point.seeds, point.pairs, point.left_out, point.trained) == (2, 100, 1, True)
    assert point.accuracy.value == pytest.approx(0.91)
    assert point.members == pytest.approx(0.955)
    assert point.kept.value == 0.5
    assert point.discrimination == pytest.approx(0.41)
    assert not points["lstm", LECTURE, SHORT, 50].trained
    assert points["lstm", LECTURE, SHORT, 5].trained


def test_the_sentence_tells_how_far_each_model_remembers() -> None:
    assert memory_curve(CELLS).sentence == (
        "Memory, as the longest distance in words with at least half of the pairs shown right: "
        "trained on all distances, lstm up to 50 (the longest tried), rnn up to 5, bow:1 none; "
        "trained on distances up to 20, lstm up to 5 (recurrent models one-way, judged by the last "
        "state)."
    )
    assert memory_curve([]) is None
