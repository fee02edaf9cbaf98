"""The family of claims: what is in it, and what is not."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score

from seqtext.order.effects.all import effects
from seqtext.order.effects.claims import claims
from seqtext.order.effects.headline import headline
from seqtext.order.effects.two_by_two import model_effect
from seqtext.statistics.scores import RANDOMISATION, T_TEST
from seqtext.tasks.classify.scores import LOG_P

GOLD = np.array([0, 1] * 100)


def right_but(wrong, gold=GOLD):
    """Answers that are wrong on the items of a range."""
    answers = gold.copy()
    answers[wrong] = 1 - gold[wrong]
    return answers


@pytest.fixture
def family(make_cell, make_results):
    """The claims on models given as name -> (items wrong in order, items wrong when shuffled)."""

    def build(models, items=200):
        cells = []
        for name, (ordered, shuffled) in models.items():
            test = right_but(ordered)[:items]
            cells.append(make_cell(name, test))
            if shuffled is not None:
                passes = np.stack([right_but(shuffled)[:items]] * 2)
                cells.append(make_cell(name, passes, trained="shuffled"))
        found = make_results(cells, GOLD[:items])
        models = [model_effect(found, name) for name in found.sets]
        return claims(found, headline(found), models)

    return build


A, B, C, D = slice(0, 60), slice(0, 30), slice(0, 10), slice(0, 65)


@pytest.mark.parametrize(
    ("models", "named"),
    [
        (
            {"bow:1": (A, None), "bow:2": (B, A), "gru": (C, D)},
            [
                ("G", "gru", "bow:1", T_TEST),
                ("n-gram part", "bow:2", "bow:1", T_TEST),
                ("beyond n-grams", "gru", "bow:2", T_TEST),
                ("G", "gru", "bow:1", RANDOMISATION),
                ("OIG", "bow:2", "shuffled", T_TEST),
                ("OIG", "gru", "shuffled", T_TEST),
            ],
        ),
        (  # the n-gram part is G, and what is beyond is 0 by definition
            {"bow:1": (A, None), "bow:2": (B, None)},
            [("G", "bow:2", "bow:1", T_TEST), ("G", "bow:2", "bow:1", RANDOMISATION)],
        ),
        ({"bow:1": (A, None), "gru": (A, D)}, [("OIG", "gru", "shuffled", T_TEST)]),
        ({"bow:1": (A, None)}, []),
    ],
)
def test_the_family(family, models, named):
    found = family(models)
    assert [(c.name, c.model, c.base, c.test) for c in found] == named
    assert all(c.p <= c.adjusted <= 1 for c in found)


def test_figures_of_a_claim(family):
    worth, _, _, in_f1, *_ = family({"bow:1": (A, None), "bow:2": (B, A), "gru": (C, D)})
    assert worth.estimate.value == pytest.approx(0.25)
    assert worth.bootstrap.low == pytest.approx(worth.estimate.low, abs=0.005)
    # 10 and 60 of 200 wrong, as many of each class: macro-F1 is accuracy
    assert in_f1.estimate.value == pytest.approx(0.25)
    assert worth.p < 1e-6
    assert in_f1.p == pytest.approx(1e-4, rel=0.01)  # the least that 10,000 replicates can show


def test_too_few_items_make_no_claim(family):
    assert family({"bow:1": (A, None), "gru": (C, D)}, items=49) == ()


def test_a_seed_that_one_model_lacks_is_left_out(make_cell, make_results):
    cells = [make_cell("dan", right_but(A), seed=seed) for seed in (0, 1, 2)]
    cells += [make_cell("gru", right_but(B), seed=seed) for seed in (0, 2, 3)]
    found = effects(make_results(cells, GOLD)).claims
    assert [c.estimate.seeds for c in found] == [2, 2]


def some_right(share, seed):
    """Answers to UNBALANCED of which about `share` are right."""
    right = np.random.default_rng(seed).random(len(UNBALANCED)) < share
    return np.where(right, UNBALANCED, 1 - UNBALANCED)


UNBALANCED = (np.arange(300) % 5 == 0).astype(int)


@pytest.mark.parametrize("better", ["bow:2", "gru"])
def test_a_claim_is_the_difference_that_the_table_of_models_shows(make_cell, make_results, better):
    """Bags have one seed and networks three, whose luck differs: the bag stands for each seed."""
    cells = [make_cell("bow:1", some_right(0.6, 0), some_right(0.6, 0))]
    for name, seeds in {"bow:2": (0,), "gru": (0, 1, 2)}.items():
        dev = some_right(0.9 if name == better else 0.7, 8)
        for seed in seeds:
            answers = some_right(0.75 + 0.08 * seed, 10 + seed)
            cells.append(make_cell(name, answers, dev, seed=seed))
            passes = np.stack([answers, some_right(0.7, 20 + seed), some_right(0.7, 30 + seed)])
            worse = some_right(0.4, 9)
            cells.append(make_cell(name, passes, worse, seed=seed, trained="shuffled"))
    results = make_results(cells, UNBALANCED)
    found = effects(results)

    def table(model, score):
        rows = [c.test[LOG_P][0].argmax(axis=-1) for c in results.select(model, "ordered")]
        return np.mean([score(UNBALANCED, row) for row in rows])

    def in_macro_f1(gold, row):
        return f1_score(gold, row, average="macro")

    shown = {model.model: model for model in found.models}
    assert {c.name for c in found.claims} >= {"G", "OIG"}
    for claim in found.claims:
        model = shown[claim.model]
        if claim.name == "OIG":
            expected = model.square.oo - model.square.ss
        else:
            score = in_macro_f1 if claim.metric == "macro-F1" else accuracy_score
            expected = table(claim.model, score) - table(claim.base, score)
            column = "macro_f1" if claim.metric == "macro-F1" else "accuracy"
            base = shown[claim.base]
            told = getattr(model, column).value - getattr(base, column).value
            assert told == pytest.approx(expected, abs=1e-6)
        assert claim.estimate.value == pytest.approx(expected, abs=1e-6), claim.name
        assert claim.estimate.seeds == (3 if "gru" in (claim.model, claim.base) else 1)
