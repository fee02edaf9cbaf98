"""The loop: early stopping, the weights that are kept, and equal bytes."""

import inspect
import math

import numpy as np
import pytest
import torch
from torch import nn

from seqtext.errors import SeqtextError
from seqtext.network_options import NetworkOptions
from seqtext.networks.batch import batches
from seqtext.networks.dan import DAN
from seqtext.networks.sequence_classifier import SequenceClassifier
from seqtext.options import TrainingOptions
from seqtext.training.best_weights import Best
from seqtext.training.loop import COUNTED, steps_in, train_loop
from seqtext.words.corpus import Corpus, offsets_of


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


def log_of(records):
    """A log that keeps its records in a list."""
    return records.append


def scripted(values):
    """An `evaluate` that answers the given metrics one after the other."""
    rest = iter(values)
    return lambda: {"metric": next(rest)}


def test_weights_from_a_checkpoint_and_from_a_card_have_a_mean():
    before, after, card = Best(keep=2), Best(keep=2), torch.device("meta")
    before.offer(Line(), 1, 0.5)
    after.take(before.state(), card)
    after.offer(Line().to(card), 2, 0.6)
    assert {weight.device for weight in after.mean().values()} == {card}


@pytest.mark.parametrize(("last", "kept"), [(0.9, True), (0.1, False)])
def test_the_mean_of_the_best_weights_is_kept_where_it_is_no_worse(last, kept):
    model, seen, reported = Line(), [], []

    def evaluate():
        seen.append(model.w.item())
        return {"metric": [0.4, 0.5, 0.3, last][len(seen) - 1]}

    options = TrainingOptions(epochs=3, learning_rate=0.1, average=2)
    record = train_loop(model, lambda e: DATA, evaluate, options, reported.append)
    assert seen[3] == pytest.approx((seen[0] + seen[1]) / 2)
    assert (model.w.item(), record.metric) == ((seen[3], last) if kept else (seen[1], 0.5))
    assert reported[-1]["note"].startswith("the mean of the weights of epochs 1, 2 is")


def test_passes_of_unequal_length_have_a_rate_for_each_step():
    passes = [DATA[:1], DATA, DATA + DATA]
    options = TrainingOptions(epochs=3)
    record = train_loop(Line(), passes.__getitem__, scripted(range(3)), options, log_of([]))
    assert record.steps == 13


def test_the_first_step_does_not_wait_for_the_batches_of_all_passes():
    asked = []

    def passes(epoch):
        asked.append(epoch)
        return DATA

    options = TrainingOptions(epochs=100_000, patience=1)
    record = train_loop(Line(), passes, scripted([1, 0]), options, log_of([]))
    assert record.epochs == 2
    assert len(asked) <= COUNTED + 2


@pytest.mark.parametrize(
    ("lengths", "epochs", "steps"),
    # Passes of 3 and 4 batches in turn. Counted one by one; then by their mean, 3.5.
    [([3, 4], 5, 17), ([3, 4], 101, 354), ([3, 4], 1000, 3500), ([3], 100_000, 300_000)],
)
def test_a_long_schedule_is_as_long_as_its_passes(lengths, epochs, steps):
    assert steps_in(lambda e: range(lengths[e % len(lengths)]), epochs) == steps


def test_it_fits_what_it_knows_nothing_of_and_logs_each_epoch():
    torch.manual_seed(0)
    model, log = Line(), []
    options = TrainingOptions(epochs=60, learning_rate=0.3, weight_decay=0, patience=60)
    record = train_loop(model, lambda e: DATA, scripted(range(60)), options, log.append)
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
    record = train_loop(model, lambda e: DATA, evaluate, options, lambda r: None)
    assert (record.epochs, record.best_epoch, record.metric) == (4, 2, 0.5)
    assert model.w.item() == seen[1] != seen[3]
    assert not model.training


BAD = [(None, (X, X * math.inf))]


