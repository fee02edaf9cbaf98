"""report.json and the record of evaluate, against their schemas and scikit-learn."""

import json
import math
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    f1_score,
    log_loss,
    precision_recall_fscore_support,
)

from seqtext.report.classify.evaluation import classification_record
from seqtext.report.classify.folder import write_report
from seqtext.report.classify.report import CLASSIFY
from seqtext.report.document import document
from seqtext.report.record import to_json
from seqtext.statistics.intervals import Estimate

DOCS = Path(__file__).parents[2] / "docs"


def validate(record, name):
    schema = json.loads((DOCS / f"{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(record, schema)


def test_the_report_follows_its_schema(found, results, tmp_path):
    write_report(str(tmp_path), found, results)
    record = json.loads((tmp_path / "report.json").read_text())
    validate(record, "report")
    names = {path.name for path in tmp_path.iterdir()}
    items = {"items.safetensors", "items.jsonl"}
    assert names == items | {"report.json", "report.md", "report.html"}


def test_all_that_can_be_asked_for_follows_it_too(rich):
    record = json.loads(json.dumps(document(CLASSIFY, rich), allow_nan=False))
    validate(record, "report")
    assert record["verdict"]["sentence"] == rich.verdict.sentence
    assert record["memory"]["sentence"] == rich.memory.sentence
    assert [claim["adjusted"] for claim in record["claims"]] == [c.adjusted for c in rich.claims]


@pytest.mark.parametrize(
    "change",
    [
        {"deciding": None},
        {"pairs": ()},
        {"checks": ()},
        {"facts": {}},
    ],
)
def test_what_may_be_missing(found, change):
    validate(document(CLASSIFY, replace(found, **change)), "report")


def test_figures_are_fractions(found):
    record = document(CLASSIFY, found)
    worth = record["headline"]["worth"]["contrast"]["estimate"]
    assert set(worth) == {"value", "low", "high"}
    accuracies = {m["model"]: m["accuracy"]["value"] for m in record["models"]}
    best, blind = record["headline"]["best"], record["headline"]["blind"]
    assert worth["value"] == pytest.approx(accuracies[best] - accuracies[blind])


def test_no_infinity_in_json():
    found = to_json(Estimate(np.float32(0.5), -math.inf, math.inf))
    assert json.dumps(found, allow_nan=False) == '{"value": 0.5, "low": null, "high": null}'


@pytest.fixture
def judged():
    """Gold, log-probabilities and answers over three classes; nobody says class 2."""
    generator = np.random.default_rng(0)
    gold = generator.integers(0, 3, 60)
    p = generator.dirichlet([2, 2, 1], 60)
    p[:, 2] = np.minimum(p[:, 2], p[:, :2].max(axis=1) / 2)
    p /= p.sum(axis=1, keepdims=True)
    return gold, np.log(p).astype(np.float32), p.argmax(axis=1)


def test_evaluation_is_scikit_learns(judged):
    gold, log_p, answers = judged
    record = classification_record(gold, log_p, ("a", "b", "c"), {"version": "0.1.0"})
    validate(record, "evaluate")
    assert record["accuracy"]["value"] == pytest.approx(accuracy_score(gold, answers))
    f1 = f1_score(gold, answers, average="macro", zero_division=0)
    assert record["macro_f1"]["value"] == pytest.approx(f1)
    assert record["log_loss"]["value"] == pytest.approx(log_loss(gold, np.exp(log_p)), rel=1e-5)
    precision, recall, f1s, texts = precision_recall_fscore_support(
        gold, answers, zero_division=np.nan
    )
    for i, found in enumerate(record["classes"]):
        assert found["n"] == texts[i]
        assert found["recall"] == pytest.approx(recall[i])
        assert found["f1"] == pytest.approx(f1s[i])
    assert record["classes"][0]["precision"] == pytest.approx(precision[0])
    assert record["classes"][2]["precision"] is None
    assert record["confusion"] == confusion_matrix(gold, answers).tolist()
    assert record["commonest"]["share"] == pytest.approx(np.bincount(gold).max() / 60)


def test_a_paired_test_is_scipys(judged):
    """McNemar's exact test is the binomial test of the texts on which the two differ."""
    gold, log_p, answers = judged
    right, other = answers == gold, np.random.default_rng(1).random(60) < 0.8
    record = classification_record(gold, log_p, ("a", "b", "c"), {}, other)
    validate(record, "evaluate")
    first, second = int((right & ~other).sum()), int((other & ~right).sum())
    found = record["against"]
    assert found["p"] == pytest.approx(binomtest(first, first + second).pvalue)
    assert found["value"] == pytest.approx(other.mean())
    gap = found["difference"]
    assert gap["value"] == pytest.approx((first - second) / 60)
    assert gap["low"] < gap["value"] < gap["high"]


@pytest.mark.parametrize(
    ("gold", "right", "unseen", "loss"),
    [([0, -1], 0.5, 1, math.log(2)), ([-1], 0.0, 1, None), ([0], 1.0, 0, math.log(2))],
)
def test_labels_never_seen_count_as_wrong(gold, right, unseen, loss):
    log_p = np.log(np.full((len(gold), 2), 0.5, dtype=np.float32))
    record = classification_record(np.array(gold), log_p, ("a", "b"), {})
    validate(record, "evaluate")
    assert (record["accuracy"]["value"], record["unseen"]) == (right, unseen)
    found = record["log_loss"]
    assert found is None if loss is None else found["value"] == pytest.approx(loss)
