"""Batches: texts of similar length, padded on the right, in an order that a seed determines.

The corpus is on the device, and batches are gathered there, without copies from the host.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from torch import Tensor

from seqtext.words.corpus import Corpus

POOL = 50  # batches per pool sorted by length: little padding, and a new mixture in each epoch
LAST = np.iinfo(np.int64).max  # sorts padding after every id
CPU = torch.device("cpu")


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

    def __len__(self) -> int:
        return len(self.lengths)

    def halves(self) -> tuple[Self, Self]:
        """The first and the second half of the texts."""
        cut = len(self) // 2
        first, second = (slice(None, cut), slice(cut, None))
        make = type(self)
        return (
            make(self.ids[first], self.lengths[first], self.labels[first]),
            make(self.ids[second], self.lengths[second], self.labels[second]),
        )


@dataclass(frozen=True)
class Placed:
    """A corpus on a device, from which batches are gathered."""

    host_lengths: np.ndarray  # int64 [texts]: they decide the batches
    ids: Tensor  # int32 [tokens + 1]; the last one is padding
    starts: Tensor  # int64 [texts]
    lengths: Tensor  # int64 [texts]
    labels: Tensor  # int64 [texts]
    sort_ids: bool

    @classmethod
    def of(cls, corpus: Corpus, device: torch.device = CPU, sort_ids: bool = False) -> Self:
        """`sort_ids` sorts the ids of each text, for models that are blind to order."""
        ids = np.append(corpus.ids, np.int32(0))
        starts, labels = corpus.offsets[:-1], corpus.labels.astype(np.int64)
        parts = [torch.from_numpy(a).to(device) for a in (ids, starts, corpus.lengths, labels)]
        return cls(corpus.lengths, parts[0], parts[1], parts[2], parts[3], sort_ids)

    def cut(self, texts: Tensor, time: int) -> Batch:
        """The batch of the texts at these positions; none is longer than `time`."""
        lengths = self.lengths.index_select(0, texts)
        steps = torch.arange(time, device=texts.device)
        mask = steps < lengths[:, None]  # [texts, time]
        places = self.starts.index_select(0, texts)[:, None] + steps
        places = places.masked_fill(~mask, len(self.ids) - 1)
        ids = self.ids[places].long()  # [texts, time]
        if self.sort_ids:
            ids = ids.masked_fill(~mask, LAST).sort(dim=1).values.masked_fill(~mask, 0)
        return Batch(ids, lengths, self.labels.index_select(0, texts))


@dataclass(frozen=True)
class Batches:
    """One pass over a corpus. Sized; yields (positions in the corpus: int64 [texts], Batch)."""

    corpus: Placed
    groups: list[np.ndarray]

    def __len__(self) -> int:
        return len(self.groups)

    def __iter__(self) -> Iterator[tuple[np.ndarray, Batch]]:
        if not self.groups:
            return
        order = torch.from_numpy(np.concatenate(self.groups)).to(self.corpus.ids.device)
        for positions, texts in zip(
            self.groups, order.split([len(g) for g in self.groups]), strict=True
        ):
            longest = int(self.corpus.host_lengths[positions].max())
            yield positions, self.corpus.cut(texts, max(1, longest))


def batches(
    corpus: Corpus | Placed,
    texts: int,
    tokens: int,
    seed: int | None,
    epoch: int = 0,
    together: int = 1,
) -> Batches:
    """Group a corpus into batches of at most `texts` texts and texts x longest text <= `tokens`.

    A text longer than `tokens` is a batch of its own. With a seed the order is for training, a pure
    function of (seed, epoch): shuffled, sorted by length in pools, and the batches shuffled again.
    With seed None the longest texts come first, for prediction; the positions restore the order. A
    corpus without a device is placed on the CPU. `together`: that many adjacent texts, if they have
    one length, move as one.
    """
    placed = corpus if isinstance(corpus, Placed) else Placed.of(corpus)
    lengths = placed.host_lengths
    if seed is None:
        order = np.argsort(-lengths, kind="stable")
        return Batches(placed, list(_groups(order, lengths, texts, tokens)))
    generator = np.random.default_rng([seed, epoch])
    moved = generator.permutation(len(lengths) // together)
    shuffled = (together * moved[:, None] + np.arange(together)).ravel()
    groups: list[np.ndarray] = []
    for start in range(0, len(shuffled), POOL * texts):
        pool = shuffled[start : start + POOL * texts]
        pool = pool[np.argsort(-lengths[pool], kind="stable")]
        groups.extend(_groups(pool, lengths, texts, tokens))
    return Batches(placed, [groups[i] for i in generator.permutation(len(groups))])


def _groups(
    order: np.ndarray, lengths: np.ndarray, texts: int, tokens: int
) -> Iterator[np.ndarray]:
    """Cut positions, longest text first, into groups within both limits."""
    start = 0
    while start < len(order):
        longest = max(1, int(lengths[order[start]]))
        size = max(1, min(texts, tokens // longest))
        yield order[start : start + size]
        start += size
