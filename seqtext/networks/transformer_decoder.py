"""The decoder of the Transformer (Vaswani et al. 2017, section 3.1), with cached keys and
values.
"""

import torch
from torch import Tensor, nn

from seqtext.network_options import NetworkOptions, TranslatorOptions, check_heads
from seqtext.networks.attention import Attention
from seqtext.networks.encoders import TRANSFORMER_LAYERS, Memory, network_options, widening
from seqtext.networks.normalization import norm_of
from seqtext.networks.transformer import ResidualLayer, Stack

Tensors = tuple[Tensor, ...]


class DecoderLayer(ResidualLayer):
    """Attention to the words written so far, attention to the source, then feed-forward."""

    def __init__(self, options: NetworkOptions) -> None:
        super().__init__(options)
        width, inner = options.hidden, options.hidden * options.feed_forward
        self.norms = nn.ModuleList(norm_of(options.norm, width) for _ in range(3))
        self.attention = Attention(width, options.heads, options.positions == "rotary")
        self.source = Attention(width, options.heads)
        self.inner, self.outer = nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(
        self,
        inputs: Tensor,
        written: Tensors,
        source: Tensors,
        mask: Tensor,
        seen: list[Tensor] | None = None,
    ) -> tuple[Tensor, Tensors]:
        """Decode [rows, time, width] after the words written so far.

        written  keys and values of these words: [rows, heads, before, size] each
        source   keys and values: [texts, heads, source, size] each; mask bool [texts, source]
        seen     receives the weights of the attention to the source: [texts, time, source]

        Returns states [rows, time, width], and keys and values of all words written now.
        """
        grown: list[Tensor] = []

        def self_attention(vectors: Tensor) -> Tensor:
            before, time = written[0].shape[2], vectors.shape[1]
            new = self.attention.remember(vectors, before)
            grown.extend(torch.cat(both, dim=2) for both in zip(written, new, strict=True))
            causal = time > 1  # a single word follows all others and may attend to them
            assert not (causal and before)
            return self.attention.ask(vectors, grown[0], grown[1], None, causal, before)

        def cross_attention(vectors: Tensor) -> Tensor:
            # The hypotheses of a text are arranged along time, so that its keys are stored once.
            asking = vectors.reshape(
                len(mask), -1, vectors.shape[2]
            )  # [texts, rows / texts x time]
            if seen is not None:
                seen.append(self.source.weights(asking, source[0], mask))
            return self.source.ask(asking, source[0], source[1], mask).view_as(vectors)

        states = self.add(inputs, self.norms[0], self_attention)
        states = self.add(states, self.norms[1], cross_attention)
        return self.add(states, self.norms[2], self._feed_forward), tuple(grown)


class TransformerDecoder(Stack):
    """The decoder: word vectors to outputs."""

    def __init__(self, options: TranslatorOptions, cell: str, width: int) -> None:
        """`width`: of the encoder's states."""
        layer_options = network_options(
            options, options.hidden, options.positions, TRANSFORMER_LAYERS
        )
        check_heads(layer_options)
        layers = [DecoderLayer(layer_options) for _ in range(layer_options.layers)]
        super().__init__(layer_options, layers)
        self.heads, self.size = options.heads, options.hidden // options.heads
        self.widen = widening(options.embedding, options.hidden)
        self.source = widening(width, options.hidden)
        self.narrow = widening(options.hidden, options.embedding)

    def remember(self, memory: Memory) -> Tensors:
        """The mask, then the keys and values of the source in each layer."""
        states = self.source(memory.states)  # [texts, source, hidden]
        layers: list[DecoderLayer] = list(self.layers)  # type: ignore[arg-type]
        return memory.mask, *(part for layer in layers for part in layer.source.remember(states))

    def begin(self, remembered: Tensors) -> Tensors:
        """Keys and values of each layer before the first word: [texts, heads, 0, size] each."""
        empty = remembered[1].new_empty(len(remembered[0]), self.heads, 0, self.size)
        return (empty,) * (2 * len(self.layers))

    def advance(
        self, vectors: Tensor, state: Tensors, remembered: Tensors
    ) -> tuple[Tensor, Tensors]:
        """Decode word vectors [rows, time, embedding]: all words from the first, or one more.

        Rows are texts, or equally many hypotheses of each text in succession. Returns the outputs
        [rows, time, embedding] and the state after the last word.
        """
        return self._advance(vectors, state, remembered)

    def weights(self, vectors: Tensor, remembered: Tensors) -> Tensor:
        """The attention weight of each source word for each word: [texts, time, source].

        The mean over the heads of all layers.
        """
        seen: list[Tensor] = []
        self._advance(vectors, self.begin(remembered), remembered, seen)
        return torch.stack(seen).mean(dim=0)

    def _advance(
        self,
        vectors: Tensor,
        state: Tensors,
        remembered: Tensors,
        seen: list[Tensor] | None = None,
    ) -> tuple[Tensor, Tensors]:
        mask, source = remembered[0], remembered[1:]
        states = self.placed(self.widen(vectors), first=state[0].shape[2])  # [rows, time, hidden]
        grown: Tensors = ()
        for i, layer in enumerate(self.layers):
            part = slice(2 * i, 2 * i + 2)
            states, new = layer(states, state[part], source[part], mask, seen)
            grown += new
        return self.narrow(self.norm(states)), grown
