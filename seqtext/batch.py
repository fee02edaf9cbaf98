"""Batches: texts of similar length, padded on the right, in an order that a seed decides."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from seqtext.corpus import Corpus

POOL = 50  # batches sorted by length together: little padding, and still a fresh mixture each epoch
LAST = np.iinfo(np.int64).max  # sorts padding behind every id


@dataclass(frozen=True)
class Batch:
    """Texts that a network reads together. An empty text has length 0 and is all padding."""

    ids: Tensor  # int64 [texts, time], padded on the right with 0; time is at least 1
    lengths: Tensor  # int64 [texts]
    labels: Tensor  # int64 [texts]; -1 where training never saw the label

    @property
    def mask(self) -> Tensor:
        """bool [texts, time]: True at tokens, False at padding."""
        return torch.arange(self.ids.shape[1], device=self.ids.device) < self.lengths[:, None]


@dataclass(frozen=True)
class Batches:
    """One pass over a corpus. Sized; yields (positions in the corpus: int64 [texts], Batch)."""

    corpus: Corpus
    groups: list[np.ndarray]
    sort_ids: bool

    def __len__(self) -> int:
        return len(self.groups)

    def __iter__(self) -> Iterator[tuple[np.ndarray, Batch]]:
        for positions in self.groups:
            yield positions, pad(self.corpus, positions, self.sort_ids)


def batches(
    corpus: Corpus,
    texts: int,
    tokens: int,
    seed: int | None,
    epoch: int = 0,
    sort_ids: bool = False,
) -> Batches:
    """Group a corpus into batches of at most `texts` texts and texts x longest <= `tokens`.

    A single text longer than `tokens` stands alone. With a seed the order is that of training, a
    pure function of (seed, epoch): shuffled, sorted by length in pools, the batches shuffled again.
    With seed None the longest texts come first, for prediction: put the results back by the
    positions. `sort_ids` sorts the ids of each text, for models that are blind to order.
    """
    lengths = corpus.lengths
    if seed is None:
        order = np.argsort(-lengths, kind="stable")
        return Batches(corpus, list(_cut(order, lengths, texts, tokens)), sort_ids)
    generator = np.random.default_rng([seed, epoch])
    shuffled = generator.permutation(len(lengths))
    groups: list[np.ndarray] = []
    for start in range(0, len(shuffled), POOL * texts):
        pool = shuffled[start : start + POOL * texts]
        pool = pool[np.argsort(-lengths[pool], kind="stable")]
        groups.extend(_cut(pool, lengths, texts, tokens))
    return Batches(corpus, [groups[i] for i in generator.permutation(len(groups))], sort_ids)


def _cut(order: np.ndarray, lengths: np.ndarray, texts: int, tokens: int) -> Iterator[np.ndarray]:
    """Cut positions, longest text first, into groups within both limits."""
    start = 0
    while start < len(order):
        longest = max(1, int(lengths[order[start]]))
        size = max(1, min(texts, tokens // longest))
        yield order[start : start + size]
        start += size


def pad(corpus: Corpus, positions: np.ndarray, sort_ids: bool = False) -> Batch:
    """The texts at `positions`, side by side."""
    lengths = corpus.lengths[positions]
    time = np.arange(max(1, lengths.max(initial=0)))
    mask = time < lengths[:, None]
    ids = np.full(mask.shape, LAST if sort_ids else 0, dtype=np.int64)
    ids[mask] = corpus.ids[(corpus.offsets[positions, None] + time)[mask]]
    if sort_ids:
        ids.sort(axis=1)
        ids[~mask] = 0
    labels = corpus.labels[positions].astype(np.int64)
    return Batch(torch.from_numpy(ids), torch.from_numpy(lengths), torch.from_numpy(labels))
