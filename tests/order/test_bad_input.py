"""Results that are odd, and what is still said of them."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from seqtext.order.effects.all import effects
from seqtext.order.effects.verdict import below
from seqtext.order.trainings.results import Cell, Results
from seqtext.registry import ModelSpec
from seqtext.report.classify.report import CLASSIFY
from seqtext.report.document import document
from seqtext.statistics.units import Units
from seqtext.tasks.classify.scores import LOG_P, SCORES

SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"
MODELS = ("majority", "bow:1", "nbsvm:2", "gru")


def results(gold, skills, classes=2, seeds=3, luck=0.0):
    """Models of given accuracies in order; shuffled, all are as good as bow:1.

    An item that the poorest has right is right for all. `luck`: spread of the seeds' accuracies.
    """
    generator = np.random.default_rng(0)
    gold = np.asarray(gold)
    hard = generator.random(len(gold))

    def cell(model, seed, trained):
        spec = ModelSpec.parse(model)
        skill = skills[model] + luck * generator.normal() * spec.varies
        passes = []
        for shuffled in (False, True, True):
            here = skills["bow:1"] if shuffled and spec.set != "blind" else skill
            passes.append(np.where(hard < here, gold, (gold + 1) % classes))
        chosen = np.eye(classes)[np.array(passes)]
        logs = np.log(chosen * 0.8 + 0.2 / classes).astype(np.float32)
        if spec.set == "blind":
            logs = logs[:1].repeat(3, axis=0)
        return Cell(model, seed, trained, {LOG_P: logs}, {LOG_P: logs}, {})

    specs = {model: ModelSpec.parse(model) for model in skills}
    cells = [
        cell(model, seed, trained)
        for model, spec in specs.items()
        for seed in range(seeds if spec.varies else 1)
        for trained in (["ordered"] if spec.set == "blind" else ["ordered", "shuffled"])
    ]
    return Results(
        scores=SCORES,
        units=Units(np.arange(len(gold))),
        classes=tuple(f"class {i}" for i in range(classes)),
        texts=tuple(f"text {i}" for i in range(len(gold))),
        gold=gold.astype(np.int32),
        dev_gold=gold.astype(np.int32),
        fold=np.zeros(len(gold), np.int16),
        specs=specs,
        cells=tuple(cells),
        suites=(),
        facts={},
    )


def told(found):
    """The record, which must follow its schema and hold no infinity."""
    record = document(CLASSIFY, found)
    jsonschema.validate(record, json.loads(SCHEMA.read_text()))
    json.dumps(record, allow_nan=False)
    return record


GOOD = dict(zip(MODELS, (0.3, 0.7, 0.8, 0.9), strict=True))
EQUAL = dict.fromkeys(MODELS, 0.8)


def test_one_seed_says_nothing_of_others():
    found = effects(results(np.arange(400) % 2, GOOD, seeds=1))
    assert found.verdict.name == "no conclusion"
    assert "only one seed was trained" in found.verdict.sentence
    assert found.headline.worth.contrast.mcnemar < 1e-6
    told(found)


def test_seeds_that_differ_make_the_interval_wide():
    calm, wild = (effects(results(np.arange(400) % 2, GOOD, luck=s)) for s in (0.0, 0.08))
    widths = [f.headline.worth.contrast.estimate for f in (calm, wild)]
    assert calm.verdict.name == "helps"
    assert widths[1].high - widths[1].low > 3 * (widths[0].high - widths[0].low)


@pytest.mark.parametrize(("different", "concludes"), [(49, False), (50, True)])
def test_copies_of_few_texts_conclude_nothing(different, concludes):
    """400 test texts, each of which stands there about eight times."""
    copies = results(np.arange(400) % 2, GOOD)
    units = Units(np.arange(400) % different)
    scores = {name: score.over(units) for name, score in copies.scores.items()}
    found = effects(replace(copies, scores=scores, units=units))
    assert ("different test texts are too few" in found.verdict.sentence) is not concludes
    assert bool(found.claims) is concludes


def test_too_few_items_conclude_nothing():
    found = effects(results(np.arange(49) % 2, GOOD))
    assert "49 different test texts are too few; at least 50 are needed" in found.verdict.sentence
    assert found.claims == ()
    told(found)


@pytest.mark.parametrize(("items", "proved"), [(100, False), (4000, True)])
def test_equal_models_are_proved_equal_by_many_items_only(items, proved):
    found = effects(results(np.arange(items) % 2, EQUAL))
    assert below(found.headline.gains, 0.01) == proved
    assert found.verdict.name == "cannot tell"  # no cue was planted
    assert ("no cue was planted" in found.verdict.sentence) == proved
    assert all(claim.p == claim.adjusted == 1 for claim in found.claims)
    told(found)


def test_a_class_that_the_test_lacks_does_not_count():
    with_it, without = (
        effects(results(np.arange(300) % 2, {"bow:1": 1.0, "gru": 1.0}, classes=m)) for m in (2, 3)
    )
    for found in (with_it, without):
        assert [model.macro_f1.value for model in found.models] == [1, 1]
        told(found)


def test_a_label_that_training_lacks_counts_as_wrong():
    gold = np.arange(300) % 2
    gold[:60] = -1
    found = effects(results(gold, {"bow:1": 1.0, "gru": 1.0}, classes=3))
    assert found.unseen == 60
    assert [model.accuracy.value for model in found.models] == pytest.approx([0.8, 0.8])
    told(found)


def test_200_classes():
    found = effects(results(np.arange(1000) % 200, GOOD, classes=200))
    assert found.verdict.name == "helps"
    assert found.headline.worth.contrast.estimate.value == pytest.approx(0.2, abs=0.04)
    assert 0 < found.models[-1].macro_f1.low < found.models[-1].macro_f1.value < 1
    told(found)
