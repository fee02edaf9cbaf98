"""Batches of sentence pairs: source and target, each a batch of texts that end in </s>."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import torch

from seqtext.networks.batch import CPU, POOL, Batch, Placed
from seqtext.tasks.translate.pair_reading import END
from seqtext.words.corpus import Corpus


@dataclass(frozen=True)
class PairBatch:
    """Pairs that a translator reads together.

    sources  ids and lengths, each text ends in </s>
    targets  the other side of the same pairs, each text ends in </s>
    forced   share of the correct previous words that the decoder gets in training, not its own
             guesses
    """

    sources: Batch
    targets: Batch
    forced: float = 1.0

    def __len__(self) -> int:
        return len(self.sources)

    def halves(self) -> tuple[Self, Self]:
        """The first and the second half of the pairs."""
        sides = zip(self.sources.halves(), self.targets.halves(), strict=True)
        first, second = (type(self)(source, target, self.forced) for source, target in sides)
        return first, second


def with_end(corpus: Corpus) -> Corpus:
    """The corpus with </s> after each text."""
    offsets = corpus.offsets + np.arange(len(corpus.offsets))
    ids = np.insert(corpus.ids, corpus.offsets[1:], np.int32(END))
    return replace(corpus, ids=ids, offsets=offsets)


@dataclass(frozen=True)
class Pairs:
    """Both sides of a parallel corpus on a device, from which batches are cut."""

    sources: Placed
    targets: Placed

    @classmethod
    def of(
        cls, sources: Corpus, targets: Corpus, device: torch.device = CPU, sort_ids: bool = False
    ) -> Self:
        """`sort_ids` sorts the source's ids, for encoders that are blind to order."""
        placed = Placed.of(with_end(sources), device, sort_ids)
        return cls(placed, Placed.of(with_end(targets), device))


@dataclass(frozen=True)
class PairBatches:
    """One pass. Sized; yields (positions in the corpus: int64 [pairs], PairBatch)."""

    pairs: Pairs
    groups: list[np.ndarray]
    forced: float = 1.0

    def __len__(self) -> int:
        return len(self.groups)

    def __iter__(self) -> Iterator[tuple[np.ndarray, PairBatch]]:
        if not self.groups:
            return
        sides = self.pairs.sources, self.pairs.targets
        order = torch.from_numpy(np.concatenate(self.groups)).to(sides[0].ids.device)
        for at, texts in zip(self.groups, order.split([len(g) for g in self.groups]), strict=True):
            source, target = (side.cut(texts, int(side.host_lengths[at].max())) for side in sides)
            yield at, PairBatch(source, target, self.forced)


def pair_batches(
    pairs: Pairs,
    texts: int,
    tokens: int,
    seed: int | None,
    epoch: int = 0,
    forced: float = 1.0,
) -> PairBatches:
    """Group pairs into batches of at most `texts` pairs and pairs x longest side <= `tokens`.

    Pairs of equal length are batched together. The order is a pure function of (seed, epoch); with
    seed None the longest pairs come first. A pair longer than `tokens` is a batch of its own.
    """
    source, target = pairs.sources.host_lengths, pairs.targets.host_lengths
    longest = np.maximum(source, target)
    if seed is None:
        order = np.lexsort((-source, -target))
        return PairBatches(pairs, _groups(order, longest, texts, tokens), forced)
    generator = np.random.default_rng([seed, epoch])
    shuffled = generator.permutation(len(longest))
    groups: list[np.ndarray] = []
    for start in range(0, len(shuffled), POOL * texts):
        pool = shuffled[start : start + POOL * texts]
        pool = pool[np.lexsort((-source[pool], -target[pool]))]
        groups += _groups(pool, longest, texts, tokens)
    return PairBatches(pairs, [groups[i] for i in generator.permutation(len(groups))], forced)


def _groups(order: np.ndarray, longest: np.ndarray, texts: int, tokens: int) -> list[np.ndarray]:
    """Cut positions, in their order, into groups within both limits."""
    groups, start, widest = [], 0, 0
    for place, length in enumerate(longest[order].tolist()):
        size = place - start
        if size and (size == texts or (size + 1) * max(widest, length) > tokens):
            groups.append(order[start:place])
            start, widest = place, 0
        widest = max(widest, length)
    return [*groups, order[start:]] if len(order) else []
