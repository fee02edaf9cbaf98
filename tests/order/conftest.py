"""Comparisons made by hand: models whose answers are written down."""

import numpy as np
import pytest

from seqtext.order.trainings.results import Cell, Results
from seqtext.statistics.units import Units
from seqtext.tasks.classify.scores import LOG_P, SCORES


def log_probabilities(answers, confidence):
    """float32 [passes, items, 2] of answers 0/1 [passes, items]."""
    answers = np.atleast_2d(answers)
    chosen = np.eye(2)[answers] * (2 * confidence - 1) + (1 - confidence)
    return np.log(chosen).astype(np.float32)


def cell(model, test, dev=None, seed=0, trained="ordered", confidence=0.75):
    """A cell whose answers are `test` [passes, items]; a single row is every pass."""
    test = np.atleast_2d(test)
    dev = test if dev is None else np.atleast_2d(dev)
    passes = max(len(test), len(dev), 2)
    rows = [np.repeat(a, passes, axis=0) if len(a) == 1 else a for a in (dev, test)]
    dev, test = (log_probabilities(row, confidence) for row in rows)
    return Cell(model, seed, trained, {LOG_P: dev}, {LOG_P: test}, {})


def results(cells, gold, dev_gold=None, suites=(), facts=None):
    """Results over two classes; the sets follow from the models' names."""
    from seqtext.registry import ModelSpec

    models = dict.fromkeys(c.model for c in cells)
    gold = np.asarray(gold, dtype=np.int32)
    return Results(
        scores=SCORES,
        units=Units(np.arange(len(gold))),
        classes=("negative", "positive"),
        texts=tuple(f"text {i}" for i in range(len(gold))),
        gold=gold,
        dev_gold=gold if dev_gold is None else np.asarray(dev_gold, dtype=np.int32),
        fold=np.zeros(len(gold), dtype=np.int16),
        specs={model: ModelSpec.parse(model) for model in models},
        cells=tuple(cells),
        suites=tuple(suites),
        facts=facts or {},
    )


@pytest.fixture(scope="session")
def make_cell():
    return cell


@pytest.fixture(scope="session")
def make_results():
    return results
