"""The body of Kim's classifier (2014): filters of several widths at every word."""

import torch
from torch import Tensor, nn

from seqtext.network_options import NetworkOptions
from seqtext.networks.activation import activation_of
from seqtext.networks.batch import Batch
from seqtext.networks.body import Body
from seqtext.networks.convolution import Convolution
from seqtext.networks.embedding import WordEmbedding


class ConvolutionBody(Body):
    """relu(convolution) for each width, concatenated.

    Each filter is applied at every word of a text, with zeros beyond its ends, so texts shorter
    than a filter need no padding of their own. With width 1 the network is blind to order.
    """

    def __init__(self, vocabulary_size: int, options: NetworkOptions, name: str) -> None:
        super().__init__()
        self.activation = activation_of(options.activation)
        self.embedding = WordEmbedding(vocabulary_size, options)
        self.filters = nn.ModuleList(
            Convolution(options.embedding, options.hidden, width) for width in options.widths()
        )
        self.width = options.hidden * len(self.filters)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        vectors = self.embedding(batch.ids.t())  # [time, texts, embedding]
        vectors = vectors * batch.mask.t()[:, :, None]  # zeros after the end of a text
        states = [self.activation(filters(vectors)) for filters in self.filters]
        return torch.cat(states, dim=2), batch.lengths  # [time, texts, widths x hidden]
