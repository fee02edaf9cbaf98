"""Convolutions against their sums written out, and what one state of WaveNet can see."""

import numpy as np
import pytest
import torch
from torch import nn

from seqtext.network_options import NetworkOptions
from seqtext.networks.batch import Batch
from seqtext.networks.convolution import Convolution
from seqtext.networks.sequence_classifier import SequenceClassifier
from seqtext.networks.wavenet import WaveNetBody, WaveNetLayer, dilations, receptive_field


@pytest.mark.parametrize(
    ("width", "dilation", "causal", "expected"),
    # One input and one output, the weights 1, 10, 100, the bias 0.5, the inputs 1 2 3 4. By hand:
    [
        (1, 1, False, [1.5, 2.5, 3.5, 4.5]),
        (2, 1, False, [21.5, 32.5, 43.5, 4.5]),  # x[t] + 10 x[t + 1]
        (3, 1, False, [210.5, 321.5, 432.5, 43.5]),  # x[t - 1] + 10 x[t] + 100 x[t + 1]
        (2, 1, True, [10.5, 21.5, 32.5, 43.5]),  # x[t - 1] + 10 x[t]
        (2, 2, True, [10.5, 20.5, 31.5, 42.5]),  # x[t - 2] + 10 x[t]
        (3, 2, True, [100.5, 200.5, 310.5, 420.5]),  # x[t - 4] + 10 x[t - 2] + 100 x[t]
        (2, 9, True, [10.5, 20.5, 30.5, 40.5]),  # nothing stands so far back
    ],
)
def test_a_convolution_is_the_sum_of_its_taps(width, dilation, causal, expected):
    layer = Convolution(1, 1, width, dilation, causal)
    nn.init.constant_(layer.bias, 0.5)
    layer.weight.data = torch.tensor([1.0, 10.0, 100.0])[:width, None, None]
    inputs = torch.tensor([1.0, 2.0, 3.0, 4.0])[:, None, None].expand(4, 2, 1)  # two equal texts
    assert layer(inputs)[:, :, 0].T.tolist() == [expected, expected]


def test_a_tiny_cnn_by_hand():
    """One dimension, one filter of width 2: relu(x[t] - x[t + 1]), then the largest, times 3."""
    model = SequenceClassifier(
        5, 1, NetworkOptions(embedding=1, hidden=1, width="2", pooling="max"), "cnn"
    ).eval()
    model.body.embedding.weight.data = torch.tensor([[9.0], [0.0], [1.0], [5.0], [3.0]])
    model.body.filters[0].weight.data = torch.tensor([1.0, -1.0])[:, None, None]
    nn.init.constant_(model.head.output.weight, 3.0)
    nn.init.zeros_(model.head.output.bias)
    ids = torch.tensor([[2, 3, 4, 2], [2, 2, 0, 0]])  # 1 5 3 1, and 1 1
    batch = Batch(ids, torch.tensor([4, 2]), torch.zeros(2).long())
    # differences -4 2 2 1 (the last against 0), and 0 1
    assert model.logits(batch).tolist() == [[6.0], [3.0]]


def test_a_gated_layer_by_its_equation():
    """van den Oord et al. 2016, equation 2, one text, dilation 2."""
    torch.manual_seed(0)
    layer = WaveNetLayer(3, 2, 0.0)
    for parameter in layer.parameters():
        nn.init.normal_(parameter)
    x = torch.randn(5, 1, 3)
    w, b = layer.gates.weight.detach().numpy(), layer.gates.bias.detach().numpy()
    p, c = layer.paths.weight.detach().numpy(), layer.paths.bias.detach().numpy()
    going, skip = (out[:, 0].detach().numpy() for out in layer(x))
    rows = x[:, 0].numpy()
    for t, row in enumerate(rows):
        before = rows[t - 2] if t >= 2 else np.zeros(3)
        total = before @ w[0] + row @ w[1] + b
        z = np.tanh(total[:3]) / (1 + np.exp(-total[3:]))
        np.testing.assert_allclose(going[t], row + p[:3] @ z + c[:3], atol=1e-5)
        np.testing.assert_allclose(skip[t], p[3:] @ z + c[3:], atol=1e-5)


def wavenet(layers: int, dilation: int) -> WaveNetBody:
    torch.manual_seed(0)
    options = NetworkOptions(embedding=4, hidden=32, layers=layers, dilation=dilation)
    return WaveNetBody(9, options, "wavenet").eval()  # so wide that relu does not end every path


def test_the_dilations_of_the_paper():
    assert dilations(512) == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
    assert receptive_field(NetworkOptions()) == 1024  # section 2.1 of the paper


@pytest.mark.parametrize(("layers", "dilation"), [(1, 1), (1, 8), (2, 4), (3, 2)])
def test_the_receptive_field_by_gradient(layers, dilation):
    """A state moves with its own word and the field - 1 before it, and with no other."""
    model = wavenet(layers, dilation)
    field = model.facts["receptive_field"]
    time = field + 5
    seen = []
    model.embedding.register_forward_hook(lambda *a: seen.append(a[2]) or a[2].retain_grad())
    states = model.states(torch.randint(2, 9, (1, time)))
    states[time - 3].sum().backward()
    moved = seen[0].grad[:, 0].abs().sum(dim=1) > 0
    assert moved.nonzero().flatten().tolist() == list(range(time - 2 - field, time - 2))


def test_a_later_word_moves_no_earlier_state():
    model = wavenet(2, 16)
    ids = torch.randint(2, 9, (1, 40))
    changed = ids.clone()
    changed[0, 25:] = 1
    before, after = model.states(ids), model.states(changed)
    assert torch.equal(before[:25], after[:25])
    assert not torch.equal(before[25], after[25])
