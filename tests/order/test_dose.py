"""Doses: what a perturbation does to a corpus, and the curves, against values known by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtext.order.effects.dose_curves import dose_curves, rank_correlation
from seqtext.order.effects.sensitivity import ratio, sensitivities
from seqtext.order.texts.shuffles import broken_neighbours, displacement
from seqtext.order.trainings.dose import DOSES, displacements, perturbations
from seqtext.order.trainings.results import Doses
from seqtext.tasks.classify.scores import LOG_P
from seqtext.words.corpus import Corpus, offsets_of

TOKENS = ["<pad>", "<unk>", ".", *"abcdefgh"]


def corpus(texts):
    ids = [TOKENS.index(token) for text in texts for token in text.split()]
    offsets = offsets_of(np.array([len(text.split()) for text in texts], np.int64))
    return Corpus(np.array(ids, np.int32), offsets, np.zeros(len(texts), np.int32))


permutations = st.integers(0, 7).flatmap(lambda n: st.permutations(range(n)))


@given(st.lists(permutations, max_size=6))
def test_sizes_are_those_of_each_text(texts):
    offsets = offsets_of(np.array([len(p) for p in texts], np.int64))
    flat = [start + i for start, p in zip(offsets, texts, strict=False) for i in p]
    neighbours, moved = displacements(np.array(flat, np.int64), offsets)
    for i, p in enumerate(texts):
        if len(p) < 2:
            assert np.isnan([neighbours[i], moved[i]]).all()
        else:
            assert neighbours[i] == pytest.approx(broken_neighbours(np.array(p)))
            assert moved[i] == pytest.approx(displacement(np.array(p)))


def test_each_dose_keeps_the_tokens_of_each_text():
    read = corpus(["a b c . d e f", "", "a", "g h . a b c d e ."])
    found = {dose.name: dose for dose in perturbations(read, TOKENS, seed=3)}
    assert tuple(found) == DOSES
    for dose in found.values():
        assert [sorted(dose.corpus[i]) for i in range(4)] == [sorted(read[i]) for i in range(4)]
    backwards = found["reverse"]
    assert [TOKENS[i] for i in backwards.corpus[0]] == ["f", "e", "d", ".", "c", "b", "a"]
    assert backwards.moved[0] == pytest.approx(1.5)  # T odd
    assert backwards.moved[3] == pytest.approx(1.5)
    assert backwards.neighbours[0] == 1
    # two sentences of the last text: in order, or exchanged, which breaks one of 8 neighbours
    assert found["sentences"].neighbours[3] in (0, np.float32(1 / 8))


def test_the_doses_of_long_texts_are_those_of_theory():
    read = corpus(["a b c d e f g h " * 40] * 20)
    found = {dose.name: dose for dose in perturbations(read, TOKENS, seed=0)}
    assert "sentences" not in found  # no token ends one
    assert np.mean(found["blocks:1"].moved) == pytest.approx(1, abs=0.03)
    # of two neighbours in a window of 2, half are exchanged: then that gap and those around break
    assert np.mean(found["window:2"].neighbours) == pytest.approx(0.5 * (0.5 + 0.75), abs=0.03)
    assert np.mean(found["blocks:5"].neighbours) == pytest.approx(0.2, abs=0.02)
    # the same seed, the same order; another seed, another
    again, other = (next(perturbations(read, TOKENS, seed)) for seed in (0, 1))
    assert (again.corpus.ids == found["blocks:1"].corpus.ids).all()
    assert (other.corpus.ids != again.corpus.ids).any()


def dosed(cell, answers, neighbours, moved):
    """A cell with the doses x, y, z: answers [3, items], and sizes of each."""
    items = answers.shape[1]
    test = np.log(np.eye(2)[answers] * 0.5 + 0.25).astype(np.float32)
    spread = [
        np.repeat(np.array(v, np.float32)[:, None], items, axis=1) for v in (neighbours, moved)
    ]
    spread[0][:, 0] = spread[1][:, 0] = np.nan  # one text has a single token
    doses = Doses(("x", "y", "z"), np.arange(items), *spread, {LOG_P: test})
    return type(cell)(**{**vars(cell), "doses": doses})


def test_curves_by_hand(make_cell, make_results):
    gold = np.array([0, 1] * 50)

    def wrong_on(share):
        answers = gold.copy()
        answers[: round(share * 100)] ^= 1
        return answers

    answers = np.stack([wrong_on(share) for share in (0.1, 0.3, 0.2)])
    cells = [make_cell("bow:1", gold)]
    for seed in (0, 1):
        own = make_cell("lstm", gold, seed=seed)
        cells.append(dosed(own, answers, (0.2, 0.4, 0.6), (0.9, 0.1, 0.5)))
    (curve,) = dose_curves(make_results(cells, gold))
    assert [point.name for point in curve.points] == ["in order", "x", "y", "z"]
    assert [point.neighbours for point in curve.points] == pytest.approx([0, 0.2, 0.4, 0.6])
    assert [point.accuracy.value for point in curve.points] == pytest.approx([1, 0.9, 0.7, 0.8])
    assert [point.drop.value for point in curve.points] == pytest.approx([0, 0.1, 0.3, 0.2])
    # ranks of DND 1 2 3 4, of displacement 1 4 2 3, of accuracy 4 3 1 2: 1 - 6 sum d^2 / 60
    assert curve.by_neighbours == pytest.approx(1 - 6 * (9 + 1 + 4 + 4) / 60)
    assert curve.by_moved == pytest.approx(1 - 6 * (9 + 1 + 1 + 1) / 60)


@pytest.mark.parametrize(
    ("dose", "accuracy", "expected"),
    [([0, 1], [1, 0], None), ([0, 1, 2], [1, 1, 1], None), ([0, 1, 2], [3, 2, 1], -1.0)],
)
def test_rank_correlation_where_there_is_none(dose, accuracy, expected):
    assert rank_correlation(dose, accuracy) == expected


def test_flips_and_wos_by_hand(make_cell, make_results):
    # In order: right, right, right, wrong. Shuffled twice: 1/2, 0/2, 2/2, 1/2 right.
    gold = np.array([0, 1, 0, 1])
    passes = [[0, 1, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0]]
    cells = [make_cell("bow:1", gold), make_cell("gru", passes)]
    (found,) = sensitivities(make_results(cells, gold))
    assert found.flips.value == pytest.approx((1 + 2 + 0 + 1) / 8)
    # of the three right texts 3 of 6 shuffled versions are right: (1 - 1/2) / (1 - 1/2)
    assert found.wos.value == pytest.approx(1.0)


def test_a_ratio_has_the_interval_of_the_delta_method():
    generator = np.random.default_rng(0)
    wholes = (generator.random((1, 400)) < 0.8).astype(float)
    parts = wholes * (generator.random((1, 400)) < 0.3)
    found = ratio(parts, wholes, 0.5)
    n, share = wholes.sum(), parts.sum() / wholes.sum()
    assert found.value == pytest.approx(share / 0.5)
    # of one seed and a share of 0 and 1, that is nearly Wald's interval of a proportion
    wald = 1.96 * np.sqrt(share * (1 - share) / n) / 0.5
    assert found.high - found.low == pytest.approx(2 * wald, rel=0.02)
    assert ratio(np.zeros((1, 5)), np.zeros((1, 5))) is None
    nothing = ratio(np.zeros((1, 100)), np.ones((1, 100)))
    assert nothing.low == pytest.approx(0)
    assert 0 < nothing.high < 0.05
