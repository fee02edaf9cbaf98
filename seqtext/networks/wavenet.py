"""The body of WaveNet (van den Oord et al. 2016): dilated causal convolutions, gated units.

words -> [1 x 1] -> layer, dilation 1 -> layer, 2 -> … -> layer, 512 -> the next block
                        |                |                 |
                        +------ skip ----+-------- + ------+--> relu -> [1 x 1] -> relu -> pooling
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.network_options import NetworkOptions
from seqtext.networks.activation import activation_of
from seqtext.networks.batch import Batch
from seqtext.networks.body import Body
from seqtext.networks.convolution import Convolution
from seqtext.networks.embedding import WordEmbedding, normal

WIDTH = 2  # taps of a dilated convolution, as published


def dilations(largest: int) -> list[int]:
    """1, 2, 4 … up to `largest`, the dilations of one block."""
    return [1 << power for power in range(largest.bit_length())]


def receptive_field(options: NetworkOptions) -> int:
    """The number of words that a state depends on: its own and those before it."""
    return 1 + options.layers * (WIDTH - 1) * sum(dilations(options.dilation))


class WaveNetLayer(nn.Module):
    """z = tanh(W_f * x) sigmoid(W_g * x) (equation 2); x + W_r z is the output, W_s z the skip."""

    def __init__(self, size: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.gates = Convolution(size, 2 * size, WIDTH, dilation, causal=True)
        self.paths = nn.Linear(size, 2 * size)
        for path in self.paths.weight.data.chunk(2):
            nn.init.xavier_uniform_(path)
        nn.init.zeros_(self.paths.bias)

    def forward(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """[time, texts, size] -> output and skip, of the same shape."""
        signal, gate = self.gates(inputs).chunk(2, dim=-1)  # [time, texts, size] each
        opened = torch.tanh(signal) * torch.sigmoid(gate)
        residual, skip = self.paths(opened).chunk(2, dim=-1)
        return inputs + F.dropout(residual, self.dropout, self.training), skip


class WaveNetBody(Body):
    """A state depends on its word and the `receptive_field` - 1 words before it."""

    def __init__(self, vocabulary_size: int, options: NetworkOptions, name: str) -> None:
        super().__init__()
        self.width, self.activation = options.hidden, activation_of(options.activation)
        self.facts = {"receptive_field": receptive_field(options)}  # in words
        self.embedding = WordEmbedding(vocabulary_size, options)
        self.widen = nn.Linear(options.embedding, options.hidden)
        # Initial states have standard deviation 1, because no norm follows.
        divisor = options.embedding_spread * options.embedding**0.5
        initial = normal(options.hidden, options.embedding, divisor=divisor)
        self.widen.weight = nn.Parameter(initial)
        self.layers = nn.ModuleList(
            WaveNetLayer(options.hidden, dilation, options.residual_dropout)
            for _ in range(options.layers)
            for dilation in dilations(options.dilation)
        )
        self.mixture = nn.Linear(options.hidden, options.hidden)

    def states(self, ids: Tensor) -> Tensor:
        """int64 [texts, time] -> [time, texts, hidden]."""
        states = self.widen(self.embedding(ids.t()))  # [time, texts, hidden]
        total = torch.zeros_like(states)
        for layer in self.layers:
            states, skip = layer(states)
            total = total + skip
        return self.activation(self.mixture(self.activation(total)))

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        return self.states(batch.ids), batch.lengths
