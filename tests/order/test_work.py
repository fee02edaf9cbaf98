"""One training of a comparison: what is checked of it, and what is told where it fails."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from seqtext.network_options import NetworkOptions
from seqtext.options import Settings
from seqtext.order.classify.work import ClassifierWork
from seqtext.order.trainings import run
from seqtext.order.trainings import work as module
from seqtext.order.trainings.gather import gather
from seqtext.order.trainings.material import divide, with_share
from seqtext.order.trainings.plan import Job, Plan
from seqtext.order.trainings.work import Work
from seqtext.registry import ModelSpec
from seqtext.tasks.classify.classifier import Classifier
from seqtext.tasks.classify.dataset import Dataset, Reading
from seqtext.tasks.task import task_named

TEXTS = tuple(f"{word} film number {i}" for i, word in enumerate(["good", "bad"] * 20))
DATA = Dataset(TEXTS, ("pos", "neg") * 20)
TEST = Dataset(tuple(f"{text} again" for text in TEXTS), DATA.labels)
DAN = ModelSpec("dan")
FINGERPRINT = {"compute": {"precision": "fp32"}, "machine": {"cpu": "Intel"}}


@pytest.fixture
def work(tmp_path: Path) -> Work:
    plan = Plan(task_named("classify"), (DAN,), (0,), Reading(), Settings(), draws=2)
    return ClassifierWork(plan, divide(plan, DATA, DATA, TEST), tmp_path, FINGERPRINT)


@pytest.mark.parametrize(
    ("model", "changed"),
    [
        ("nbsvm:2", {"dropout": 0.2}),
        ("dan", {"heads": 8}),
        ("lstm", {"width": "2", "reset": "before"}),
    ],
)
def test_an_option_that_a_model_does_not_read_leaves_its_result_valid(work, model, changed):
    job = Job(ModelSpec.parse(model), 0, "ordered")
    network = NetworkOptions(**changed)
    other = replace(work, plan=replace(work.plan, settings=Settings(network=network)))
    assert other.fingerprint_of(job) == work.fingerprint_of(job)
    wider = replace(work, plan=replace(work.plan, settings=Settings(network=NetworkOptions(7))))
    assert (wider.fingerprint_of(job) == work.fingerprint_of(job)) == (model == "nbsvm:2")


def test_where_a_network_was_trained_is_what_its_result_rests_on(work):
    elsewhere = replace(work, fingerprint={**FINGERPRINT, "machine": {"cpu": "AMD"}})
    for model, same in ("bow:1", True), ("dan", False):
        job = Job(ModelSpec.parse(model), 0, "ordered")
        assert (elsewhere.fingerprint_of(job) == work.fingerprint_of(job)) == same


@pytest.mark.parametrize(("share", "same"), [(1, True), (4, False)])
def test_the_split_seed_chooses_the_texts_of_a_learning_curve(work, share, same):
    # The development and test sets are given: the division knows no seed.
    job = Job(ModelSpec.parse("bow:1"), 0, "ordered", share=share)
    other = replace(work, plan=replace(work.plan, split_seed=1))
    assert (other.fingerprint_of(job) == work.fingerprint_of(job)) == same
    parts = [with_share(w.material.parts[0], share, w.plan.split_seed).train for w in (work, other)]
    assert (parts[0].texts == parts[1].texts) == same


class Odd:
    """Stands for a trained model: its answers by the ids that come first in a text."""

    def __init__(self, answer):
        self.answer, self.facts = answer, {}

    def tensors(self):
        return {}

    def options(self):
        return {}

    def logits(self, corpus):
        first = np.array([corpus[i][0] for i in range(len(corpus))])
        return np.stack([self.answer(first), np.zeros(len(first))], axis=1)


def odd(answer, problem):
    """A classifier whose model is odd."""
    common = {"max_length": None, "signature": {}}
    return Classifier(DAN, Odd(answer), problem.vocabulary, problem.labels, **common)


def found(work, monkeypatch, answer):
    def fit(task, spec, problem, *rest):
        return odd(answer, problem), {}

    monkeypatch.setattr(module, "measured_fit", fit)
    return work.run_job(Job(DAN, 0, "ordered"), lambda fingerprint: None, print)


def test_answers_of_a_blind_model_that_are_no_numbers_are_no_sight_of_order(work, monkeypatch):
    tensors, _ = found(work, monkeypatch, lambda first: np.full(len(first), np.nan))
    assert np.isnan(tensors["test.log_probabilities"]).all()


def test_a_blind_model_that_sees_order_is_an_error_of_ours(work, monkeypatch):
    with pytest.raises(AssertionError, match="dan is blind and yet saw the order"):
        found(work, monkeypatch, lambda first: first.astype(float))


STOPPED = "the loss is no longer finite at step 12: the weights of epoch 1 are kept"


def test_what_befell_a_training_is_kept_with_its_result(work, monkeypatch):
    """What its log tells beside that, epochs and figures, is not."""
    (work.folder / "cells").mkdir()

    def fit(task, spec, problem, settings, seed, log, keeper_of):
        log({"epoch": 1, "loss": 0.5})
        log({"note": "receptive field: 31", "receptive_field": 31})
        if not keeper_of({}).fingerprint["job"].startswith("majority"):
            log({"note": STOPPED})
        return odd(np.ones_like, problem), {}

    monkeypatch.setattr(module, "measured_fit", fit)
    for job in work.jobs():
        run.do_job(work, job)
    cells = run.Cells(work)
    for job in work.jobs():
        cells.read(job)
    assert cells.notes() == {"dan.ordered.fold0.seed0": [STOPPED]}


def test_a_finished_comparison_reads_each_result_once(work, monkeypatch):
    (work.folder / "cells").mkdir()
    fitted = lambda task, spec, problem, *rest: (odd(np.ones_like, problem), {})  # noqa: E731
    monkeypatch.setattr(module, "measured_fit", fitted)
    for job in work.jobs():
        run.do_job(work, job)
    read, whole = [], run.read_model
    monkeypatch.setattr(run, "read_model", lambda path: (read.append(path), whole(path))[1])
    assert run.missing(work) == []
    gather(work, {})
    assert sorted(read) == sorted(run.cell_path(work, job) for job in work.jobs())
