"""Batches hold every text once, whole, within both limits, in an order that the seed decides."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from seqtext.networks.batch import Placed, batches
from seqtext.words.corpus import Corpus, offsets_of


def corpus_of(texts: list[list[int]]) -> Corpus:
    ids = np.array([i for text in texts for i in text], np.int32)
    return Corpus(ids, offsets_of(np.array([len(t) for t in texts])), np.arange(len(texts)))


texts_of_ids = st.lists(st.lists(st.integers(1, 9), max_size=12), max_size=30)


@given(texts_of_ids, st.integers(1, 5), st.integers(1, 40), st.sampled_from([None, 0, 7]))
def test_each_text_stands_whole_in_one_batch_within_the_limits(texts, most, tokens, seed):
    seen: list[int] = []
    for positions, batch in batches(corpus_of(texts), most, tokens, seed):
        rows, time = batch.ids.shape
        assert rows == len(positions) <= most
        assert rows == 1 or rows * time <= tokens
        assert time == max(1, *(len(texts[i]) for i in positions), 0)
        for row, length, label, i in zip(*map(list, (batch.ids, batch.lengths, batch.labels)),
                                         positions, strict=True):  # fmt: skip
            assert row.tolist() == texts[i] + [0] * (time - len(texts[i]))
            assert (length, label) == (len(texts[i]), i)
        seen += positions.tolist()
    assert sorted(seen) == list(range(len(texts)))


def test_sorted_ids_are_sorted_within_a_text_and_padded_with_zero():
    [(_, batch)] = batches(
        Placed.of(corpus_of([[3, 1, 2], [], [9, 1]]), sort_ids=True), 8, 100, None
    )
    assert batch.ids.tolist() == [[1, 2, 3], [1, 9, 0], [0, 0, 0]]
    assert batch.mask.tolist() == [[True] * 3, [True, True, False], [False] * 3]


@pytest.fixture
def long_corpus() -> Corpus:
    lengths = np.random.default_rng(0).integers(1, 101, 10_000)
    return Corpus(
        np.ones(lengths.sum(), np.int32), offsets_of(lengths), np.zeros(len(lengths), np.int32)
    )


def order_of(corpus: Corpus, seed: int, epoch: int) -> list[int]:
    return np.concatenate([p for p, _ in batches(corpus, 64, 10**6, seed, epoch)]).tolist()


def test_the_training_order_depends_on_seed_and_epoch_alone(long_corpus):
    np.random.seed(1)
    first = order_of(long_corpus, 3, 0)
    np.random.seed(2)
    assert order_of(long_corpus, 3, 0) == first
    assert order_of(long_corpus, 4, 0) != first
    assert order_of(long_corpus, 3, 1) != first


def test_little_of_a_training_pass_is_padding_and_its_lengths_are_mixed(long_corpus):
    train = batches(long_corpus, 64, 10**6, seed=0)
    shapes = [batch.ids.shape for _, batch in train]
    padded = sum(texts * time for texts, time in shapes)
    assert len(train) == len(shapes)
    assert len(long_corpus.ids) / padded > 0.95
    times = np.array([time for _, time in shapes])
    assert abs(np.corrcoef(times, np.arange(len(times)))[0, 1]) < 0.3


def test_the_halves_of_a_batch_are_the_batch():
    [(_, batch)] = batches(corpus_of([[3, 1, 2], [], [9, 1]]), 8, 100, None)
    first, second = batch.halves()
    assert (len(first), len(second)) == (1, 2)
    for name in ("ids", "lengths", "labels"):
        parts = [getattr(part, name) for part in (first, second)]
        assert torch.equal(torch.cat(parts), getattr(batch, name))


def test_the_members_of_a_pair_come_in_one_batch_and_pairs_in_every_order():
    lengths = np.repeat(np.random.default_rng(0).integers(1, 101, 500), 2)
    ids = np.ones(lengths.sum(), np.int32)
    corpus = Corpus(ids, offsets_of(lengths), np.zeros(len(lengths), np.int32))
    orders = []
    for epoch in (0, 1):
        groups = [p for p, _ in batches(corpus, 64, 10**6, 3, epoch, together=2)]
        for group in groups:
            assert (group[1::2] == group[::2] + 1).all()
        orders.append(np.concatenate(groups).tolist())
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(1000))
    assert orders[0] != orders[1]
