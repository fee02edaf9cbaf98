"""A batch that does not fit into memory: it goes in halves, and nothing else changes."""

from collections.abc import Callable
from itertools import count
from typing import Any, NamedTuple

import pytest
import torch
from torch import nn

from seqtext.errors import SeqtextError
from seqtext.options import TrainingOptions
from seqtext.training.loop import train_loop

X = torch.linspace(-1, 1, 32)[:, None]


def rising() -> Callable[[], dict[str, Any]]:
    """An `evaluate` that finds every epoch better than those before."""
    epochs = count()
    return lambda: {"metric": next(epochs)}


class Line(nn.Module):
    """y = w x + b with a squared error, and memory for so many items and no more."""

    room = 8

    def __init__(self, error: type[RuntimeError] = torch.cuda.OutOfMemoryError) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.zeros(1, 1))
        self.b = nn.Parameter(torch.zeros(1))
        self.error = error

    def forward(self, batch):
        if len(batch) > self.room:
            raise self.error("can't allocate memory" if self.error is RuntimeError else "")
        return ((batch.x @ self.w + self.b - batch.y) ** 2).sum(), torch.tensor(len(batch))


class Points(NamedTuple):
    """A batch that can be halved; one item of unequal weight in the error shows in the mean."""

    x: torch.Tensor
    y: torch.Tensor

    def __len__(self) -> int:
        return self.x.shape[0]

    def halves(self):
        cut = len(self) // 2
        return Points(self.x[:cut], self.y[:cut]), Points(self.x[cut:], self.y[cut:])


POINTS = Points(X[:27], X[:27].exp())


@pytest.mark.parametrize("error", [torch.cuda.OutOfMemoryError, RuntimeError])
def test_a_batch_that_does_not_fit_goes_in_halves_to_the_same_effect(error):
    options = TrainingOptions(epochs=3, learning_rate=0.1, patience=5)
    weights, logs = [], []
    for room in (100, 8):
        model, reported = Line(error), []
        model.room = room
        train_loop(model, lambda e: [(None, POINTS)] * 4, rising(), options, reported.append)
        weights.append((model.w.item(), model.b.item()))
        logs.append(reported)
    assert weights[1] == pytest.approx(weights[0], rel=1e-5)
    notes = [record["note"] for record in logs[1] if "note" in record]
    # 27 do not fit, nor 14: it goes in quarters of 6 and 7, and that is told as it happens.
    assert [n.split(":")[1] for n in notes] == [
        f" it is split into {n} pieces from here on, with the same result" for n in (2, 4)
    ]
    losses = [[r["loss"] for r in reported if "loss" in r] for reported in logs]
    assert losses[1] == pytest.approx(losses[0], rel=1e-5)


def test_an_item_that_does_not_fit_is_an_error_of_one_line():
    model = Line()
    model.room = 0
    with pytest.raises(SeqtextError, match="a single text does not fit into memory; cut texts"):
        train_loop(model, lambda e: [(None, POINTS)], rising(), TrainingOptions(), print)


def test_another_error_is_not_taken_for_want_of_memory():
    odd = Points(X[:8], X[:7])
    with pytest.raises(RuntimeError, match="must match the size"):
        train_loop(Line(), lambda e: [(None, odd)], rising(), TrainingOptions(), print)
