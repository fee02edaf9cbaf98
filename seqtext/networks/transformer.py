"""The encoder of the Transformer (Vaswani et al. 2017).

The norm precedes each part (Xiong et al. 2020) or, as first published, follows it.
"""

from collections.abc import Callable, Iterable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.errors import SeqtextError
from seqtext.network_options import SPREAD, NetworkOptions, check_heads
from seqtext.networks.activation import activation_of
from seqtext.networks.attention import Attention
from seqtext.networks.batch import Batch
from seqtext.networks.body import Body
from seqtext.networks.embedding import WordEmbedding, normal
from seqtext.networks.normalization import norm_of
from seqtext.networks.pooling import length_mask
from seqtext.networks.positions import sinusoids

LEARNED = 2048  # positions that have a learned vector


class ResidualLayer(nn.Module):
    """The residual connection of all layers: x + part(norm(x)), or norm(x + part(x)) if the norm
    comes after; and the feed-forward part.
    """

    inner: nn.Linear
    outer: nn.Linear

    def __init__(self, options: NetworkOptions) -> None:
        super().__init__()
        self.dropout, self.post = options.residual_dropout, options.norm_place == "post"
        self.activation = activation_of(options.activation)

    def add(self, inputs: Tensor, norm: nn.Module, part: Callable[[Tensor], Tensor]) -> Tensor:
        """A residual connection around `part`: [texts, time, width] -> [texts, time, width]."""
        if self.post:
            return norm(inputs + self._drop(part(inputs)))
        return inputs + self._drop(part(norm(inputs)))

    def _drop(self, vectors: Tensor) -> Tensor:
        return F.dropout(vectors, self.dropout, self.training)

    def _feed_forward(self, vectors: Tensor) -> Tensor:
        states: Tensor = self.outer(self.activation(self.inner(vectors)))
        return states


class EncoderLayer(ResidualLayer):
    """Self-attention, then feed-forward."""

    def __init__(self, options: NetworkOptions) -> None:
        super().__init__(options)
        width, inner = options.hidden, options.hidden * options.feed_forward
        self.first_norm = norm_of(options.norm, width)
        self.second_norm = norm_of(options.norm, width)
        self.attention = Attention(width, options.heads, options.positions == "rotary")
        self.inner, self.outer = nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(self, inputs: Tensor, mask: Tensor | None) -> Tensor:
        """[texts, time, width], bool [texts, time] -> [texts, time, width]."""
        states = self.add(inputs, self.first_norm, lambda x: self.attention(x, x, mask))
        return self.add(states, self.second_norm, self._feed_forward)


class Stack(nn.Module):
    """The common part of encoder and decoder: positions, layers, a final norm."""

    def __init__(self, options: NetworkOptions, layers: Iterable[ResidualLayer]) -> None:
        super().__init__()
        self.positions, self.dropout = options.positions, options.residual_dropout
        if self.positions == "learned":
            self.learned = nn.Parameter(normal(LEARNED, options.hidden, spread=SPREAD))
        self.layers = nn.ModuleList(layers)
        post = options.norm_place == "post"
        self.norm = norm_of("none" if post else options.norm, options.hidden)

    def placed(self, vectors: Tensor, first: int = 0) -> Tensor:
        """The vectors [texts, time, width] with their position encodings added; positions begin at
        `first`.

        Rotary positions are applied in the attention.
        """
        time = vectors.shape[1]
        if self.positions == "sinusoidal":
            vectors = vectors + sinusoids(time, vectors.shape[2], vectors.device, first)
        elif self.positions == "learned":
            if first + time > LEARNED:
                cause = (
                    f"a text of {first + time} words is longer than the {LEARNED} learned positions"
                )
                remedy = "cut texts with --max-length, or use rotary"
                raise SeqtextError("--positions", cause, remedy)
            vectors = vectors + self.learned[first : first + time]
        return F.dropout(vectors, self.dropout, self.training)


class TransformerStack(Stack):
    """The encoder: word vectors to states."""

    def __init__(self, options: NetworkOptions) -> None:
        check_heads(options)
        super().__init__(options, [EncoderLayer(options) for _ in range(options.layers)])

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """[texts, time, width], int64 [texts] -> [texts, time, width].

        Padding is masked; in an empty text the first position attends to itself.
        """
        mask = length_mask(lengths.clamp(min=1), vectors.shape[1])  # [texts, time]
        states = self.placed(vectors)
        for layer in self.layers:
            states = layer(states, mask)
        return self.norm(states)


class TransformerBody(Body):
    """Word vectors, then the encoder.

    Without positions it is blind to order, because attention is over a set. For the pooling "first"
    a learned vector stands before each text, whose state is the text's (Devlin et al. 2019).
    """

    def __init__(self, vocabulary_size: int, options: NetworkOptions, name: str) -> None:
        super().__init__()
        self.width, self.starts = options.hidden, options.pooling == "first"
        self.embedding = WordEmbedding(vocabulary_size, options)
        self.widen = nn.Linear(options.embedding, options.hidden)
        if self.starts:
            self.start = nn.Parameter(normal(1, 1, options.hidden, spread=SPREAD))
        self.encoder = TransformerStack(options)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        vectors = self.widen(self.embedding(batch.ids.t()).transpose(0, 1))
        lengths = batch.lengths
        if self.starts:
            start = self.start.expand(len(vectors), 1, -1)
            vectors, lengths = torch.cat([start, vectors], dim=1), lengths + 1
        return self.encoder(vectors, lengths).transpose(0, 1), lengths  # [time, texts, hidden]
