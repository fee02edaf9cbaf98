"""Word vectors, with two kinds of dropout against overfitting."""

from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.network_options import SPREAD, NetworkOptions
from seqtext.networks.batch import Batch

UNKNOWN = 1  # the id of <unk> in every vocabulary of a model


class RowTrainer(Protocol):
    """A trainer of the rows of a table that batches read: `seqtext.training.row_adamw.Rows`."""

    def read(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Ids -> their indices in a small table, and that table, which gets the gradient."""


def normal(*shape: int, spread: float = 1.0, divisor: float = 1.0) -> Tensor:
    """Initial weights from a normal distribution of standard deviation spread / divisor.

    On the device "meta", which has shapes without values, nothing is drawn: torch would import
    sympy for it, and each `predict` would start most of a second later.
    """
    weights = torch.empty(shape)
    return weights if weights.is_meta else weights.normal_().mul_(spread).div_(divisor)


class EmbeddingTable(nn.Module):
    """Vectors by number: float [rows, size]. If `trainer` is set, it trains the rows that are
    read.
    """

    def __init__(self, rows: int, size: int, spread: float = SPREAD) -> None:
        """`spread`: the standard deviation of the initial values."""
        super().__init__()
        self.weight = nn.Parameter(normal(rows, size, spread=spread))
        self.trainer: RowTrainer | None = None

    def read(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Ids -> their indices in the returned vectors, which get the gradient."""
        if self.trainer is None or not self.training:
            return ids, self.weight
        return self.trainer.read(ids)


class WordEmbedding(EmbeddingTable):
    """Looks up a vector for each id.

    In training, the share `word_dropout` of the ids is replaced by <unk>, which so is trained even
    if training has no unknown words. Then the share `embedding_dropout` of the dimensions is set to
    0, the same ones at all positions of a text (Gal & Ghahramani 2016).
    """

    def __init__(self, vocabulary_size: int, options: NetworkOptions) -> None:
        super().__init__(vocabulary_size, options.embedding, options.embedding_spread)
        self.options = options

    def forward(self, ids: Tensor) -> Tensor:
        """int64 ids [time, texts] -> float [time, texts, embedding]."""
        if self.training and self.options.word_dropout:
            hidden = torch.rand(ids.shape, device=ids.device) < self.options.word_dropout
            ids = ids.masked_fill(hidden, UNKNOWN)
        vectors = F.embedding(*self.read(ids))  # [time, texts, embedding]
        mask = vectors.new_ones(1, *vectors.shape[1:])  # [1, texts, embedding]
        return vectors * F.dropout(mask, self.options.embedding_dropout, self.training)


def sum_of_rows(batch: Batch, table: EmbeddingTable, dropout: float) -> tuple[Tensor, Tensor]:
    """The sum of the rows of `table` at the ids of each text, and the number of ids.

    The share `dropout` of the ids is omitted. Returns float [texts, size] and int64 [texts].
    """
    kept = batch.mask
    if dropout:
        kept = kept & (torch.rand(kept.shape, device=kept.device) >= dropout)
    counts = kept.sum(dim=1)  # [texts]
    if not batch.ids.is_cpu:  # selecting the kept ids would make the host wait
        places, rows = table.read(batch.ids)
        return F.embedding_bag(places, rows, mode="sum", per_sample_weights=kept.to(rows)), counts
    places, rows = table.read(batch.ids[kept])
    starts = counts.cumsum(dim=0) - counts
    return F.embedding_bag(places, rows, starts, mode="sum"), counts
