"""Recurrent layers: tanh RNN, LSTM, and GRU in both published forms; stacked, one- or two-way.

One direction of one layer is torch's fused loop over time with explicit weights, so that the order
of the gates and the dropout on recurrent weights are visible. Texts are never packed: padding is on
the right, so the states of words do not depend on it, and the backward direction reads each text
reversed within its own length.

    a b c .        forward reads   a b c .
    d e . .                        d e . .
                   backward reads  c b a .
                                   e d . .

On the CPU the time is split into spans, so that backpropagation finds its data in the cache, and
texts that have ended are omitted. A batch with its longest texts first profits most.
(64 texts of 128 to 256 words: a third less time than in one call; `bench/step.py`.)
"""

import warnings
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import _VF, Tensor, nn

from seqtext.network_options import BodyOptions, NetworkOptions
from seqtext.networks.activation import Activation, activation_of

# Dropout creates new recurrent weights for each batch, so cuDNN has to join them each time.
warnings.filterwarnings("ignore", message="RNN module weights are not part of single contiguous")

SPAN = 32  # steps of a span, at least
SPAN_WORDS = 2048  # texts x steps of a span, at least

# [gates x hidden, inputs], [gates x hidden, hidden], and two biases [gates x hidden]
Weights = list[Tensor]
State = tuple[Tensor, ...]  # [1, texts, hidden] of h, and for the LSTM of c
# (inputs [time, texts, inputs], state) -> (states [time, texts, hidden], last state)
Cell = Callable[[Tensor, State, Weights], tuple[Tensor, State]]


def rnn(inputs: Tensor, state: State, weights: Weights) -> tuple[Tensor, State]:
    """h' = tanh(W x + U h + b) (Elman 1990)."""
    states, h = _VF.rnn_tanh(inputs, state[0], weights, True, 1, 0.0, True, False, False)
    return states, (h,)


def lstm(inputs: Tensor, state: State, weights: Weights) -> tuple[Tensor, State]:
    """LSTM with a forget gate (Gers et al. 2000); rows of the weights in the order i, f, g, o.

    i, f, o = sigmoid(W x + U h + b), g = tanh(W x + U h + b), c' = f c + i g, h' = o tanh(c').
    """
    states, h, c = _VF.lstm(inputs, state, weights, True, 1, 0.0, True, False, False)
    return states, (h, c)


def gru_after(inputs: Tensor, state: State, weights: Weights) -> tuple[Tensor, State]:
    """GRU whose reset gate acts after the recurrent product; rows in the order r, z, n.

    r, z = sigmoid(W x + U h + b), n = tanh(W x + b + r (U h + b')), h' = (1 - z) n + z h.
    """
    states, h = _VF.gru(inputs, state[0], weights, True, 1, 0.0, True, False, False)
    return states, (h,)


def gru_before(inputs: Tensor, state: State, weights: Weights) -> tuple[Tensor, State]:
    """GRU as first published (Cho et al. 2014): n = tanh(W x + U (r h) + b); r, z and h' as in
    `gru_after`.

    torch has no fused implementation of it.
    """
    h = state[0][0]  # [texts, hidden]
    gates, candidate = weights[1].split([2 * h.shape[1], h.shape[1]])
    states = []
    for step in F.linear(inputs, weights[0], weights[2]):  # [texts, 3 x hidden]
        of_gates, of_candidate = step.split([2 * h.shape[1], h.shape[1]], dim=-1)
        r, z = torch.sigmoid(of_gates + F.linear(h, gates)).chunk(2, dim=-1)
        n = torch.tanh(of_candidate + F.linear(r * h, candidate))
        h = n + z * (h - n)
        states.append(h)
    return torch.stack(states), (h[None],)


def rnn_with(activation: Activation) -> Cell:
    """The cell of `rnn` with another activation function."""

    def cell(inputs: Tensor, state: State, weights: Weights) -> tuple[Tensor, State]:
        h, states = state[0][0], []  # [texts, hidden]
        for step in F.linear(inputs, weights[0], weights[2]):  # [texts, hidden]
            h = activation(step + F.linear(h, weights[1]))
            states.append(h)
        return torch.stack(states), (h[None],)

    return cell


GATES = {"rnn": 1, "lstm": 4, "gru": 3}


def cell_of(name: str, options: BodyOptions) -> Cell:
    """The loop over time of a cell."""
    if name == "gru":
        return gru_before if options.reset == "before" else gru_after
    if name == "lstm":
        return lstm
    other = options.activation not in (None, "tanh")
    return rnn_with(activation_of(options.activation)) if other else rnn


Span = tuple[int, int, int]  # first step, last step + 1, number of texts


