"""Effects against values computed by hand."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file

from seqtext.errors import SeqtextError
from seqtext.order.effects.all import effects
from seqtext.order.effects.deciding import deciding, order_scores
from seqtext.order.effects.headline import headline, ladder
from seqtext.order.effects.information import temperature
from seqtext.order.effects.items import save_items
from seqtext.order.effects.pair_accuracy import pair_accuracies
from seqtext.order.effects.two_by_two import model_effect
from seqtext.order.trainings.results import Cell, SuiteCell
from seqtext.tasks.classify.scores import LOG_P

GOLD = np.array([0, 1] * 50)  # 100 items


def right_on(share, gold=GOLD):
    """Answers that are right on the first `share` of the items."""
    answers = 1 - gold
    answers[: round(share * len(gold))] = gold[: round(share * len(gold))]
    return answers


@pytest.fixture
def graded(make_cell, make_results):
    """A comparison of models by their accuracies on the development and the test set."""

    def build(accuracies):
        cells = []
        for model, (dev, test) in accuracies.items():
            cells.append(make_cell(model, right_on(test), right_on(dev)))
        return make_results(cells, GOLD)

    return build


@pytest.mark.parametrize(
    ("accuracies", "chosen"),
    [
        # the best on the test set is not the best: that is chosen on the development set
        ({"bow:1": (0.6, 0.5), "dan": (0.5, 0.9), "lstm": (0.7, 0.6)}, ("bow:1", "bow:1", "lstm")),
        # a tie goes to the simpler set, then to the order of the list
        ({"lstm": (0.6, 0.9), "nbsvm:2": (0.6, 0.9), "dan": (0.6, 0.5)}, ("dan", "dan", "dan")),
        ({"lstm": (0.6, 0.6), "gru": (0.6, 0.9), "dan": (0.5, 0.5)}, ("dan", "dan", "lstm")),
        # the floor is a blind model too
        ({"majority": (0.5, 0.5), "bow:1": (0.4, 0.6)}, ("majority", "majority", "majority")),
        ({"bow:1": (0.5, 0.5), "bow:3": (0.7, 0.6), "gru": (0.8, 0.9)}, ("bow:1", "bow:3", "gru")),
    ],
)
def test_the_best_are_chosen_on_the_development_set(graded, accuracies, chosen):
    found = headline(graded(accuracies))
    assert (found.blind, found.ngram, found.best) == chosen


def test_worth_has_two_parts_and_rivals(graded):
    found = headline(graded({"bow:1": (0.5, 0.6), "bow:2": (0.6, 0.7), "gru": (0.55, 0.75)}))
    assert found.worth.contrast.estimate.value == pytest.approx(0.1)
    assert found.ngram_part.contrast.estimate.value == pytest.approx(0.1)
    assert found.ngram_part.rival is None
    beyond = found.beyond_part
    assert beyond.by_definition
    assert (beyond.contrast.estimate.low, beyond.contrast.estimate.high) == (0, 0)
    assert (beyond.rival.model, beyond.rival.base) == ("gru", "bow:2")
    assert beyond.rival.estimate.value == pytest.approx(0.05)


accuracy = st.integers(0, 20).map(lambda twentieths: twentieths / 20)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(accuracy, accuracy), min_size=4, max_size=4))
def test_the_parts_add_up(make_cell, make_results, pairs):
    models = dict(zip(["bow:1", "bow:2", "nbsvm:3", "lstm"], pairs, strict=True))
    cells = [make_cell(m, right_on(test), right_on(dev)) for m, (dev, test) in models.items()]
    found = headline(make_results(cells, GOLD))
    whole, *parts = (
        part.contrast.estimate.value for part in (found.worth, found.ngram_part, found.beyond_part)
    )
    assert whole == pytest.approx(sum(parts))
    best = models[found.best]
    assert best[0] == max(dev for dev, _ in models.values())
    assert whole == pytest.approx(best[1] - models[found.blind][1])


def test_one_seed_of_a_bag_stands_for_every_seed_of_a_network(make_cell, make_results):
    cells = [make_cell("bow:1", right_on(0.5))]
    cells += [make_cell("gru", right_on(a), seed=s) for s, a in enumerate([0.6, 0.8, 0.7])]
    found = headline(make_results(cells, GOLD)).worth.contrast
    assert found.estimate.value == pytest.approx(0.2)
    assert found.estimate.seeds == 3
    assert found.mcnemar is None


def test_one_seed_is_tested_by_mcnemar(make_cell, make_results):
    found = headline(
        make_results([make_cell("bow:1", right_on(0.5)), make_cell("gru", GOLD)], GOLD)
    )
    assert found.worth.contrast.mcnemar == pytest.approx(2 * 0.5**50)


def test_no_blind_model_is_refused(graded):
    with pytest.raises(SeqtextError, match="no order-blind model"):
        headline(graded({"gru": (0.5, 0.6)}))


def test_the_ladder_has_the_best_model_of_each_order(graded):
    rungs = ladder(
        graded(
            {
                "bow:3": (0.7, 0.9),
                "bow:1": (0.5, 0.6),
                "dan": (0.6, 0.5),
                "nbsvm:3": (0.8, 0.8),
                "lstm": (0.9, 0.9),
            }
        )
    )
    assert [(r.order, r.model, r.accuracy.value) for r in rungs] == [
        (1, "dan", pytest.approx(0.5)),
        (3, "nbsvm:3", pytest.approx(0.8)),
    ]
    assert rungs[0].step is None
    assert rungs[1].step.estimate.value == pytest.approx(0.3)


def test_the_two_by_two_by_hand(make_cell, make_results):
    gold = np.zeros(4, dtype=int)
    ordered = [[0, 0, 0, 1], [0, 0, 1, 1], [0, 1, 1, 1]]  # 3/4 in order; 2/4 and 1/4 shuffled
    shuffled = [[0, 0, 1, 1], [0, 0, 0, 1], [0, 0, 1, 1]]  # 2/4 in order; 3/4 and 2/4 shuffled
    cells = [make_cell("gru", ordered), make_cell("gru", shuffled, trained="shuffled")]
    square = model_effect(make_results(cells, gold), "gru").square
    assert (square.oo, square.os, square.so, square.ss) == (0.75, 0.375, 0.5, 0.625)
    assert square.gain.value == pytest.approx(0.125)
    assert square.shift.value == pytest.approx(0.25)
    assert square.reliance.value == pytest.approx(square.gain.value + square.shift.value)
    assert square.check == pytest.approx(0.125)


def test_a_blind_model_gains_nothing_by_definition(make_cell, make_results):
    effect = model_effect(make_results([make_cell("dan", right_on(0.6))], GOLD), "dan")
    assert effect.square.oo == effect.square.ss == pytest.approx(0.6)
    gain = effect.square.gain
    assert (gain.value, gain.low, gain.high, effect.bits.bits.value) == (0, 0, 0, 0)


def test_bits_by_hand(make_cell, make_results):
    # three in four right at 0.75 is calibrated, so T = 1; shuffled, the model knows nothing: 1 bit
    cells = [
        make_cell("gru", right_on(0.75)),
        make_cell("gru", GOLD, trained="shuffled", confidence=0.5),
    ]
    bits = model_effect(make_results(cells, GOLD), "gru").bits
    entropy = -(0.75 * math.log2(0.75) + 0.25 * math.log2(0.25))
    assert bits.bits.value == pytest.approx(1 - entropy, abs=1e-5)
    assert bits.raw == pytest.approx(1 - entropy, abs=1e-5)
    assert bits.ordered == pytest.approx(1, abs=1e-3)


def test_temperature_undoes_a_scale():
    generator = np.random.default_rng(0)
    logits = generator.normal(size=(20000, 3))
    truth = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    gold = (truth.cumsum(axis=1) < generator.random((20000, 1))).sum(axis=1)
    confident = 3 * logits - np.log(np.exp(3 * logits).sum(axis=1, keepdims=True))
    assert temperature([confident[None]], gold) == pytest.approx(3, rel=0.03)


@pytest.fixture
def decided(make_cell, make_results):
    """Text 0 is decided by order, text 2 lost by it, text 3 has a label never seen."""
    gold = [0, 1, 0, -1]
    cells = [make_cell("bow:1", [0, 0, 0, 0])]
    for seed in range(3):
        cells.append(make_cell("gru", [0, 1, 1, 0], seed=seed, dev=[0, 1, 1, 0]))
        shuffled = [[0, 0, 0, 0], [1, 1, 0, 0], [1, 1, 0, 0]]
        cells.append(make_cell("gru", shuffled, seed=seed, trained="shuffled"))
    return make_results(cells, gold)


def test_order_scores_by_hand(decided):
    swing = math.log(0.75) - math.log(0.25)
    scores = order_scores(decided, "gru")
    assert scores[:3] == pytest.approx([swing, 0, -swing], abs=1e-6)
    assert np.isnan(scores[3])


def test_the_texts_that_order_decides(decided):
    found = deciding(decided)
    assert (found.model, found.gained, found.lost) == ("gru", 1, 1)
    (text,) = found.texts
    assert (text.index, text.text, text.gold) == (0, "text 0", "negative")
    assert (text.ordered, text.shuffled) == (1, 0)
    (text,) = found.against
    assert (text.index, text.ordered, text.shuffled) == (2, 0, 1)


def test_items_are_kept(decided, tmp_path):
    save_items(str(tmp_path), decided)
    arrays = load_file(tmp_path / "items.safetensors")
    assert arrays["gru/shuffled/test"].shape == (3, 3, 4, 2)
    assert np.array_equal(arrays["gru/ordered/test"][1], decided.cells[3].test[LOG_P])
    assert "bow:1/shuffled/test" not in arrays
    lines = [json.loads(line) for line in (tmp_path / "items.jsonl").read_text().splitlines()]
    assert lines[0] == {
        "index": 0,
        "text": "text 0",
        "gold": "negative",
        "right": {
            "bow:1": {"ordered": 1.0, "shuffled": 1.0},
            "gru": {"ordered": 1.0, "shuffled": 0.0},
        },
        "order_score": 1.0986,
    }
    assert lines[3]["gold"] is lines[3]["order_score"] is None


def suite(model, pairs, kept, seed=0):
    return SuiteCell(
        model, seed, "en", {2: np.array(pairs, bool)}, {2: np.array(kept, bool)}, {2: 4}
    )


def test_pair_accuracy_by_hand(make_cell, make_results):
    suites = [
        suite("gru", [[1, 1], [1, 1], [1, 0], [0, 0]], [1, 1, 0, 1]),
        suite("gru", [[1, 1], [1, 1], [1, 1], [0, 1]], [1, 1, 1, 1], seed=1),
        suite("bow:1", [[1, 0], [0, 1], [1, 0], [0, 1]], [1, 1, 1, 1]),
    ]
    bag, network = pair_accuracies(suites, ("bow:1", "gru"))
    assert (bag.model, bag.accuracy.value, bag.members, bag.discrimination) == ("bow:1", 0, 0.5, 0)
    assert bag.accuracy.high > 0.4  # Wilson, 0 of 4
    assert (network.seeds, network.pairs, network.left_out) == (2, 4, 4)
    assert network.accuracy.value == pytest.approx((2 / 4 + 3 / 4) / 2)
    assert network.members == pytest.approx(12 / 16)
    assert network.discrimination == pytest.approx(0.625 + 0.875 - 1)


def verdicts(results):
    """Name -> passed, of the checks in these results' report."""
    return {check.name: check.passed for check in effects(results).checks}