def test_it_stops_when_the_records_say_that_the_task_is_solved():
    def solved(records):
        return sum(record["metric"] == 1.0 for record in records) >= 2

    options = TrainingOptions(epochs=6, patience=6)
    metrics = [0.5, 1.0, 0.9, 1.0, 1.0, 1.0]
    record = train_loop(
        Line(), lambda e: DATA, scripted(metrics), options, log_of([]), solved=solved
    )
    assert (record.epochs, record.best_epoch) == (4, 2)


def test_a_loss_that_is_not_finite_stops_with_its_step_and_a_remedy():
    with pytest.raises(SeqtextError, match="at step 6; try a lower --learning-rate"):
        train_loop(
            Line(), lambda e: DATA + DATA[:1] + BAD, scripted([0]), TrainingOptions(), log_of([])
        )


def test_the_best_weights_so_far_are_kept_when_the_loss_is_no_longer_finite():
    model, seen, reported = Line(), [], []
    passes = [DATA, DATA, DATA[:3] + BAD + DATA]

    def evaluate():
        seen.append(model.w.item())
        return {"metric": [0.5, 0.4][len(seen) - 1]}

    options = TrainingOptions(epochs=3, learning_rate=0.1, patience=5)
    record = train_loop(model, passes.__getitem__, evaluate, options, log_of(reported))
    assert model.w.item() == seen[0] != seen[1]
    assert (record.epochs, record.best_epoch) == (2, 1)
    assert record.stopped == "the loss is no longer finite at step 12"
    assert reported[-1]["note"].startswith(
        f"{record.stopped}: the weights of epoch 1 are kept; try"
    )


class Root(nn.Module):
    """The root of an error: without one the loss is 0, and its gradient is not a number."""

    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.zeros(1))

    def forward(self, y):
        return (self.w - y).abs().sqrt().sum(), torch.tensor(1)

    def spoiled_in(self, epoch):
        """Passes of a batch each; the step of this one spoils the weights, and no loss shows it."""
        return lambda e: [(None, self.w.detach().clone() if e == epoch else torch.ones(1))]


def test_weights_that_the_last_step_of_an_epoch_spoils_are_not_kept():
    model, reported = Root(), []
    options = TrainingOptions(epochs=3, learning_rate=0.1)
    record = train_loop(model, model.spoiled_in(1), scripted([0.5]), options, log_of(reported))
    assert model.w.isfinite().all()
    assert (record.epochs, record.best_epoch, record.metric) == (1, 1, 0.5)
    assert record.stopped == "the weights are no longer finite after step 2"
    assert [r.get("epoch") for r in reported] == [1, None]
    assert reported[-1]["note"].startswith(
        f"{record.stopped}: the weights of epoch 1 are kept; try"
    )


def test_weights_that_the_only_epoch_spoils_are_an_error():
    model, options = Root(), TrainingOptions(epochs=1)
    with pytest.raises(SeqtextError, match="the weights are no longer finite after step 1; try a"):
        train_loop(model, model.spoiled_in(0), scripted([0.5]), options, log_of([]))


@pytest.mark.parametrize("metric", [math.nan, -math.inf])
def test_weights_whose_answers_are_not_finite_are_not_kept(metric):
    model, reported = Line(), []
    options = TrainingOptions(epochs=3, learning_rate=0.1)
    record = train_loop(model, lambda e: DATA, scripted([0.5, metric]), options, log_of(reported))
    assert (record.best_epoch, record.metric) == (1, 0.5)
    assert reported[-1]["note"].startswith(
        "the answers on the development set are no longer finite after step 8: the weights of "
        "epoch 1 are kept; try"
    )
    with pytest.raises(SeqtextError, match="no longer finite after step 4; try a lower"):
        train_loop(Line(), lambda e: DATA, scripted([metric]), options, log_of([]))


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
        train_loop(module, passes, scripted([0, 1]), options, lambda r: None)
        return [tensor.numpy().tobytes() for tensor in module.state_dict().values()]

    assert weights(5) == weights(5)
    assert weights(5) != weights(6)


def test_the_loop_is_no_longer_than_sixty_lines():
    assert len(inspect.getsource(train_loop).splitlines()) <= 60