def spans_of(lengths: Tensor, time: int) -> list[Span]:
    """Split the time of a batch; a span includes all texts up to the last one that continues."""
    if not lengths.is_cpu:
        return [(0, time, len(lengths))]
    size = max(SPAN, SPAN_WORDS // len(lengths))
    spans = []
    for start in range(0, time, size):
        going = (lengths > start).nonzero()
        spans.append((start, min(start + size, time), int(going.max()) + 1 if len(going) else 1))
    return spans


class Direction(nn.Module):
    """One direction of one layer."""

    def __init__(self, name: str, inputs: int, options: NetworkOptions) -> None:
        super().__init__()
        self.cell = cell_of(name, options)
        self.memories = 2 if name == "lstm" else 1  # h, and c
        self.recurrent_dropout = options.recurrent_dropout
        gates, hidden = GATES[name], options.hidden
        self.input_weight = nn.Parameter(torch.empty(gates * hidden, inputs))
        self.recurrent_weight = nn.Parameter(torch.empty(gates * hidden, hidden))
        self.bias = nn.Parameter(torch.zeros(gates * hidden))
        # Only r (U h + b') needs a second bias; elsewhere it would duplicate the first.
        self.recurrent_bias: Tensor
        if self.cell is gru_after:
            self.recurrent_bias = nn.Parameter(torch.zeros(gates * hidden))
        else:
            self.register_buffer("recurrent_bias", torch.zeros(gates * hidden), persistent=False)
        self._start(name, options.init)

    def _start(self, name: str, init: str) -> None:
        """Initial values, gate by gate: Xavier for the input weights, `init` for the recurrent
        ones.
        """
        fill = nn.init.orthogonal_ if init == "orthogonal" else nn.init.xavier_uniform_
        for gate in self.input_weight.data.chunk(GATES[name]):
            nn.init.xavier_uniform_(gate)
        for gate in self.recurrent_weight.data.chunk(GATES[name]):
            fill(gate)
        if name == "lstm":  # a forget gate that starts open (Jozefowicz et al. 2015)
            self.bias.data.chunk(4)[1].fill_(1.0)

    def weights(self) -> Weights:
        """The weights for one batch, with dropout on the recurrent ones (Merity et al. 2018)."""
        recurrent = F.dropout(self.recurrent_weight, self.recurrent_dropout, self.training)
        return [self.input_weight, recurrent, self.bias, self.recurrent_bias]

    @torch.autocast("cuda", enabled=False)  # it would use float16, whatever dtype is set
    def read(self, inputs: Tensor, state: State, weights: Weights) -> tuple[Tensor, State]:
        """[time, texts, inputs] and an initial state -> states [time, texts, hidden], last
        state.
        """
        return self.cell(inputs.float(), tuple(part.float() for part in state), weights)

    def forward(self, inputs: Tensor, spans: list[Span]) -> Tensor:
        """[time, texts, inputs] -> [time, texts, hidden]; 0 where a span omits a text."""
        weights = self.weights()
        zeros = inputs.new_zeros(1, inputs.shape[1], weights[1].shape[1], dtype=torch.float32)
        state: State = (zeros,) * self.memories
        pieces = []
        for start, stop, texts in spans:
            state = tuple(part[:, :texts].contiguous() for part in state)
            states, state = self.read(inputs[start:stop, :texts], state, weights)
            left_out = inputs.shape[1] - texts
            pieces.append(F.pad(states, (0, 0, 0, left_out)) if left_out else states)
        return torch.cat(pieces) if len(pieces) > 1 else pieces[0]  # short texts: nothing is copied


class Recurrent(nn.Module):
    """Stacked layers, each in one direction or both; dropout between layers."""

    def __init__(self, name: str, inputs: int, options: NetworkOptions) -> None:
        super().__init__()
        self.hidden, self.dropout = options.hidden, options.dropout
        self.width = options.hidden * (2 if options.two_way else 1)
        sizes = [inputs] + [self.width] * (options.layers - 1)
        self.forwards = nn.ModuleList(Direction(name, size, options) for size in sizes)
        backwards = sizes if options.two_way else []
        self.backwards = nn.ModuleList(Direction(name, size, options) for size in backwards)

    def forward(self, inputs: Tensor, lengths: Tensor) -> Tensor:
        """[time, texts, inputs], int64 [texts] -> [time, texts, width], the forward half first."""
        spans = spans_of(lengths, inputs.shape[0])
        turned = reversal(lengths, inputs.shape[0]) if self.backwards else None
        for layer, forwards in enumerate(self.forwards):
            if layer:
                inputs = F.dropout(inputs, self.dropout, self.training)
            states = forwards(inputs, spans)
            if turned is not None:
                back = turn(self.backwards[layer](turn(inputs, turned), spans), turned)
                states = torch.cat([states, back], dim=-1)
            inputs = states
        return inputs

    def last(self, states: Tensor, lengths: Tensor) -> Tensor:
        """The state of each direction after reading the whole text: [texts, width]."""
        ends = (lengths - 1).clamp(min=0)
        forward = states[ends, torch.arange(len(ends), device=ends.device), : self.hidden]
        return torch.cat([forward, states[0, :, self.hidden :]], dim=-1)


def reversal(lengths: Tensor, time: int) -> Tensor:
    """int64 [time x texts]: flat positions that reverse each text within its own length.

    Padding stays where it is, so reversing twice gives the texts back.
    """
    steps = torch.arange(time, device=lengths.device)[:, None]  # [time, 1]
    source = torch.where(steps < lengths, lengths - 1 - steps, steps)  # [time, texts]
    return (source * len(lengths) + torch.arange(len(lengths), device=lengths.device)).flatten()


def turn(inputs: Tensor, positions: Tensor) -> Tensor:
    """[time, texts, size] rearranged by `reversal`."""
    return inputs.flatten(0, 1).index_select(0, positions).view_as(inputs)
