"""What holds for every network: batch mates do not matter, nor does order for the blind."""

import math
from importlib import import_module
from itertools import product

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from seqtext.network_options import NetworkOptions
from seqtext.networks.activation import activation_of
from seqtext.networks.batch import Batch, Placed, batches
from seqtext.networks.embedding import EmbeddingTable
from seqtext.networks.normalization import norm_of
from seqtext.networks.pooling import pool
from seqtext.networks.recurrent import cell_of
from seqtext.registry import CLASSIFIERS
from seqtext.words.corpus import Corpus, offsets_of

WORDS, CLASSES = 30, 3
SMALL = {"embedding": 6, "hidden": 8, "heads": 2, "dilation": 4}
RECURRENT = [
    (cell, {"pooling": pooling, "two_way": two_way, "layers": layers, **more})
    for (cell, more), pooling, two_way, layers in product(
        [("rnn", {}), ("lstm", {}), ("gru", {}), ("gru", {"reset": "before"})],
        ["last", "mean", "max"],
        [False, True],
        [1, 2],
    )
]
CONVOLUTIONS = [
    *(("cnn", {"pooling": pooling, "width": "2,3,6"}) for pooling in ("mean", "max")),
    *(("wavenet", {"pooling": pooling, "layers": 2}) for pooling in ("last", "max")),
]
TRANSFORMERS = [
    ("transformer", {"pooling": pooling, "positions": positions, "layers": 2})
    for pooling, positions in [
        ("mean", "sinusoidal"),
        ("max", "rotary"),
        ("first", "rotary"),
        ("first", "learned"),
    ]
]
AWARE = [*RECURRENT, *CONVOLUTIONS, *TRANSFORMERS]
BLIND = [
    *((name, {"layers": layers}) for name in ("dan", "mlp") for layers in (1, 2)),
    *(("cnn-blind", {"width": "1", "pooling": pooling}) for pooling in ("mean", "max")),
    *(
        ("transformer-blind", {"positions": "none", "pooling": pooling, "layers": 2})
        for pooling in ("mean", "max", "first")
    ),
]


def network(name, words, options):
    """A network of the registry with initial weights."""
    module, kind = CLASSIFIERS[name].network.split(":")
    return getattr(import_module(module), kind)(words, CLASSES, options, name)


def build(name, changed):
    """A network with weights so large that texts get different answers."""
    torch.manual_seed(0)
    model = network(name, WORDS, NetworkOptions(**SMALL, **changed)).eval()
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.5)
    return model


@pytest.fixture
def corpus() -> Corpus:
    generator = np.random.default_rng(0)
    lengths = np.array([9, 1, 0, 4, 30, 2, 4, 0, 17])
    ids = generator.integers(1, WORDS, lengths.sum()).astype(np.int32)
    return Corpus(ids, offsets_of(lengths), np.zeros(len(lengths), np.int32))


def logits(model, corpus, texts, **more):
    """[texts, classes] of a corpus read `texts` at a time."""
    result = torch.zeros(len(corpus), CLASSES)
    with torch.inference_mode():
        for positions, batch in batches(Placed.of(corpus, **more), texts, 10**6, None):
            result[positions] = model.logits(batch)
    return result


@pytest.mark.parametrize(("name", "changed"), AWARE + BLIND)
def test_the_logits_do_not_depend_on_the_texts_beside(name, changed, corpus):
    model = build(name, changed)
    alone = logits(model, corpus, 1)
    assert alone.std(dim=0).min() > 1e-2  # so that the next line says something
    torch.testing.assert_close(logits(model, corpus, 9), alone, atol=1e-5, rtol=0)


@pytest.mark.parametrize(("name", "changed"), BLIND)
def test_blind_networks_answer_the_same_bits_under_any_shuffle(name, changed, corpus):
    model = build(name, changed)
    generator = np.random.default_rng(1)
    shuffled = corpus.rearranged(lambda ids: generator.permutation(len(ids)))
    assert not np.array_equal(shuffled.ids, corpus.ids)
    before, after = (logits(model, c, 4, sort_ids=True) for c in (corpus, shuffled))
    assert before.numpy().tobytes() == after.numpy().tobytes()


