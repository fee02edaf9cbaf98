"""The head of a classifier: the states of a text become one vector, and that the classes."""

from itertools import pairwise

import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.network_options import NetworkOptions
from seqtext.networks.activation import activation_of


class PooledHead(nn.Module):
    """Dense layers, if any, and the output layer; dropout before each of them."""

    def __init__(self, width: int, classes: int, options: NetworkOptions) -> None:
        super().__init__()
        self.dropout, self.activation = options.dropout, activation_of(options.activation)
        sizes = [width] + [options.hidden] * options.dense
        self.dense = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))
        self.output = nn.Linear(sizes[-1], classes)

    def forward(self, pooled: Tensor) -> Tensor:
        """[texts, width] -> [texts, classes]."""
        for layer in self.dense:
            pooled = self.activation(layer(F.dropout(pooled, self.dropout, self.training)))
        logits: Tensor = self.output(F.dropout(pooled, self.dropout, self.training))
        return logits
