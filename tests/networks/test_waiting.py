"""A training step never makes the host wait for the device.

torch's "meta" device stands for a card: its tensors have shapes and no values, so whatever hangs
on a value (`item`, `nonzero`, a boolean index) raises there, and a copy between the host and the
device shows as an operation with tensors of both. `make gpu` asks a card itself.
"""

from contextlib import nullcontext
from importlib import import_module

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from seqtext.network_options import NetworkOptions, TranslatorOptions
from seqtext.networks.batch import Placed, batches
from seqtext.options import TrainingOptions
from seqtext.registry import CLASSIFIERS, NETWORKS
from seqtext.tasks.translate.network import build_network
from seqtext.tasks.translate.pair_batch import Pairs, pair_batches
from seqtext.training.adamw import AdamW
from seqtext.training.gradient import Gradient
from seqtext.training.optimizer import Optimizer
from seqtext.words.corpus import Corpus, offsets_of

WORDS = 20
DEVICE = torch.device("meta")
SMALL = {"embedding": 8, "hidden": 8, "heads": 2}
TRANSLATORS = [
    ("seq2seq-rnn", {"attention": "none"}, 1.0),
    ("seq2seq-lstm", {"attention": "additive"}, 1.0),
    ("seq2seq-gru", {"attention": "multiplicative", "reset": "before"}, 0.5),
    ("transformer", {}, 0.5),
    ("transformer-blind", {"norm_place": "post", "positions": "sinusoidal"}, 1.0),
]


class Watch(TorchDispatchMode):
    """Fails where one operation has tensors of two devices: one is copied, and waited for."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        devices = {t.device.type for t in (*args, result) if isinstance(t, torch.Tensor)}
        assert len(devices) < 2, f"{func} copies"
        return result


@pytest.fixture(autouse=True)
def an_optimizer_for_tensors_without_values(monkeypatch):
    """torch's fused AdamW knows real devices alone."""

    class Plain(AdamW):
        @torch.no_grad()
        def step(self, rate):
            for weight in self.weights:
                if weight.grad is not None:
                    weight.add_(weight.grad, alpha=-0.1)

    monkeypatch.setattr("seqtext.training.optimizer.AdamW", Plain)


def corpus():
    lengths = np.arange(24) % 5 + 1
    ids = np.random.default_rng(0).integers(4, WORDS, lengths.sum()).astype(np.int32)
    return Corpus(ids, offsets_of(lengths), (lengths % 2).astype(np.int32))


def learn(model, passes):
    """Steps on all batches of a pass but the first, with which the order of the pass is copied."""
    optimizer = Optimizer(model.train(), TrainingOptions(), 100)
    gradient = Gradient(model, optimizer, nullcontext, print)
    rest = iter(passes)
    next(rest)
    with Watch():
        for number, (_, batch) in enumerate(rest):
            gradient.pieces = 1 + number % 2
            gradient(batch)
            optimizer.step()
    assert optimizer.steps == 2


# Every network with one pooling, and one network with each; make soak has all of both.
SOAK = pytest.mark.soak
STEPS = [
    pytest.param(name, pooling, marks=[] if pooling == "max" or name == "lstm" else SOAK)
    for name in NETWORKS
    for pooling in ("max", "mean", "last")
]


@pytest.mark.parametrize(("name", "pooling"), STEPS)
def test_a_step_of_a_network_does_not_wait(name, pooling):
    module, kind = CLASSIFIERS[name].network.split(":")
    options = NetworkOptions(**SMALL, pooling=pooling, init="xavier")
    with DEVICE:
        model = getattr(import_module(module), kind)(WORDS, 2, options, name)
    placed = Placed.of(corpus(), DEVICE, sort_ids=name.endswith("blind"))
    learn(model, batches(placed, 8, 1000, 0))


@pytest.mark.parametrize(("name", "more", "forced"), TRANSLATORS)
def test_a_step_of_a_translator_does_not_wait(name, more, forced):
    with DEVICE:
        model = build_network(name, (WORDS, WORDS), TranslatorOptions(**SMALL, **more), False)
    pairs = Pairs.of(corpus(), corpus(), DEVICE, sort_ids=name.endswith("blind"))
    learn(model, pair_batches(pairs, 8, 1000, 0, forced=forced))


def test_it_would_see_a_copy_and_a_look_at_a_value():
    there = torch.zeros(3, device=DEVICE)
    with Watch(), pytest.raises(AssertionError, match="copies"):
        torch.zeros(()).to(there)
    with Watch(), pytest.raises(NotImplementedError, match="nonzero"):
        there[there > 0]
    with Watch(), pytest.raises(RuntimeError, match="item"):
        there.sum().item()
