"""Word vectors, with the two kinds of dropout that keep them from being learnt by heart."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.batch import Batch
from seqtext.options import NetworkOptions

UNKNOWN = 1  # the id of <unk> in every vocabulary of a model
# Standard deviation of the first values. Smaller ones learn late, larger ones by heart: on SST-2
# 1.0 cost two points.
SPREAD = 0.3


class WordEmbedding(nn.Module):
    """Looks up a vector for each id.

    In training, `word_dropout` of the ids are first replaced by <unk>, which so gets a use even
    where training knows all words; then `embedding_dropout` of the values are set to 0, the same
    ones at all positions of a text (Gal & Ghahramani 2016).
    """

    def __init__(self, vocabulary_size: int, options: NetworkOptions) -> None:
        super().__init__()
        self.options = options
        self.weight = nn.Parameter(torch.randn(vocabulary_size, options.embedding) * SPREAD)

    def forward(self, ids: Tensor) -> Tensor:
        """int64 ids [time, texts] -> float [time, texts, embedding]."""
        if self.training and self.options.word_dropout:
            hidden = torch.rand(ids.shape, device=ids.device) < self.options.word_dropout
            ids = ids.masked_fill(hidden, UNKNOWN)
        vectors = F.embedding(ids, self.weight)  # [time, texts, embedding]
        mask = vectors.new_ones(1, *vectors.shape[1:])  # [1, texts, embedding]
        return vectors * F.dropout(mask, self.options.embedding_dropout, self.training)


def sum_of_rows(batch: Batch, table: Tensor, dropout: float) -> tuple[Tensor, Tensor]:
    """The sum of the rows of `table` [ids, size] that each text names, and how many they are.

    A share `dropout` of the ids is left out. Answers float [texts, size] and int64 [texts].
    """
    kept = batch.mask
    if dropout:
        kept = kept & (torch.rand(kept.shape, device=kept.device) >= dropout)
    counts = kept.sum(dim=1)  # [texts]
    starts = counts.cumsum(dim=0) - counts
    return F.embedding_bag(batch.ids[kept], table, starts, mode="sum"), counts
