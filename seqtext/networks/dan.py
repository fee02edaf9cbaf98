"""The deep averaging network (Iyyer et al. 2015): the mean of the word vectors, hidden layers."""

from itertools import pairwise

import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.network_options import NetworkOptions
from seqtext.networks.activation import activation_of
from seqtext.networks.batch import Batch
from seqtext.networks.embedding import EmbeddingTable, sum_of_rows
from seqtext.networks.text_classifier import TextClassifier


class DAN(TextClassifier):
    """A deep averaging network. It is blind to order, because it starts from a sum over words.

    In training, the share `word_dropout` of the words is omitted from the mean.
    """

    def __init__(
        self, vocabulary_size: int, classes: int, options: NetworkOptions, name: str = "dan"
    ) -> None:
        super().__init__()
        self.options, self.activation = options, activation_of(options.activation)
        self.embedding = EmbeddingTable(
            vocabulary_size, options.embedding, options.embedding_spread
        )
        sizes = [options.embedding] + [options.hidden] * options.layers
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))
        self.output = nn.Linear(sizes[-1], classes)

    def logits(self, batch: Batch) -> Tensor:
        """float [texts, classes]."""
        dropout = self.options.word_dropout * self.training
        total, counts = sum_of_rows(batch, self.embedding, dropout)  # [texts, embedding], [texts]
        vector = total / counts.clamp(min=1)[:, None]  # 0 for an empty text
        for layer in self.hidden:
            vector = self.activation(layer(F.dropout(vector, self.options.dropout, self.training)))
        return self.output(F.dropout(vector, self.options.dropout, self.training))
