"""Costs and equal terms: what is told of the trainings, and what breaks the checks."""

import mmap
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from seqtext.options import Settings
from seqtext.order.effects.all import effects
from seqtext.order.trainings import measured
from seqtext.registry import ModelSpec
from seqtext.report.order.costs import costs_table
from seqtext.report.signature import signature
from seqtext.tasks.task import task_named

GOLD = np.arange(200) % 2
VOCABULARY = {"size": 900, "digest": "ab"}
OPTIONS = {"training": {"epochs": 10, "patience": 4}, "hidden": {"dan": 40, "lstm": 20}}
READ = {"vocabulary": VOCABULARY, "tokens": 5000, "cut": 0}
NETWORK = {**READ, "parameters": 1100, "embedding_parameters": 100, "epochs": 9, "best_epoch": 5}
MEMORY = {"memory": {"peak": 400_000_000, "before": 300_000_000}, "seconds": 2.0}


@pytest.fixture
def compared(make_cell, make_results):
    """dan, bow:2 and two seeds of lstm; some facts of the last training changed."""

    def made(**changes):
        wrong = [np.where(np.arange(200) < n, 1 - GOLD, GOLD) for n in (40, 30, 20)]
        facts = [
            {**NETWORK, **MEMORY, "seconds": 1.0, "trials": 9},
            {**READ, "parameters": 77, "C": 2.0, "trials": 7},
            {**NETWORK, **MEMORY, "parameters": 1200},
            {**NETWORK, **MEMORY, "parameters": 1200, "seconds": 6.0, **changes},
        ]
        cells = [
            make_cell("dan", wrong[0]),
            make_cell("bow:2", wrong[1]),
            make_cell("lstm", wrong[2]),
            make_cell("lstm", wrong[2], seed=1),
        ]
        cells = [replace(one, facts=told) for one, told in zip(cells, facts, strict=True)]
        return make_results(cells, GOLD, facts={"options": OPTIONS, "train": 50})

    return made


def broken(results):
    return [check.name for check in effects(results).checks if not check.passed]


def test_what_is_told(compared) -> None:
    found = effects(compared(memory={"peak": 500_000_000, "before": 350_000_000})).costs
    dan, bow, lstm = found.models
    assert (dan.parameters, dan.beside, bow.beside) == (1100, 1000, 77)
    assert (lstm.seconds, lstm.memory, lstm.rise) == (4.0, 500_000_000, 150_000_000)
    assert (bow.memory, bow.seconds, bow.trials) == (None, None, 7)
    assert (dan.beyond, bow.beyond) == (None, None)
    assert lstm.beyond.base == "bow:2"
    assert lstm.beyond.estimate.value == pytest.approx(0.05)  # 10 of 200 items
    assert found.matched == pytest.approx(0.1)
    assert "50 training texts of 5,000 tokens" in found.terms
    assert "For bags, the development set chooses C: at most 7 values were tried." in found.terms
    assert broken(compared()) == []


def test_the_memory_of_a_card_is_a_column_where_there_was_one(compared) -> None:
    without, found = (
        costs_table(effects(compared(**more))) for more in ({}, {"device_memory": 33_000_000})
    )
    assert "card memory" not in without.header
    cells = {row[0]: dict(zip(found.header, row, strict=True))["card memory"] for row in found.rows}
    assert cells == {"dan": "", "bow:2": "", "lstm": "33"}
    assert len(found.align) == len(found.header)


def test_words_without_a_vector_are_counted(compared) -> None:
    told = "Networks start from word vectors; 1,234 words have none."
    assert told in effects(compared(words_without_vector=1234)).costs.terms
    assert "word vectors" not in effects(compared()).costs.terms


@pytest.mark.parametrize(("trainings", "more"), [(8, ""), (20, "12 more such notes are in report")])
def test_what_befell_single_trainings_is_told(compared, trainings, more) -> None:
    notes = {f"lstm.ordered.fold0.seed{i}": [f"it stopped at step {i}"] for i in range(trainings)}
    results = compared()
    told = effects(replace(results, facts={**results.facts, "notes": notes})).costs.terms
    assert all(f"lstm.ordered.fold0.seed{i}: it stopped at step {i}." in told for i in range(8))
    assert ("seed8" in told, more in told) == (False, True)
    assert signature(results.facts) == signature({**results.facts, "notes": notes})


CHANGES = {
    "another vocabulary": ({"vocabulary": {"size": 8, "digest": "x"}}, "read the same tokens"),
    "other texts": ({"tokens": 4999}, "read the same tokens"),
    "it stopped early": ({"epochs": 8}, "stop by one rule"),
    "it waited too long": ({"epochs": 10}, "stop by one rule"),
    "the loss was no number": ({"stopped": "at step 3"}, "stop by one rule"),
}


@pytest.mark.parametrize(("change", "name"), CHANGES.values(), ids=CHANGES)
def test_unequal_terms_are_found(compared, change, name) -> None:
    (found,) = broken(compared(**change))
    assert name in found


def test_sizes_too_far_apart_are_found(compared) -> None:
    results = compared()
    first = replace(results.cells[0], facts={**results.cells[0].facts, "parameters": 900})
    (found,) = broken(replace(results, cells=(first, *results.cells[1:])))
    assert "equally many parameters" in found


def test_the_peak_is_that_of_this_training_alone(monkeypatch) -> None:
    """One that takes 200 MB, then one that takes 80: each is told its own."""
    if measured._reset() is None:
        pytest.skip("this system cannot reset the peak of a process's memory")

    def told(megabytes: int) -> int:
        def fit(*arguments: Any) -> Any:
            with mmap.mmap(-1, megabytes * 1_000_000) as pages:  # malloc may reuse resident memory
                np.frombuffer(pages, np.uint8).fill(1)
            return SimpleNamespace(facts={"epochs": 3})

        task = task_named("classify")
        monkeypatch.setattr(type(task), "fit", fit)
        problem: Any = SimpleNamespace(texts=[SimpleNamespace(ids=range(10))])
        rest: Any = Settings(), 0, lambda record: None, None
        facts = measured.measured_fit(task, ModelSpec("dan"), problem, *rest)[1]
        return int(facts["memory"]["peak"] - facts["memory"]["before"])

    assert told(200) == pytest.approx(200e6, abs=20e6)
    assert told(80) == pytest.approx(80e6, abs=20e6)


def test_what_a_first_network_loads_is_loaded_before_it_is_measured() -> None:
    """Nor does its optimizer load torch's compiler, which is 800 modules and seconds."""
    program = """
import sys
from seqtext.registry import ModelSpec
from seqtext.network_options import NetworkOptions
from seqtext.options import Settings, TrainingOptions
from seqtext.order.trainings.measured import _load
from seqtext.tasks.task import task_named
_load(task_named("classify"), ModelSpec("dan"), Settings())
before = set(sys.modules)
from seqtext.networks.dan import DAN
from seqtext.training.optimizer import Optimizer
optimizer = Optimizer(DAN(9, 2, NetworkOptions()), TrainingOptions(), 3)
for parameter in optimizer.parameters:
    parameter.grad = parameter.detach().clone()
optimizer.step()
print(len({name for name in set(sys.modules) - before if name.startswith("torch.")}))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert int(run.stdout) < 5, run.stderr  # 800 with torch.optim's