def test_all_checks_hold_on_sound_results(decided):
    assert all(verdicts(decided).values())


def test_checks_find_what_is_broken(make_cell, make_results):
    seeing = make_cell("bow:1", [[0, 1], [1, 1]])  # a blind model that a shuffle changes
    mad = make_cell("gru", [[0, 1], [0, 1]])
    mad = Cell("gru", 0, "ordered", mad.dev, {LOG_P: mad.test[LOG_P] + 1}, {})
    solved = suite("bow:1", [[1, 1]], [1])
    lint = {"duplicates": 3, "shared": 0, "negators": {"didn't": 2}}
    found = verdicts(make_results([seeing, mad], [0, 1], suites=[solved], facts={"lint": lint}))
    assert found == {
        "order-blind models are blind": False,
        "answers are probabilities": False,
        "bags solve no pair that shares them": False,
        "the parts add up to G": True,
        "no text twice in training": False,
        "no test text in training": True,
        "no negator of the training texts is lost": False,
    }


def test_answers_that_are_no_numbers_are_told_by_their_model(make_cell, make_results):
    """They are the same under every shuffle: that they are wrong is another matter."""
    cells = [make_cell(model, [0, 1] * 30) for model in ("bow:1", "dan", "gru")]
    cells[1] = replace(cells[1], test={LOG_P: np.full_like(cells[1].test[LOG_P], np.nan)})
    found = {check.name: check for check in effects(make_results(cells, [0, 1] * 30)).checks}
    assert found["order-blind models are blind"].passed
    assert not found["answers are probabilities"].passed
    assert found["answers are probabilities"].detail == "answers that are not numbers: dan"
