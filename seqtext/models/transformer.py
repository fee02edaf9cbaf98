"""The Transformer's encoder (Vaswani et al. 2017), norm before each part (Xiong et al. 2020)."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.batch import Batch
from seqtext.errors import SeqtextError
from seqtext.models.attention import Attention
from seqtext.models.embedding import SPREAD, WordEmbedding
from seqtext.models.pooling import pool, within
from seqtext.models.positions import sinusoids
from seqtext.models.text_classifier import TextClassifier
from seqtext.options import NetworkOptions

LEARNED = 2048  # positions that have a learned vector


class EncoderLayer(nn.Module):
    """x + attention(norm(x)), then x + feed-forward(norm(x))."""

    def __init__(self, options: NetworkOptions) -> None:
        super().__init__()
        width, inner = options.hidden, options.hidden * options.feed_forward
        self.dropout = options.residual_dropout
        self.first_norm, self.second_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, options.heads, options.positions == "rotary")
        self.inner, self.outer = nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(self, inputs: Tensor, mask: Tensor | None) -> Tensor:
        """[texts, time, width], bool [texts, time] -> [texts, time, width]."""
        normed = self.first_norm(inputs)
        states = inputs + self._drop(self.attention(normed, normed, mask))
        inner = F.relu(self.inner(self.second_norm(states)))  # [texts, time, inner]
        return states + self._drop(self.outer(inner))

    def _drop(self, vectors: Tensor) -> Tensor:
        return F.dropout(vectors, self.dropout, self.training)


class Encoder(nn.Module):
    """Word vectors to states: positions, layers, a last norm."""

    def __init__(self, options: NetworkOptions) -> None:
        super().__init__()
        if options.hidden % options.heads or options.hidden // options.heads % 2:
            cause = f"{options.heads} heads cannot share a --hidden of {options.hidden} evenly"
            raise SeqtextError("--heads", cause, "make each head an even size")
        self.positions, self.dropout = options.positions, options.residual_dropout
        if self.positions == "learned":
            self.learned = nn.Parameter(torch.randn(LEARNED, options.hidden) * SPREAD)
        self.layers = nn.ModuleList(EncoderLayer(options) for _ in range(options.layers))
        self.norm = nn.LayerNorm(options.hidden)

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """[texts, time, width], int64 [texts] -> [texts, time, width].

        Nobody reads what stands behind a text; in an empty text the first place reads itself.
        """
        mask = within(lengths.clamp(min=1), vectors.shape[1])  # [texts, time]
        states = F.dropout(self._placed(vectors), self.dropout, self.training)
        for layer in self.layers:
            states = layer(states, mask)
        return self.norm(states)

    def _placed(self, vectors: Tensor) -> Tensor:
        """The vectors with their positions added; rotary positions come in with the attention."""
        time = vectors.shape[1]
        if self.positions == "sinusoidal":
            return vectors + sinusoids(time, vectors.shape[2], vectors.device)
        if self.positions != "learned":
            return vectors
        if time > LEARNED:
            cause = f"a text of {time} words is longer than the {LEARNED} learned ones"
            raise SeqtextError("--positions", cause, "cut texts with --max-length, or use rotary")
        return vectors + self.learned[:time]


class Transformer(TextClassifier):
    """Embedding, encoder, pooling, output.

    Without positions it is blind to order: attention is to a set. Pooling "first" reads the state
    of a learned vector that stands before each text (Devlin et al. 2019).
    """

    def __init__(
        self, vocabulary_size: int, classes: int, options: NetworkOptions, name: str = "transformer"
    ) -> None:
        super().__init__()
        self.options = options
        self.embedding = WordEmbedding(vocabulary_size, options)
        self.widen = nn.Linear(options.embedding, options.hidden)
        if options.pooling == "first":
            self.start = nn.Parameter(torch.randn(1, 1, options.hidden) * SPREAD)
        self.encoder = Encoder(options)
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