@pytest.mark.parametrize(("name", "changed"), AWARE[::3])
def test_networks_that_read_order_answer_otherwise_when_it_changes(name, changed, corpus):
    model = build(name, changed)
    turned = corpus.rearranged(lambda ids: np.arange(len(ids))[::-1])
    assert (logits(model, corpus, 4) - logits(model, turned, 4)).abs().max() > 1e-2


@pytest.mark.parametrize(
    ("name", "changed"), [*RECURRENT[:24:5], *CONVOLUTIONS, *TRANSFORMERS, *BLIND]
)
def test_options_and_weights_alone_rebuild_a_network(name, changed, corpus):
    model = build(name, changed)
    torch.manual_seed(1)
    copy = network(name, WORDS, NetworkOptions(**SMALL, **changed)).eval()
    copy.load_state_dict(model.state_dict())
    assert torch.equal(logits(copy, corpus, 4), logits(model, corpus, 4))


def one_text(*ids: int, label: int = 0) -> Batch:
    row = torch.tensor([ids or (0,)])
    return Batch(row, torch.tensor([len(ids)]), torch.tensor([label]))


@pytest.mark.parametrize(
    ("name", "pooling"),
    [
        *(("lstm", pooling) for pooling in ("last", "mean", "max")),
        ("cnn", "mean"),
        ("wavenet", "last"),
        ("transformer", "max"),
    ],
)
def test_an_empty_text_pools_to_zero(name, pooling):
    model = build(name, {"pooling": pooling, "two_way": True})
    torch.testing.assert_close(model.logits(one_text())[0], model.head.output.bias)


@pytest.mark.parametrize(
    ("pooling", "by_hand"),
    [("last", lambda s: s[-1]), ("mean", lambda s: s.mean(0)), ("max", lambda s: s.amax(0))],
)
def test_pooling_is_over_the_words_of_the_text(pooling, by_hand):
    model = build("lstm", {"pooling": pooling, "two_way": False})
    text = one_text(4, 5, 6)
    body = model.body
    states = body.encoder(body.embedding(text.ids.t()), text.lengths)[:, 0]  # [3, hidden]
    torch.testing.assert_close(model.logits(text)[0], model.head.output(by_hand(states)))


def test_dan_averages_the_vectors_of_the_words():
    model = build("dan", {})
    mean = (2 * model.embedding.weight[4] + model.embedding.weight[7]) / 3
    expected = model.output(F.relu(model.hidden[0](mean)))
    torch.testing.assert_close(model.logits(one_text(4, 4, 7))[0], expected)


def test_mlp_multiplies_the_counts_by_its_weights():
    model = build("mlp", {})
    counts = torch.zeros(WORDS)
    counts[4], counts[7] = 2.0, 1.0
    expected = model.output(F.relu(counts @ model.inputs.weight + model.bias))
    torch.testing.assert_close(model.logits(one_text(4, 4, 7))[0], expected)


def test_the_loss_is_summed_over_the_texts_that_have_a_label():
    model = build("dan", {})
    batch = Batch(torch.tensor([[4], [5], [6]]), torch.ones(3).long(), torch.tensor([2, -1, 0]))
    loss, count = model(batch)
    chances = model.logits(batch).softmax(dim=1)
    torch.testing.assert_close(loss, -(chances[0, 2].log() + chances[2, 0].log()))
    assert count == 2


def test_word_dropout_teaches_the_unknown_word():
    model = build("rnn", {"word_dropout": 0.5}).train()
    ids = torch.randint(2, WORDS, (4, 50))
    loss, _ = model(Batch(ids, torch.full((4,), 50), torch.zeros(4).long()))
    loss.backward()
    touched = model.body.embedding.weight.grad.abs().sum(dim=1)
    assert touched[1] > 0
    assert touched[0] == 0  # padding is not learnt


