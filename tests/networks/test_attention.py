"""Attention and positions against plain numpy, by the formulas of the papers."""

import numpy as np
import pytest
import torch
from torch import nn

from seqtext.errors import SeqtextError
from seqtext.network_options import NetworkOptions
from seqtext.networks.attention import Attention
from seqtext.networks.positions import rotate, sinusoids
from seqtext.networks.transformer import LEARNED, TransformerStack

TEXTS, TIME, OTHER, WIDTH, HEADS = 2, 4, 6, 8, 2
CPU = torch.device("cpu")


def softmax(scores):
    exponents = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exponents / exponents.sum(axis=-1, keepdims=True)


def by_hand(layer, asking, memory, allowed):
    """Vaswani et al. 2017, section 3.2, one text and one head at a time."""
    q_w, kv_w, o_w = (
        m.weight.detach().numpy() for m in (layer.queries, layer.memory, layer.output)
    )
    q_b, kv_b, o_b = (m.bias.detach().numpy() for m in (layer.queries, layer.memory, layer.output))
    size = WIDTH // HEADS
    result = []
    for x, y, mask in zip(asking, memory, allowed, strict=True):
        q, (k, v) = x @ q_w.T + q_b, np.split(y @ kv_w.T + kv_b, 2, axis=1)
        heads = []
        for head in range(HEADS):
            part = slice(head * size, (head + 1) * size)
            scores = q[:, part] @ k[:, part].T / np.sqrt(size)
            heads.append(softmax(np.where(mask, scores, -np.inf)) @ v[:, part])
        result.append(np.concatenate(heads, axis=1) @ o_w.T + o_b)
    return np.stack(result)


@pytest.fixture
def layer():
    torch.manual_seed(0)
    attention = Attention(WIDTH, HEADS)
    for parameter in attention.parameters():
        nn.init.normal_(parameter)
    return attention


def test_attention_to_another_text_is_the_published_formula(layer):
    asking, memory = torch.randn(TEXTS, TIME, WIDTH), torch.randn(TEXTS, OTHER, WIDTH)
    mask = torch.tensor([[True] * OTHER, [True] * 2 + [False] * (OTHER - 2)])
    allowed = mask[:, None, :].expand(-1, TIME, -1).numpy()
    expected = by_hand(layer, asking.numpy(), memory.numpy(), allowed)
    found = layer(asking, memory, mask).detach().numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)


def test_causal_attention_reads_nothing_that_comes_later(layer):
    text = torch.randn(TEXTS, TIME, WIDTH)
    allowed = np.tril(np.ones((TEXTS, TIME, TIME), bool))
    expected = by_hand(layer, text.numpy(), text.numpy(), allowed)
    found = layer(text, text, None, causal=True).detach().numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("size", [6, 7])
def test_sinusoids_by_the_formula(size):
    """Section 3.5: sin(t / 10000^(2i/d)) at 2i, its cosine at 2i + 1."""
    found = sinusoids(5, size, CPU)
    for t in range(5):
        for place in range(size):
            # of an odd size, the last sine has no cosine; d is then one more
            angle = t / 10000 ** (place // 2 * 2 / (size + size % 2))
            expected = np.sin(angle) if place % 2 == 0 else np.cos(angle)
            assert found[t, place].item() == pytest.approx(expected, abs=1e-6)


def test_rotation_by_complex_numbers():
    """RoFormer, section 3.2.2: coordinate i times e^(j t 10000^(-2i/d)), in pairs i, i + d/2."""
    torch.manual_seed(0)
    x = torch.randn(1, 1, 7, 6, dtype=torch.float64)
    plane = x[0, 0, :, :3].numpy() + 1j * x[0, 0, :, 3:].numpy()
    rates = 10000.0 ** (-2 * np.arange(3) / 6)
    turned = plane * np.exp(1j * np.arange(7)[:, None] * rates)
    expected = np.concatenate([turned.real, turned.imag], axis=1)
    np.testing.assert_allclose(rotate(x)[0, 0].numpy(), expected, atol=1e-6)


def test_rotated_products_depend_on_the_distance_alone():
    torch.manual_seed(0)
    query, key = torch.randn(2, 8)
    turned_q, turned_k = (rotate(v.expand(1, 1, 9, 8))[0, 0] for v in (query, key))
    products = turned_q @ turned_k.T
    for distance in range(-4, 5):
        same = products.diagonal(distance)
        torch.testing.assert_close(same, same[:1].expand_as(same), atol=1e-4, rtol=0)


@pytest.mark.parametrize(("hidden", "heads"), [(8, 3), (8, 8), (4, 8)])
def test_heads_that_cannot_share_the_width_are_refused(hidden, heads):
    with pytest.raises(SeqtextError, match="--heads"):
        TransformerStack(NetworkOptions(hidden=hidden, heads=heads))


def test_a_text_beyond_the_learned_positions_is_refused():
    encoder = TransformerStack(NetworkOptions(hidden=4, heads=2, positions="learned"))
    with pytest.raises(SeqtextError, match="cut texts with --max-length"):
        encoder(torch.zeros(1, LEARNED + 1, 4), torch.tensor([LEARNED + 1]))
