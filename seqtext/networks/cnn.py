"""The convolutional classifier of Kim (2014): filters of several widths, pooled over the text."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.networks.batch import Batch
from seqtext.networks.convolution import Convolution
from seqtext.networks.embedding import WordEmbedding
from seqtext.networks.pooling import pool
from seqtext.networks.text_classifier import TextClassifier
from seqtext.options import NetworkOptions


class CNN(TextClassifier):
    """relu(convolution) for each width, pooled and concatenated; one output layer.

    Each filter is applied at every word of a text, with zeros beyond its ends, so texts shorter
    than a filter need no padding of their own. With width 1 the network is blind to order.
    """

    def __init__(
        self, vocabulary_size: int, classes: int, options: NetworkOptions, name: str = "cnn"
    ) -> None:
        super().__init__()
        self.options = options
        self.embedding = WordEmbedding(vocabulary_size, options)
        self.filters = nn.ModuleList(
            Convolution(options.embedding, options.hidden, width) for width in options.widths()
        )
        self.output = nn.Linear(options.hidden * len(self.filters), classes)

    def logits(self, batch: Batch) -> Tensor:
        """float [texts, classes]."""
        vectors = self.embedding(batch.ids.t())  # [time, texts, embedding]
        vectors = vectors * batch.mask.t()[:, :, None]  # zeros after the end of a text
        pooled = [
            pool(F.relu(filters(vectors)), batch.lengths, self.options.pooling)  # [texts, hidden]
            for filters in self.filters
        ]
        together = torch.cat(pooled, dim=1)  # [texts, widths x hidden]
        return self.output(F.dropout(together, self.options.dropout, self.training))
