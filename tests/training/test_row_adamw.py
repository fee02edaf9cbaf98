"""Row by row or all at once: torch's own AdamW over the whole table says what is right."""

from dataclasses import replace
from functools import partial

import pytest
import torch
import torch.nn.functional as F

from seqtext.options import SCHEDULES, TrainingOptions
from seqtext.training.optimizer import rate
from seqtext.training.row_adamw import Rows

ROWS, SIZE, STEPS, DECAY = 40, 3, 250, 0.01
OPTIONS = TrainingOptions(learning_rate=1e-2)
RATES = [rate(step, STEPS, OPTIONS) for step in range(STEPS)]


class Both:
    """A table trained by `Rows`, and its twin trained by torch.optim.AdamW."""

    def __init__(self, planned: int = STEPS) -> None:
        torch.manual_seed(0)
        self.twin = torch.nn.Parameter(torch.randn(ROWS, SIZE))
        self.table = self.twin.detach().clone()
        self.rows = Rows(self.table, lambda step: rate(step, STEPS, OPTIONS), planned, DECAY)
        self.adamw = torch.optim.AdamW([self.twin], weight_decay=DECAY)
        self.target = torch.randn(ROWS, SIZE)
        self.steps = 0

    def step(self, *parts: torch.Tensor) -> None:
        """One step on batches of ids whose gradients add up."""
        self.adamw.zero_grad()
        for ids in parts:
            noise = torch.randn(len(ids), SIZE)
            for places, table in ((ids, self.twin), self.rows.read(ids)):
                (F.embedding(places, table) - self.target[ids] + noise).square().sum().backward()
        self.adamw.param_groups[0]["lr"] = RATES[self.steps]
        self.adamw.step()
        self.rows.step()
        self.steps += 1

    def apart(self) -> float:
        return (self.table - self.twin.detach()).abs().max().item()


def seldom(count: int) -> torch.Tensor:
    """Ids as words are: few are frequent, most are rare; row 0 never comes."""
    chances = 1 / torch.arange(1, ROWS).float() ** 1.5
    return torch.multinomial(chances, count, replacement=True) + 1


def test_a_settled_table_is_that_of_adamw():
    both = Both()
    for _ in range(STEPS):
        both.step(seldom(5))
    assert both.apart() > 0.01  # what has not been made up yet
    both.rows.settle()
    assert both.apart() < 1e-3
    torch.testing.assert_close(both.table[0], both.twin.detach()[0])  # decay alone


def test_what_is_read_is_already_made_up():
    both = Both()
    for _ in range(60):
        both.step(seldom(5))
    _, rows = both.rows.read(torch.arange(ROWS))
    assert (rows - both.twin).abs().max() < 1e-3
    assert both.apart() > 1e-3


def test_a_row_that_is_read_twice_before_a_step_has_both_gradients():
    both = Both()
    for _ in range(50):
        both.step(seldom(4), seldom(4))
    both.rows.settle()
    assert both.apart() < 1e-3


def test_settling_in_the_middle_changes_nothing():
    both = Both()
    for step in range(100):
        both.step(seldom(5))
        if step % 10 == 0:
            both.rows.settle()
    both.rows.settle()
    assert both.apart() < 1e-3


def test_forgetting_and_steps_without_rows():
    both = Both()
    both.step(seldom(5))
    both.rows.read(seldom(5))
    both.rows.forget()
    for _ in range(3):
        both.step(torch.empty(0, dtype=torch.int64))
    both.step(torch.arange(ROWS))
    both.rows.settle()
    assert both.apart() < 1e-3


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_sums_made_in_parts_are_those_made_at_once(schedule):
    """The whole table of a training, by the sum over all its steps, bit for bit."""
    steps = 30_000
    rates = partial(rate, steps=steps, options=replace(OPTIONS, schedule=schedule))
    whole = Rows(torch.zeros(1, 1), rates, steps, DECAY)
    assert len(whole.moves) == steps + 1
    for end in (1, 64, 2_000, 25_000, steps):
        parts = Rows(torch.zeros(1, 1), rates, steps, DECAY)
        parts._reach(end)
        assert torch.equal(parts.moves, whole.moves[: end + 1])
        assert torch.equal(parts.shrinks, whole.shrinks[: end + 1])


def test_a_training_may_have_more_steps_than_were_planned(monkeypatch):
    monkeypatch.setattr("seqtext.training.row_adamw.FIRST", 3)
    both = Both(planned=STEPS - 9)
    for _ in range(STEPS):
        both.step(seldom(5))
    both.rows.settle()
    assert both.apart() < 1e-3


@pytest.mark.parametrize("rows", [ROWS, 0])
def test_a_table_may_be_empty(rows):
    table = torch.zeros(rows, SIZE)
    Rows(table, partial(rate, steps=STEPS, options=OPTIONS), STEPS, DECAY).settle()
    assert torch.equal(table, torch.zeros(rows, SIZE))
