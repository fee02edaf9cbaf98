"""Encoders of a translator: word vectors of the source become the memory of a decoder."""

from typing import NamedTuple

import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.network_options import NetworkOptions, TranslatorOptions
from seqtext.networks.pooling import length_mask, pool
from seqtext.networks.recurrent import Recurrent
from seqtext.networks.transformer import TransformerStack

RECURRENT_LAYERS, TRANSFORMER_LAYERS = 1, 2  # default numbers of layers of each side


class Memory(NamedTuple):
    """The output of an encoder, for a decoder.

    states  [texts, source, width]: one for each word
    mask    bool [texts, source]: True at words
    last    [texts, width]: the whole text as one vector
    """

    states: Tensor
    mask: Tensor
    last: Tensor


def network_options(
    options: TranslatorOptions, hidden: int, positions: str, layers: int
) -> NetworkOptions:
    """The options of the layers that translators and classifiers share.

    `layers`: the number of layers if the options give none.
    """
    return NetworkOptions(
        embedding=options.embedding,
        hidden=hidden,
        layers=options.layers or layers,
        two_way=True,
        positions=positions,
        heads=options.heads,
        feed_forward=options.feed_forward,
        residual_dropout=options.dropout,
        dropout=options.dropout,
        recurrent_dropout=0.0,
        reset=options.reset,
        init=options.init,
        activation=options.activation,
        norm=options.norm,
        norm_place=options.norm_place,
    )


class RecurrentEncoder(nn.Module):
    """Bidirectional layers, each direction with half of --hidden (Bahdanau et al. 2015, section
    3.2).
    """

    def __init__(self, options: TranslatorOptions, cell: str) -> None:
        super().__init__()
        half = network_options(options, (options.hidden + 1) // 2, "none", RECURRENT_LAYERS)
        self.dropout = options.dropout
        self.layers = Recurrent(cell, options.embedding, half)
        self.width = self.layers.width

    def forward(self, vectors: Tensor, lengths: Tensor) -> Memory:
        """[texts, source, embedding], int64 [texts]; no text is empty."""
        states = self.layers(vectors.transpose(0, 1), lengths)  # [source, texts, width]
        last = self.layers.last(states, lengths)  # [texts, width]
        states = F.dropout(states, self.dropout, self.training)
        return Memory(states.transpose(0, 1), length_mask(lengths, len(states)), last)


class TransformerEncoder(nn.Module):
    """The encoder of the Transformer; its last vector is the mean of its states."""

    def __init__(self, options: TranslatorOptions, cell: str) -> None:
        """`cell` "blind": without positions, so that with sorted ids it is blind to order."""
        super().__init__()
        self.width = options.hidden
        positions = "none" if cell == "blind" else options.positions
        self.widen = widening(options.embedding, options.hidden)
        layer_options = network_options(options, options.hidden, positions, TRANSFORMER_LAYERS)
        self.layers = TransformerStack(layer_options)

    def forward(self, vectors: Tensor, lengths: Tensor) -> Memory:
        """[texts, source, embedding], int64 [texts]; no text is empty."""
        states = self.layers(self.widen(vectors), lengths)  # [texts, source, hidden]
        last = pool(states.transpose(0, 1), lengths, "mean")  # [texts, hidden]
        return Memory(states, length_mask(lengths, states.shape[1]), last)


def widening(size: int, other: int) -> nn.Module:
    """A linear layer between vectors of two sizes; the identity if they are equal."""
    return nn.Identity() if size == other else nn.Linear(size, other)
