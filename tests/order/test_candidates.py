"""Candidates: twins see no order, and answer by their mean over the shuffles."""

import numpy as np
import pytest

from seqtext.order.effects.candidates import (
    best_of,
    candidates,
    dev_score,
    names_in,
    rows_of,
    single_rows,
)
from seqtext.order.effects.headline import headline
from seqtext.order.effects.verdict import Grounds, verdict
from seqtext.order.trainings.results import Cell
from seqtext.tasks.classify.scores import LOG_P

GOLD = np.arange(300) % 2


def passes(*right):
    """Log-probabilities [passes, items, 2]; `right`: probability of the right class in each."""
    p = np.stack([np.full(300, each) if np.isscalar(each) else each for each in right])
    both = np.where(GOLD[:, None] == [0, 1], p[..., None], 1 - p[..., None])
    return {LOG_P: np.log(both).astype(np.float32)}


def twin(*right, trained="shuffled", seed=0):
    answers = passes(0.9, *right)  # in order it is never asked
    return Cell("gru", seed, trained, answers, answers, {})


@pytest.fixture
def results(make_cell, make_results):
    def build(*twins, wrong=60):
        bag = make_cell("bow:1", np.where(np.arange(300) < wrong, 1 - GOLD, GOLD))
        gru = make_cell("gru", np.where(np.arange(300) < 20, 1 - GOLD, GOLD))
        return make_results([bag, gru, *twins], GOLD)

    return build


def test_what_each_sees(results):
    found = results(twin(0.6), twin(0.6, trained="local:3"))
    assert {name: one.set for name, one in candidates(found).items()} == {
        "bow:1": "blind", "shuffled gru": "blind", "local:3 gru": "ngram", "gru": "aware",
    }  # fmt: skip
    assert names_in(found, "blind") == ["bow:1", "shuffled gru"]


def test_a_twin_answers_by_the_mean_of_its_probabilities(results):
    """Wrong with 0.45 twice and right with 0.8 once, it is right in the mean."""
    found = results(twin(0.45, 0.45, 0.8))
    assert rows_of(found, "shuffled gru", "accuracy")[0].mean() == 1.0
    assert single_rows(found, "shuffled gru", "accuracy")[0].mean() == pytest.approx(1 / 3)
    assert dev_score(found, "shuffled gru", "accuracy") == 1.0


def test_a_twin_that_is_as_good_takes_the_place_of_the_bag(results):
    """What its architecture gives over a bag is not the worth of order."""
    good = np.where(np.arange(300) < 22, 0.4, 0.6)
    found = results(*(twin(good, good) for _ in (0,)))
    chosen = headline(found)
    assert (chosen.best, chosen.blind) == ("gru", "shuffled gru")
    assert chosen.worth.contrast.estimate.value == pytest.approx(2 / 300)
    assert verdict(chosen, Grounds(300, 0.01)).name != "helps"
    alone = headline(results())
    assert alone.blind == "bow:1"
    assert all(one.estimate.low > 0 for one in alone.over_blind)


def test_ties_go_to_what_sees_less(results):
    found = results(twin(0.6), wrong=20)
    assert best_of(found, ["gru", "bow:1"]) == "bow:1"
