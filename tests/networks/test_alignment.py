"""Attention of recurrent decoders against the papers' equations, written out in numpy."""

import numpy as np
import pytest
import torch

from seqtext.network_options import TranslatorOptions
from seqtext.networks.alignment import Additive, Multiplicative
from seqtext.networks.encoders import Memory
from seqtext.tasks.translate.network import build_network

TEXTS, TIME, SOURCE, HIDDEN, WIDTH = 2, 3, 4, 5, 6
LENGTHS = [4, 2]


def softmax(scores):
    weights = np.exp(scores - scores.max())
    return weights / weights.sum()


def additive(weights, s, h):
    """a(s, h_j) = v' tanh(W s + U h_j): Bahdanau, Cho & Bengio 2015, appendix A.1.2."""
    w, u, v = (weights[name].numpy() for name in ("asking.weight", "states.weight", "score.weight"))
    return np.array([v[0] @ np.tanh(w @ s + u @ h_j) for h_j in h])


def multiplicative(weights, s, h):
    """score(s, h_j) = s' W h_j: "general" of Luong, Pham & Manning 2015, equation 8."""
    return np.array([s @ weights["states.weight"].numpy() @ h_j for h_j in h])


CASES = [(Additive, additive), (Multiplicative, multiplicative)]


@pytest.mark.parametrize(("kind", "equation"), CASES)
def test_it_is_the_papers_equation(kind, equation):
    torch.manual_seed(0)
    alignment = kind(HIDDEN, WIDTH)
    asking, states = torch.randn(TEXTS, TIME, HIDDEN), torch.randn(TEXTS, SOURCE, WIDTH)
    mask = torch.arange(SOURCE) < torch.tensor(LENGTHS)[:, None]
    with torch.no_grad():
        contexts, weights = alignment(asking, alignment.remember(states), states, mask)
    for text, length in enumerate(LENGTHS):
        h = states[text, :length].numpy()
        for time in range(TIME):
            scores = equation(alignment.state_dict(), asking[text, time].numpy(), h)
            expected = softmax(scores)
            assert weights[text, time, :length].numpy() == pytest.approx(expected, abs=1e-6)
            assert contexts[text, time].numpy() == pytest.approx(expected @ h, abs=1e-6)
    assert not weights[1, :, LENGTHS[1] :].any()  # nobody reads padding


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru(weights, x, h):
    """A step of Cho et al. 2014 whose reset gate acts after the product, as torch has it."""
    names = ("input_weight", "recurrent_weight", "bias", "recurrent_bias")
    w, u, b, c = (weights[f"layers.0.{name}"].numpy() for name in names)
    of_x, of_h = np.split(w @ x + b, 3), np.split(u @ h + c, 3)
    r, z = (sigmoid(of_x[i] + of_h[i]) for i in range(2))
    n = np.tanh(of_x[2] + r * of_h[2])
    return (1 - z) * n + z * h


@pytest.mark.parametrize(
    ("attention", "equation"), [("additive", additive), ("multiplicative", multiplicative)]
)
def test_the_decoder_attends_before_its_step_or_behind_it(attention, equation):
    """Bahdanau: c_t from h_t-1, and into the step; Luong: c_t from h_t, and into what is read."""
    torch.manual_seed(0)
    options = TranslatorOptions(embedding=4, hidden=6, layers=1, attention=attention, dropout=0.0)
    decoder = build_network("seq2seq-gru", (9, 9), options, False).eval().decoder
    with torch.no_grad():
        states, last = torch.randn(1, SOURCE, 6), torch.randn(1, 6)
        words = torch.randn(1, TIME, 4)
        mask = torch.ones(1, SOURCE, dtype=torch.bool)
        remembered = decoder.remember(Memory(states, mask, last))
        outputs, _ = decoder.advance(words, decoder.begin(remembered), remembered)
    weights = decoder.state_dict()
    inner = {k.removeprefix("alignment."): v for k, v in weights.items() if "alignment" in k}
    source = states[0].numpy()
    h = np.tanh(weights["first.weight"].numpy() @ last[0].numpy() + weights["first.bias"].numpy())
    for time in range(TIME):
        y = words[0, time].numpy()
        if attention == "additive":
            c = softmax(equation(inner, h, source)) @ source
            h = gru(weights, np.concatenate([y, c]), h)
        else:
            h = gru(weights, y, h)
            c = softmax(equation(inner, h, source)) @ source
        parts = np.concatenate([h, y, c])
        expected = np.tanh(
            weights["read_out.weight"].numpy() @ parts + weights["read_out.bias"].numpy()
        )
        assert outputs[0, time].numpy() == pytest.approx(expected, abs=1e-5)
