"""The multi-layer perceptron on a bag of n-grams: counts x weights, ReLU, output."""

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.network_options import NetworkOptions
from seqtext.networks.activation import activation_of
from seqtext.networks.batch import Batch
from seqtext.networks.embedding import EmbeddingTable, sum_of_rows
from seqtext.networks.text_classifier import TextClassifier


class MLP(TextClassifier):
    """A perceptron on numbers of n-grams as ids; an n-gram that occurs c times is repeated c times.

    The product of counts and weights is a sum of rows of the weights, so no count matrix is needed.
    In training, the share `word_dropout` of the n-grams is omitted.
    """

    def __init__(
        self, vocabulary_size: int, classes: int, options: NetworkOptions, name: str = "mlp"
    ) -> None:
        """`vocabulary_size`: the number of n-grams."""
        super().__init__()
        self.options, self.activation = options, activation_of(options.activation)
        self.inputs = EmbeddingTable(vocabulary_size, options.hidden)
        self.bias = nn.Parameter(torch.zeros(options.hidden))
        sizes = [options.hidden] * options.layers
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))
        self.output = nn.Linear(options.hidden, classes)

    def logits(self, batch: Batch) -> Tensor:
        """float [texts, classes]."""
        dropout = self.options.word_dropout * self.training
        vector = self.activation(sum_of_rows(batch, self.inputs, dropout)[0] + self.bias)
        for layer in self.hidden:
            vector = self.activation(layer(F.dropout(vector, self.options.dropout, self.training)))
        return self.output(F.dropout(vector, self.options.dropout, self.training))
