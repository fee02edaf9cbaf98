"""The loop: schedule, clipping, early stopping, the weights that are kept, and equal bytes."""

import inspect
import math

import numpy as np
import pytest
import torch
from torch import nn

from seqtext.batch import batches
from seqtext.corpus import Corpus, offsets_of
from seqtext.errors import SeqtextError
from seqtext.models.dan import DAN
from seqtext.models.sequence_classifier import SequenceClassifier
from seqtext.optimizer import adamw, clip, rate
from seqtext.options import NetworkOptions, TrainingOptions
from seqtext.training import train


class Line(nn.Module):
    """y = w x + b with a squared error: a task that has nothing to do with text."""

    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.zeros(1, 1))
        self.b = nn.Parameter(torch.zeros(1))

    def forward(self, batch):
        x, y = batch
        return ((x @ self.w + self.b - y) ** 2).sum(), torch.tensor(len(x))


X = torch.linspace(-1, 1, 32)[:, None]
DATA = [(None, (X[i : i + 8], 3 * X[i : i + 8] - 2)) for i in range(0, 32, 8)]


def scripted(values):
    """An `evaluate` that answers the given metrics one after the other."""
    rest = iter(values)
    return lambda: {"metric": next(rest)}


@pytest.mark.parametrize(
    ("step", "expected"),
    # 10 steps, warm-up of 2: 1/2, 1 of the rate, then down by eighths.
    [(0, 0.5), (1, 1.0), (2, 1.0), (3, 0.875), (6, 0.5), (9, 0.125), (10, 0.0), (12, 0.0)],
)
def test_the_rate_rises_and_falls_in_straight_lines(step, expected):
    assert rate(step, 10, TrainingOptions(learning_rate=1.0, warmup=0.2)) == expected


@pytest.mark.parametrize(
    ("how", "limit", "expected"),
    [("norm", 1.0, [0.6, -0.8]), ("norm", 10.0, [3.0, -4.0]), ("value", 3.5, [3.0, -3.5])],
)
def test_the_gradient_is_clipped_by_norm_or_by_value(how, limit, expected):
    gradients = [torch.tensor([[3.0]]), torch.tensor([-4.0])]
    clip(gradients, TrainingOptions(clip=how, clip_limit=limit))
    assert [g.item() for g in gradients] == pytest.approx(expected, rel=1e-5)


def test_the_decay_shrinks_weights_and_no_bias():
    model = Line()
    with torch.no_grad():
        model.w.fill_(2.0)
        model.b.fill_(2.0)
    optimizer = adamw(model, TrainingOptions(learning_rate=0.1, weight_decay=0.5))
    model.w.grad, model.b.grad = torch.zeros(1, 1), torch.zeros(1)
    optimizer.step()
    assert model.w.item() == pytest.approx(2.0 * (1 - 0.1 * 0.5))
    assert model.b.item() == 2.0


def test_it_fits_what_it_knows_nothing_of_and_logs_each_epoch():
    torch.manual_seed(0)
    model, log = Line(), []
    options = TrainingOptions(epochs=60, learning_rate=0.3, weight_decay=0, patience=60)
    record = train(model, lambda e: DATA, scripted(range(60)), options, log.append)
    assert (model.w.item(), model.b.item()) == pytest.approx((3, -2), abs=1e-2)
    assert (record.epochs, record.steps, record.best_epoch, record.metric) == (60, 240, 60, 59)
    assert [r["epoch"] for r in log] == list(range(1, 61))
    assert [r["step"] for r in log] == list(range(4, 244, 4))
    # All zeros answer 0: the mean of (3x - 2)^2 is 4 + 9 mean(x^2). The first loss is near it.
    assert log[0]["loss"] == pytest.approx(4 + 9 * (X**2).mean().item(), rel=0.05)
    assert log[-1]["loss"] < 1e-3


def test_it_stops_early_and_keeps_the_weights_of_the_best_epoch():
    model, seen = Line(), []

    def evaluate():
        seen.append(model.w.item())
        return {"metric": [0.1, 0.5, 0.5, 0.4, 0.9][len(seen) - 1]}

    options = TrainingOptions(epochs=9, learning_rate=0.1, patience=2)
    record = train(model, lambda e: DATA, evaluate, options, lambda r: None)
    assert (record.epochs, record.best_epoch, record.metric) == (4, 2, 0.5)
    assert model.w.item() == seen[1] != seen[3]
    assert not model.training


def test_a_loss_that_is_not_finite_stops_with_a_remedy():
    bad = [(None, (X, X * math.inf))]
    with pytest.raises(SeqtextError, match="at step 1; try a lower --learning-rate"):
        train(Line(), lambda e: bad, scripted([0]), TrainingOptions(), lambda r: None)


@pytest.mark.parametrize("model", [DAN, SequenceClassifier])
def test_the_same_seed_gives_the_same_bytes(model):
    lengths = np.random.default_rng(0).integers(0, 9, 60)
    ids = np.random.default_rng(1).integers(2, 20, lengths.sum()).astype(np.int32)
    corpus = Corpus(ids, offsets_of(lengths), (lengths % 2).astype(np.int32))

    def weights(seed: int) -> list[bytes]:
        torch.manual_seed(seed)
        module = model(20, 2, NetworkOptions(embedding=8, hidden=8), "lstm")
        options = TrainingOptions(epochs=2, batch_texts=16)
        passes = lambda epoch: batches(corpus, 16, 1000, seed, epoch)  # noqa: E731
        train(module, passes, scripted([0, 1]), options, lambda r: None)
        return [tensor.numpy().tobytes() for tensor in module.state_dict().values()]

    assert weights(5) == weights(5)
    assert weights(5) != weights(6)


def test_the_loop_is_no_longer_than_sixty_lines():
    assert len(inspect.getsource(train).splitlines()) <= 60
