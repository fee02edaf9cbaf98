"""The cells, one step at a time by the published equations in plain numpy; directions; dropout."""

import numpy as np
import pytest
import torch
from torch import nn

from seqtext.network_options import NetworkOptions
from seqtext.networks.recurrent import SPAN, Direction, Recurrent, spans_of

TIME, TEXTS, INPUTS, HIDDEN = 6, 3, 4, 5
WHOLE = [(0, TIME, TEXTS)]  # one span


def options(**changed) -> NetworkOptions:
    return NetworkOptions(hidden=HIDDEN, **{"two_way": False, **changed})


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def rnn_step(x, h, c, w, u, b, d):
    return np.tanh(w @ x + u @ h + b), c


def lstm_step(x, h, c, w, u, b, d):
    """Gers et al. 2000: gates i, f, candidate g, gate o."""
    i, f, g, o = np.split(w @ x + u @ h + b, 4)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def gru_after_step(x, h, c, w, u, b, d):
    """The reset gate scales u h + d (Chung et al. 2014's form in cuDNN and torch)."""
    (wr, wz, wn), (ur, uz, un) = np.split(w @ x + b, 3), np.split(u @ h + d, 3)
    r, z = sigmoid(wr + ur), sigmoid(wz + uz)
    return (1 - z) * np.tanh(wn + r * un) + z * h, c


def gru_before_step(x, h, c, w, u, b, d):
    """The reset gate scales h (Cho et al. 2014, equations 5-8)."""
    (wr, wz, wn), (ur, uz, un) = np.split(w @ x + b, 3), np.split(u, 3)
    r, z = sigmoid(wr + ur @ h), sigmoid(wz + uz @ h)
    return (1 - z) * np.tanh(wn + un @ (r * h)) + z * h, c


def by_hand(step, direction: Direction, inputs: torch.Tensor) -> np.ndarray:
    names = ("input_weight", "recurrent_weight", "bias", "recurrent_bias")
    weights = [getattr(direction, name).detach().double().numpy() for name in names]
    states = np.zeros((TIME, TEXTS, HIDDEN))
    for text in range(TEXTS):
        h = c = np.zeros(HIDDEN)
        for t in range(TIME):
            h, c = step(inputs[t, text].double().numpy(), h, c, *weights)
            states[t, text] = h
    return states


@pytest.mark.parametrize(
    ("name", "reset", "step"),
    [
        ("rnn", "after", rnn_step),
        ("lstm", "after", lstm_step),
        ("gru", "after", gru_after_step),
        ("gru", "before", gru_before_step),
    ],
)
def test_the_cells_follow_their_equations(name, reset, step):
    torch.manual_seed(0)
    direction = Direction(name, INPUTS, options(reset=reset)).eval()
    for parameter in direction.parameters():
        nn.init.normal_(parameter)
    inputs = torch.randn(TIME, TEXTS, INPUTS)
    states = direction(inputs, WHOLE).detach().numpy()
    np.testing.assert_allclose(states, by_hand(step, direction, inputs), atol=1e-5)


def test_the_backward_half_is_the_forward_half_of_the_texts_reversed():
    torch.manual_seed(0)
    layer = Recurrent("gru", INPUTS, options(two_way=True)).eval()
    layer.backwards.load_state_dict(layer.forwards.state_dict())
    lengths = torch.tensor([6, 3, 0])
    inputs = torch.randn(TIME, TEXTS, INPUTS)
    turned = inputs.clone()
    for text, length in enumerate(lengths):
        turned[:length, text] = inputs[:length, text].flip(0)
    states, mirror = layer(inputs, lengths), layer(turned, lengths)
    for text, length in enumerate(lengths):
        torch.testing.assert_close(
            states[:length, text, HIDDEN:], mirror[:length, text, :HIDDEN].flip(0)
        )
    last = layer.last(states, lengths)
    torch.testing.assert_close(last[:2, HIDDEN:], layer.last(mirror, lengths)[:2, :HIDDEN])


