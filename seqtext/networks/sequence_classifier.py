"""Networks that read a text in order and label it: embedding -> recurrent layers -> pooling."""

import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.networks.batch import Batch
from seqtext.networks.embedding import WordEmbedding
from seqtext.networks.pooling import pool
from seqtext.networks.recurrent import Recurrent
from seqtext.networks.text_classifier import TextClassifier
from seqtext.options import NetworkOptions


class SequenceClassifier(TextClassifier):
    """Many-to-one: the states of all words are pooled into one vector, which is classified."""

    uncompiled = "torch would unroll its steps, which cuDNN runs in one call"

    def __init__(
        self, vocabulary_size: int, classes: int, options: NetworkOptions, cell: str
    ) -> None:
        """`cell` is rnn, lstm or gru."""
        super().__init__()
        self.options = options
        self.embedding = WordEmbedding(vocabulary_size, options)
        self.encoder = Recurrent(cell, options.embedding, options)
        self.output = nn.Linear(self.encoder.width, classes)

    def logits(self, batch: Batch) -> Tensor:
        """float [texts, classes]."""
        vectors = self.embedding(batch.ids.t())  # [time, texts, embedding]
        states = self.encoder(vectors, batch.lengths)  # [time, texts, width]
        pooled = self._pool(states, batch)  # [texts, width]
        return self.output(F.dropout(pooled, self.options.dropout, self.training))

    def _pool(self, states: Tensor, batch: Batch) -> Tensor:
        """[time, texts, width] -> [texts, width]; 0 for an empty text."""
        if self.options.pooling != "last":
            return pool(states, batch.lengths, self.options.pooling)
        ends = self.encoder.last(states, batch.lengths)
        return ends.masked_fill(batch.lengths[:, None] == 0, 0.0)
