"""The recurrent decoder: it writes a translation word by word, with or without attention.

    none            h_t = cell(y_t-1, h_t-1); the source enters through h_0 only (Cho et al. 2014)
    additive        c_t = attend(h_t-1); h_t = cell([y_t-1; c_t], h_t-1) (Bahdanau et al. 2015)
    multiplicative  h_t = cell(y_t-1, h_t-1); c_t = attend(h_t) (Luong et al. 2015)

The output is tanh(W [h_t; y_t-1; c_t]). Only additive attention needs a loop over time, and only in
the lowest layer, because the context of a word depends on the previous state.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.network_options import TranslatorOptions
from seqtext.networks.alignment import Additive, Alignment, Multiplicative
from seqtext.networks.encoders import RECURRENT_LAYERS, Memory, network_options
from seqtext.networks.recurrent import Direction, State, Weights

ALIGNMENTS: dict[str, type[Alignment]] = {"additive": Additive, "multiplicative": Multiplicative}
Tensors = tuple[Tensor, ...]


class RecurrentDecoder(nn.Module):
    """Stacked layers, the lowest or the highest of which attends to the source."""

    def __init__(self, options: TranslatorOptions, cell: str, width: int) -> None:
        """`width`: of the encoder's states."""
        super().__init__()
        self.options, self.early = options, options.attention == "additive"
        hidden, embedding = options.hidden, options.embedding
        layer_options = network_options(options, hidden, "none", RECURRENT_LAYERS)
        context = 0 if options.attention == "none" else width
        sizes = [embedding + context * self.early] + [hidden] * (layer_options.layers - 1)
        self.layers = nn.ModuleList(Direction(cell, size, layer_options) for size in sizes)
        self.memories = 2 if cell == "lstm" else 1
        self.first = nn.Linear(width, hidden * layer_options.layers * self.memories)
        if context:
            self.alignment = ALIGNMENTS[options.attention](hidden, width)
        self.read_out = nn.Linear(hidden + embedding + context, embedding)

    def remember(self, memory: Memory) -> Tensors:
        """What stays constant while decoding: initial state, states, keys and mask of the
        source.
        """
        first = self.first(memory.last).tanh()  # [texts, layers x memories x hidden]
        if self.options.attention == "none":
            return (first,)
        return first, memory.states, self.alignment.remember(memory.states), memory.mask

    def begin(self, remembered: Tensors) -> Tensors:
        """The state before the first word: [texts, hidden] for each layer and memory."""
        return remembered[0].split(self.options.hidden, dim=1)

    def advance(
        self, vectors: Tensor, state: Tensors, remembered: Tensors
    ) -> tuple[Tensor, Tensors]:
        """Decode word vectors [rows, time, embedding] from a state.

        Rows are texts, or equally many hypotheses of each text in succession. Returns the outputs
        [rows, time, embedding] and the state after the last word.
        """
        outputs, state, _ = self._advance(vectors, state, remembered)
        return outputs, state

    def weights(self, vectors: Tensor, remembered: Tensors) -> Tensor:
        """The attention weight of each source word for each word: [texts, time, source]."""
        weights = self._advance(vectors, self.begin(remembered), remembered)[2]
        assert weights is not None
        return weights

    def _advance(
        self, vectors: Tensor, state: Tensors, remembered: Tensors
    ) -> tuple[Tensor, Tensors, Tensor | None]:
        states = [tuple(part[None] for part in parts) for parts in self._by_layer(state)]
        inputs, context, weights = vectors.transpose(0, 1), None, None  # [time, rows, embedding]
        layers: list[Direction] = list(self.layers)  # type: ignore[arg-type]
        for i, layer in enumerate(layers):
            if i:
                inputs = F.dropout(inputs, self.options.dropout, self.training)
            if i == 0 and self.early:
                inputs, states[0], context, weights = self._attending(inputs, states[0], remembered)
            else:
                inputs, states[i] = layer.read(inputs, states[i], layer.weights())
        hidden = inputs.transpose(0, 1)  # [rows, time, hidden]
        if not self.early and len(remembered) > 1:
            context, weights = self._look(hidden, remembered)
        parts = [hidden, vectors] if context is None else [hidden, vectors, context]
        outputs = self.read_out(torch.cat(parts, dim=2)).tanh()  # [rows, time, embedding]
        outputs = F.dropout(outputs, self.options.dropout, self.training)
        return outputs, tuple(part[0] for parts in states for part in parts), weights

    def _attending(
        self, inputs: Tensor, state: State, remembered: Tensors
    ) -> tuple[Tensor, State, Tensor, Tensor]:
        """The lowest layer, step by step: its input is a word and the context of the previous
        state.

        Returns states [time, rows, hidden], the last state, contexts [rows, time, width] and
        weights [rows, time, source].
        """
        layer: Direction = self.layers[0]  # type: ignore[assignment]
        layer_weights: Weights = layer.weights()
        states, contexts, weights = [], [], []
        for vector in inputs:  # [rows, embedding]
            context, weight = self._look(state[0][0][:, None], remembered)  # [rows, 1, width]
            both = torch.cat([vector, context[:, 0]], dim=1)[None]  # [1, rows, embedding + width]
            output, state = layer.read(both, state, layer_weights)
            states.append(output)
            contexts.append(context)
            weights.append(weight)
        return torch.cat(states), state, torch.cat(contexts, dim=1), torch.cat(weights, dim=1)

    def _look(self, asking: Tensor, remembered: Tensors) -> tuple[Tensor, Tensor]:
        """[rows, time, hidden] -> contexts [rows, time, width], weights [rows, time, source].

        The hypotheses of a text share its memory, so they are arranged along the time dimension.
        """
        _, states, keys, mask = remembered
        rows, time = asking.shape[:2]
        queries = asking.reshape(len(mask), -1, asking.shape[2])  # [texts, rows / texts x time, …]
        context, weights = self.alignment(queries, keys, states, mask)
        return context.reshape(rows, time, -1), weights.reshape(rows, time, -1)

    def _by_layer(self, state: Sequence[Tensor]) -> list[Tensors]:
        size = self.memories
        return [tuple(state[i : i + size]) for i in range(0, len(state), size)]
