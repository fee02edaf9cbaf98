"""The encoder of the Transformer (Vaswani et al. 2017).

The norm precedes each part (Xiong et al. 2020) or, as first published, follows it.
"""

from collections.abc import Callable, Iterable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.errors import SeqtextError
from seqtext.networks.attention import Attention
from seqtext.networks.batch import Batch
from seqtext.networks.embedding import WordEmbedding
from seqtext.networks.pooling import length_mask, pool
from seqtext.networks.positions import sinusoids
from seqtext.networks.text_classifier import TextClassifier
from seqtext.options import SPREAD, NetworkOptions, check_heads

LEARNED = 2048  # positions that have a learned vector


class ResidualLayer(nn.Module):
    """The residual connection of all layers: x + part(norm(x)), or norm(x + part(x)) with
    `post`.
    """

    def __init__(self, dropout: float, post: bool) -> None:
        super().__init__()
        self.dropout, self.post = dropout, post

    def add(self, inputs: Tensor, norm: nn.Module, part: Callable[[Tensor], Tensor]) -> Tensor:
        """A residual connection around `part`: [texts, time, width] -> [texts, time, width]."""
        if self.post:
            return norm(inputs + self._drop(part(inputs)))
        return inputs + self._drop(part(norm(inputs)))

    def _drop(self, vectors: Tensor) -> Tensor:
        return F.dropout(vectors, self.dropout, self.training)


class EncoderLayer(ResidualLayer):
    """Self-attention, then feed-forward."""

    def __init__(self, options: NetworkOptions, post: bool = False) -> None:
        super().__init__(options.residual_dropout, post)
        width, inner = options.hidden, options.hidden * options.feed_forward
        self.first_norm, self.second_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, options.heads, options.positions == "rotary")
        self.inner, self.outer = nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(self, inputs: Tensor, mask: Tensor | None) -> Tensor:
        """[texts, time, width], bool [texts, time] -> [texts, time, width]."""
        states = self.add(inputs, self.first_norm, lambda x: self.attention(x, x, mask))
        return self.add(states, self.second_norm, self._feed_forward)

    def _feed_forward(self, vectors: Tensor) -> Tensor:
        return self.outer(F.relu(self.inner(vectors)))  # [texts, time, inner] between the two


class Stack(nn.Module):
    """The common part of encoder and decoder: positions, layers, a final norm."""

    def __init__(
        self, options: NetworkOptions, layers: Iterable[ResidualLayer], post: bool
    ) -> None:
        super().__init__()
        self.positions, self.dropout = options.positions, options.residual_dropout
        if self.positions == "learned":
            self.learned = nn.Parameter(torch.randn(LEARNED, options.hidden).mul_(SPREAD))
        self.layers = nn.ModuleList(layers)
        self.norm = nn.Identity() if post else nn.LayerNorm(options.hidden)

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

    def __init__(self, options: NetworkOptions, post: bool = False) -> None:
        """`post`: the norm follows each part, and there is no final norm."""
        check_heads(options)
        layers = [EncoderLayer(options, post) for _ in range(options.layers)]
        super().__init__(options, layers, post)

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """[texts, time, width], int64 [texts] -> [texts, time, width].

        Padding is masked; in an empty text the first position attends to itself.
        """
        mask = length_mask(lengths.clamp(min=1), vectors.shape[1])  # [texts, time]
        states = self.placed(vectors)
        for layer in self.layers:
            states = layer(states, mask)
        return self.norm(states)


class Transformer(TextClassifier):
    """Embedding, encoder, pooling, output.

    Without positions it is blind to order, because attention is over a set. Pooling "first" uses
    the state of a learned vector before each text (Devlin et al. 2019).
    """

    def __init__(
        self, vocabulary_size: int, classes: int, options: NetworkOptions, name: str = "transformer"
    ) -> None:
        super().__init__()
        self.options = options
        self.embedding = WordEmbedding(vocabulary_size, options)
        self.widen = nn.Linear(options.embedding, options.hidden)
        if options.pooling == "first":
            self.start = nn.Parameter(torch.randn(1, 1, options.hidden).mul_(SPREAD))
        self.encoder = TransformerStack(options)
        self.output = nn.Linear(options.hidden, classes)

    def logits(self, batch: Batch) -> Tensor:
        """float [texts, classes]."""
        vectors = self.widen(self.embedding(batch.ids.t()).transpose(0, 1))
        lengths = batch.lengths
        if self.options.pooling == "first":
            start = self.start.expand(len(vectors), 1, -1)
            vectors, lengths = torch.cat([start, vectors], dim=1), lengths + 1
        states = self.encoder(vectors, lengths).transpose(0, 1)  # [time, texts, hidden]
        pooled = pool(states, lengths, self.options.pooling)  # [texts, hidden]
        return self.output(F.dropout(pooled, self.options.dropout, self.training))
