"""C is the one that does best on the development set, and what is told of it."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from scipy.special import log_softmax
from sklearn.metrics import accuracy_score, f1_score

from seqtext.bags import tuning
from seqtext.bags.values import Bayes, TfIdf


def test_c_makes_the_development_set_most_likely(drawn, fitted, monkeypatch):
    dev, results = drawn(2, 40, 1), {}
    chosen = fitted("bow:2", dev=dev).facts["C"]
    for c in tuning.GRID:
        monkeypatch.setattr(tuning, "GRID", (c,))
        log_p = log_softmax(fitted("bow:2", dev=dev).logits(dev), axis=1)
        results[c] = log_p[np.arange(len(dev)), dev.labels].mean()
    assert results[chosen] == pytest.approx(max(results.values()), abs=1e-3)
    assert sorted(results.values())[-3] < results[chosen] - 5e-3


@pytest.mark.parametrize("metric", ["accuracy", "macro-f1"])
@pytest.mark.parametrize("name", ["bow:1", "nbsvm:2"])
def test_c_is_the_best_of_those_tried_by_the_metric(drawn, fitted, monkeypatch, name, metric):
    """By scikit-learn's score of each; between equals the likelier one."""
    dev = drawn(3, 60, 1)
    dev = dev.select(np.flatnonzero((dev.labels > 0) | (np.arange(60) < 12)))
    peer = {"accuracy": accuracy_score, "macro-f1": partial(f1_score, average="macro")}[metric]
    scores, judged = {}, tuning._judged

    def kept(worth, bias, held):
        log_p = judged(worth, bias, held)
        likely = log_p[np.arange(len(dev)), dev.labels].mean()
        scores[len(scores)] = peer(dev.labels, log_p.argmax(1)), likely
        return log_p

    monkeypatch.setattr(tuning, "_judged", kept)
    monkeypatch.setattr(tuning, "cores", lambda: 1)
    fitted(name, 3, dev=dev, metric=metric)
    chosen = scores.pop(len(scores) - 1)  # judged once more at the end
    assert chosen == pytest.approx(max(scores.values()), abs=2e-3)  # solved once more


@pytest.mark.parametrize(
    ("labels", "said"),
    # A development set that contradicts the training asks for the smallest C, clear texts for the
    # largest, those of `drawn` for one between.
    [("contrary", "C = 0.015625, the smallest"), ("sure", "C = 256, the largest"), ("drawn", None)],
)
def test_a_c_at_the_end_of_its_grid_is_told(corpus_of, drawn, fitted, labels, said):
    sets = {
        "contrary": lambda seed: replace(drawn(2, 80, 0), labels=(np.arange(80) + seed) % 2),
        "sure": lambda seed: corpus_of([[1, 2], [3, 2]] * 20, [0, 1] * 20),
        "drawn": lambda seed: drawn(2, 80, seed),
    }
    told = []
    fitted("bow:1", train=sets[labels](0), dev=sets[labels](1), log=told.append)
    notes = [record["note"] for record in told if "note" in record]
    assert [note.startswith(said) for note in notes] == ([True] if said else [])


@pytest.mark.parametrize("name", ["bow:2", "nbsvm:2"])
def test_it_tells_how_many_values_of_c_were_fitted(corpus_of, fitted, monkeypatch, name):
    fitted_with, solve = set(), tuning._solved

    def solved(scorers, strength, tolerance):
        fitted_with.add(strength)
        return solve(scorers, strength, tolerance)

    monkeypatch.setattr(tuning, "_solved", solved)
    assert fitted(name).facts["trials"] == len(fitted_with)
    assert 3 <= len(fitted_with) < len(tuning.GRID)
    nothing = corpus_of([[1], [2]], [-1, -1])
    assert fitted(name, dev=nothing).facts["trials"] == 1


@pytest.mark.parametrize("usual", [TfIdf.usual, Bayes.usual])
@pytest.mark.parametrize("best", range(-8, 11))
def test_the_search_for_c_finds_it_wherever_it_is(usual, best):
    tried = tuning._tried(lambda c: tuning.Tried(c, (np.log2(c) - best) ** 2, []), usual)
    assert tuning.GRID[tuning._lowest(tried)] == 2.0 ** min(max(best, -6), 8)
    assert len(tried) < 10  # of 15
