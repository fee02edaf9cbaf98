"""The optimiser: its schedule, clipping, and tables trained by rows."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from seqtext.network_options import NetworkOptions
from seqtext.networks.batch import batches
from seqtext.networks.dan import DAN
from seqtext.networks.embedding import EmbeddingTable
from seqtext.options import TrainingOptions
from seqtext.training.loop import train_loop
from seqtext.training.optimizer import Optimizer, clip, rate
from seqtext.words.corpus import Corpus, offsets_of


@pytest.mark.parametrize(
    ("step", "expected"),
    # 10 steps, warm-up of 2: 1/2, 1 of the rate, then down by eighths.
    [(0, 0.5), (1, 1.0), (2, 1.0), (3, 0.875), (6, 0.5), (9, 0.125), (10, 0.0), (12, 0.0)],
)
def test_the_rate_rises_and_falls_in_straight_lines(step, expected):
    assert rate(step, 10, TrainingOptions(learning_rate=1.0, warmup=0.2)) == expected


@pytest.mark.parametrize(
    ("schedule", "step", "expected"),
    # Warm-up of 2 as above: half of the cosine after half of the other steps; 1/sqrt of steps.
    [
        ("cosine", 0, 0.5),
        ("cosine", 2, 1.0),
        ("cosine", 6, 0.5),
        ("cosine", 10, 0.0),
        ("inverse-sqrt", 0, 0.5),
        ("inverse-sqrt", 1, 1.0),
        ("inverse-sqrt", 7, 0.5),
    ],
)
def test_the_rate_falls_by_the_schedule(schedule, step, expected):
    options = TrainingOptions(learning_rate=1.0, warmup=0.2, schedule=schedule)
    assert rate(step, 10, options) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("how", "limit", "expected"),
    [("norm", 1.0, [0.6, -0.8]), ("norm", 10.0, [3.0, -4.0]), ("value", 3.5, [3.0, -3.5])],
)
def test_the_gradient_is_clipped_by_norm_or_by_value(how, limit, expected):
    gradients = [torch.tensor([[3.0]]), torch.tensor([-4.0])]
    clip(gradients, TrainingOptions(clip=how, clip_limit=limit))
    assert [g.item() for g in gradients] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("how", ["norm", "value"])
def test_a_torch_without_its_private_face_clips_to_the_same_bits(how, monkeypatch):
    torch.manual_seed(0)
    own, same = ([torch.randn(40, 3), torch.randn(7)] for _ in range(2))
    for one, other in zip(own, same, strict=True):
        other.copy_(one)
    options = TrainingOptions(clip=how, clip_limit=0.1)
    clip(own, options)
    for name in ("norm", "mul_", "clamp_min_", "clamp_max_"):
        monkeypatch.delattr(torch, f"_foreach_{name}")
    clip(same, options)
    assert all(map(torch.equal, own, same))


@pytest.mark.parametrize("clipping", ["norm", "value"])
@pytest.mark.parametrize("pieces", [1, 2, 3])
def test_a_table_trained_by_rows_is_clipped_like_a_dense_one(monkeypatch, pieces, clipping):
    """torch's own clip_grad_norm_ and AdamW over the whole table; words come several times."""
    monkeypatch.setattr("seqtext.training.optimizer.WORTH", 1)
    torch.manual_seed(0)
    table = EmbeddingTable(50, 3)
    twin = nn.Parameter(table.weight.detach().clone())
    options = TrainingOptions(learning_rate=0.1, weight_decay=0, clip=clipping, clip_limit=0.5)
    optimizer, right = Optimizer(table.train(), options, 6, 1), torch.optim.AdamW([twin])
    right.param_groups[0]["weight_decay"] = 0
    for step in range(6):
        optimizer.clear()
        right.zero_grad()
        ids = torch.randint(0, 8, (12,))
        targets = torch.randn(12, 3) * 4**step  # each step is clipped by another factor
        for part, target in zip(ids.chunk(pieces), targets.chunk(pieces), strict=True):
            for places, rows in (table.read(part), (part, twin)):
                (F.embedding(places, rows) * target).sum().backward()
        if clipping == "norm":
            torch.nn.utils.clip_grad_norm_([twin], 0.5)
        else:
            torch.nn.utils.clip_grad_value_([twin], 0.5)
        right.param_groups[0]["lr"] = rate(step, 6, options)
        right.step()
        optimizer.step()
    optimizer.settle()
    torch.testing.assert_close(table.weight.detach(), twin.detach(), atol=1e-5, rtol=1e-5)


def test_a_large_table_trained_by_rows_ends_like_one_trained_whole(monkeypatch):
    monkeypatch.setattr("seqtext.training.optimizer.WORTH", 1)
    generator = np.random.default_rng(0)
    lengths = generator.integers(1, 9, 200)
    ids = generator.integers(2, 600, lengths.sum()).astype(np.int32)
    corpus = Corpus(ids, offsets_of(lengths), (lengths % 2).astype(np.int32))
    tables = []
    for named in (math.inf, 40):
        torch.manual_seed(0)
        model = DAN(600, 2, NetworkOptions(embedding=4, hidden=4, word_dropout=0, dropout=0))
        start = model.embedding.weight.detach().clone()
        options = TrainingOptions(epochs=3, batch_texts=8, learning_rate=1e-2, clip_limit=100)
        passes = lambda epoch: batches(corpus, 8, 1000, 0, epoch)  # noqa: E731
        better = ({"metric": n} for n in range(3))
        train_loop(model, passes, better.__next__, options, [].append, named=named)
        tables.append(model.embedding.weight.detach() - start)
    assert (tables[0] - tables[1]).abs().max() < 0.02 * tables[0].abs().max()
