"""One training of a comparison: what is checked of it, and what is told where it fails."""

from pathlib import Path

import numpy as np
import pytest

from seqtext.dataset import Dataset, Reading
from seqtext.models import ModelSpec
from seqtext.options import Settings
from seqtext.order import work as module
from seqtext.order.material import divide
from seqtext.order.plan import Job, Plan
from seqtext.order.work import Work

TEXTS = tuple(f"{word} film number {i}" for i, word in enumerate(["good", "bad"] * 20))
DATA = Dataset(TEXTS, ("pos", "neg") * 20)
DAN = ModelSpec("dan")


@pytest.fixture
def work(tmp_path: Path) -> Work:
    plan = Plan((DAN,), (0,), Reading(), Settings(), draws=2, languages=())
    return Work(plan, divide(DATA, DATA, DATA, 1, 0), tmp_path, {})


class Odd:
    """Stands for a trained model: its answers by the ids that come first in a text."""

    def __init__(self, answer):
        self.answer, self.facts = answer, {}

    def logits(self, corpus):
        first = np.array([corpus[i][0] for i in range(len(corpus))])
        return np.stack([self.answer(first), np.zeros(len(first))], axis=1)


def found(work, monkeypatch, answer):
    monkeypatch.setattr(module, "measured_fit", lambda *rest: (Odd(answer), {}))
    return work.found_by(Job(DAN, 0, "ordered"), lambda fingerprint: None)


def test_answers_of_a_blind_model_that_are_no_numbers_are_no_sight_of_order(work, monkeypatch):
    tensors, _ = found(work, monkeypatch, lambda first: np.full(len(first), np.nan))
    assert np.isnan(tensors["test"]).all()


def test_a_blind_model_that_sees_order_is_an_error_of_ours(work, monkeypatch):
    with pytest.raises(AssertionError, match="dan is blind and yet saw the order"):
        found(work, monkeypatch, lambda first: first.astype(float))