def test_a_second_layer_reads_the_states_of_the_first():
    torch.manual_seed(0)
    stack = Recurrent("lstm", INPUTS, options(layers=2)).eval()
    inputs, lengths = torch.randn(TIME, TEXTS, INPUTS), torch.full((TEXTS,), TIME)
    lower, upper = stack.forwards
    torch.testing.assert_close(stack(inputs, lengths), upper(lower(inputs, WHOLE), WHOLE))


def test_recurrent_dropout_falls_on_training_alone():
    torch.manual_seed(0)
    direction = Direction("rnn", INPUTS, options(recurrent_dropout=0.5))
    inputs = torch.randn(TIME, TEXTS, INPUTS)
    first, second = direction(inputs, WHOLE), direction(inputs, WHOLE)
    torch.testing.assert_close(first[0], second[0])  # no product with the state 0
    assert not torch.allclose(first[1:], second[1:])
    direction.eval()
    assert torch.equal(direction(inputs, WHOLE), direction(inputs, WHOLE))


@pytest.mark.parametrize(("name", "gates"), [("rnn", 1), ("lstm", 4), ("gru", 3)])
def test_an_orthogonal_start_is_orthogonal_gate_by_gate(name, gates):
    weight = Direction(name, INPUTS, options(init="orthogonal")).recurrent_weight
    for gate in weight.chunk(gates):
        torch.testing.assert_close(gate @ gate.T, torch.eye(HIDDEN), atol=1e-5, rtol=0)


def test_a_xavier_start_is_within_its_bound_gate_by_gate():
    """Glorot & Bengio 2010, equation 16: uniform within sqrt(6 / (fan in + fan out))."""
    wide = NetworkOptions(hidden=200, init="xavier")
    weight = Direction("lstm", INPUTS, wide).recurrent_weight
    assert weight.abs().max().item() == pytest.approx((6 / 400) ** 0.5, rel=1e-3)


def test_the_forget_gate_starts_open():
    assert Direction("lstm", INPUTS, options()).bias.tolist() == (
        [0.0] * HIDDEN + [1.0] * HIDDEN + [0.0] * 2 * HIDDEN
    )


@pytest.mark.parametrize(
    ("name", "reset"), [("rnn", "after"), ("lstm", "after"), ("gru", "before")]
)
@pytest.mark.parametrize("lengths", [[90, 70, 33, 32, 1, 0], [0, 1, 90, 32, 70, 33], [0, 0]])
def test_spans_change_nothing_where_there_is_text(name, reset, lengths, monkeypatch):
    """Texts that have ended are left out of later spans, in whatever order the texts stand."""
    monkeypatch.setattr("seqtext.networks.recurrent.SPAN_WORDS", 1)
    torch.manual_seed(0)
    direction = Direction(name, INPUTS, options(reset=reset)).eval()
    time = max(1, *lengths)
    inputs = torch.randn(time, len(lengths), INPUTS)
    spans = spans_of(torch.tensor(lengths), time)
    assert len(spans) == -(-time // SPAN)
    states, whole = direction(inputs, spans), direction(inputs, [(0, time, len(lengths))])
    for text, length in enumerate(lengths):
        torch.testing.assert_close(states[:length, text], whole[:length, text])


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru"])
def test_a_layer_goes_on_from_a_state_of_lower_precision(name):
    """On CUDA the state may come out of a product in bf16; the loop over time stays in fp32."""
    torch.manual_seed(0)
    layer = Direction(name, 3, NetworkOptions(hidden=4)).eval()
    state = (torch.randn(1, 2, 4).bfloat16(),) * layer.memories
    inputs = torch.randn(5, 2, 3)
    with torch.no_grad():
        states, _ = layer.read(inputs.bfloat16().float(), state, layer.weights())
        same, _ = layer.read(inputs.bfloat16(), tuple(s.float() for s in state), layer.weights())
    assert states.dtype == torch.float32
    assert torch.equal(states, same)