@pytest.mark.parametrize("name", ["dan", "gru", "cnn", "wavenet", "transformer"])
def test_word_vectors_start_as_large_as_was_asked(name):
    for options, spread in (NetworkOptions(), 0.3), (NetworkOptions(embedding_spread=0.05), 0.05):
        model = network(name, 2000, options)
        (table,) = (m.weight for m in model.modules() if isinstance(m, EmbeddingTable))
        assert float(table.detach().std()) == pytest.approx(spread, rel=0.01)


def test_embedding_dropout_hides_the_same_values_in_all_words_of_a_text():
    model = build("rnn", {"embedding_dropout": 0.5, "word_dropout": 0.0})
    ids = torch.randint(2, WORDS, (5, 8))  # [time, texts]
    vectors = model.body.embedding.train()(ids)
    gone = vectors == 0
    assert torch.equal(gone.all(dim=0), gone.any(dim=0))
    assert not torch.equal(gone[0, 0], gone[0, 1])
    torch.testing.assert_close(vectors[~gone], 2 * model.body.embedding.eval()(ids)[~gone])


def with_options(**more):
    return NetworkOptions(**{**SMALL, **more})


@pytest.mark.parametrize("dense", [1, 2])
def test_dense_layers_stand_between_the_pooled_text_and_the_output(dense):
    model = build("lstm", {"dense": dense, "activation": "gelu"})
    text = one_text(4, 5, 6)
    states, lengths = model.body(text)
    expected = pool(states, lengths, "max")
    for layer in model.head.dense:
        expected = F.gelu(layer(expected))
    assert len(model.head.dense) == dense
    torch.testing.assert_close(model.logits(text), model.head.output(expected))


@pytest.mark.parametrize(
    ("name", "by_hand"),
    [
        ("relu", lambda x: max(x, 0)),
        ("leaky-relu", lambda x: max(x, 0.01 * x)),
        ("elu", lambda x: x if x > 0 else math.expm1(x)),
        ("gelu", lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2),
        ("silu", lambda x: x / (1 + math.exp(-x))),
        ("tanh", math.tanh),
        ("sigmoid", lambda x: 1 / (1 + math.exp(-x))),
        ("identity", lambda x: x),
    ],
)
def test_an_activation_is_the_function_of_its_name(name, by_hand):
    """In the hidden layer of dan, and as the cell of rnn: h' = f(W x + U h + b)."""
    inputs = [-2.0, -0.5, 0.0, 0.7, 3.0]
    torch.testing.assert_close(
        activation_of(name)(torch.tensor(inputs)), torch.tensor([by_hand(x) for x in inputs])
    )
    cell = cell_of("rnn", with_options(activation=name))
    weights = [torch.tensor([[0.5]]), torch.tensor([[-0.3]]), torch.tensor([0.1]), torch.zeros(1)]
    states, (last,) = cell(torch.tensor([[[1.0]], [[2.0]]]), (torch.zeros(1, 1, 1),), weights)
    first = by_hand(0.5 * 1.0 + 0.1)
    second = by_hand(0.5 * 2.0 - 0.3 * first + 0.1)
    assert states.flatten().tolist() == pytest.approx([first, second], abs=1e-6)
    assert float(last) == pytest.approx(second, abs=1e-6)


def test_norms_by_their_equations():
    x = torch.tensor([[1.0, -2.0, 4.0, 5.0]])
    centred = x - x.mean()
    layer = centred / (centred.square().mean() + 1e-5).sqrt()
    rms = x / x.square().mean().sqrt()
    torch.testing.assert_close(norm_of("layer", 4)(x), layer)
    torch.testing.assert_close(norm_of("rms", 4)(x), rms)
    assert torch.equal(norm_of("none", 4)(x), x)


@pytest.mark.parametrize("more", [{"norm": "rms"}, {"norm": "none"}, {"norm_place": "post"}])
def test_the_norm_is_part_of_a_transformer(more):
    text = one_text(4, 5, 6)
    usual, other = (build("transformer", changed).logits(text) for changed in ({}, more))
    assert (usual - other).abs().max() > 1e-3
