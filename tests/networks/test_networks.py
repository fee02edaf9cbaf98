"""What holds for every network: batch mates do not matter, nor does order for the blind."""

from itertools import product

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from seqtext.networks.batch import Batch, Placed, batches
from seqtext.networks.cnn import CNN
from seqtext.networks.dan import DAN
from seqtext.networks.mlp import MLP
from seqtext.networks.sequence_classifier import SequenceClassifier
from seqtext.networks.transformer import Transformer
from seqtext.networks.wavenet import WaveNet
from seqtext.options import NetworkOptions
from seqtext.words.corpus import Corpus, offsets_of

WORDS, CLASSES = 30, 3
SMALL = {"embedding": 6, "hidden": 8, "heads": 2, "dilation": 4}
RECURRENT = [
    (SequenceClassifier, cell, {"pooling": pooling, "two_way": two_way, "layers": layers, **more})
    for (cell, more), pooling, two_way, layers in product(
        [("rnn", {}), ("lstm", {}), ("gru", {}), ("gru", {"reset": "before"})],
        ["last", "mean", "max"],
        [False, True],
        [1, 2],
    )
]
CONVOLUTIONS = [
    *((CNN, "cnn", {"pooling": pooling, "width": "2,3,6"}) for pooling in ("mean", "max")),
    *((WaveNet, "wavenet", {"pooling": pooling, "layers": 2}) for pooling in ("last", "max")),
]
TRANSFORMERS = [
    (Transformer, "transformer", {"pooling": pooling, "positions": positions, "layers": 2})
    for pooling, positions in [
        ("mean", "sinusoidal"),
        ("max", "rotary"),
        ("first", "rotary"),
        ("first", "learned"),
    ]
]
AWARE = [*RECURRENT, *CONVOLUTIONS, *TRANSFORMERS]
BLIND = [
    *((network, "", {"layers": layers}) for network in (DAN, MLP) for layers in (1, 2)),
    *((CNN, "cnn-blind", {"width": "1", "pooling": pooling}) for pooling in ("mean", "max")),
    *(
        (Transformer, "transformer-blind", {"positions": "none", "pooling": pooling, "layers": 2})
        for pooling in ("mean", "max", "first")
    ),
]


def build(network, name, changed):
    """A network with weights so large that texts get different answers."""
    torch.manual_seed(0)
    model = network(WORDS, CLASSES, NetworkOptions(**SMALL, **changed), name).eval()
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


@pytest.mark.parametrize(("network", "name", "changed"), AWARE + BLIND)
def test_the_logits_do_not_depend_on_the_texts_beside(network, name, changed, corpus):
    model = build(network, name, changed)
    alone = logits(model, corpus, 1)
    assert alone.std(dim=0).min() > 1e-2  # so that the next line says something
    torch.testing.assert_close(logits(model, corpus, 9), alone, atol=1e-5, rtol=0)


@pytest.mark.parametrize(("network", "name", "changed"), BLIND)
def test_blind_networks_answer_the_same_bits_under_any_shuffle(network, name, changed, corpus):
    model = build(network, name, changed)
    generator = np.random.default_rng(1)
    shuffled = corpus.rearranged(lambda text, length: generator.permutation(length))
    assert not np.array_equal(shuffled.ids, corpus.ids)
    before, after = (logits(model, c, 4, sort_ids=True) for c in (corpus, shuffled))
    assert before.numpy().tobytes() == after.numpy().tobytes()


@pytest.mark.parametrize(("network", "name", "changed"), AWARE[::3])
def test_networks_that_read_order_answer_otherwise_when_it_changes(network, name, changed, corpus):
    model = build(network, name, changed)
    turned = corpus.rearranged(lambda text, length: np.arange(length)[::-1])
    assert (logits(model, corpus, 4) - logits(model, turned, 4)).abs().max() > 1e-2


@pytest.mark.parametrize(
    ("network", "name", "changed"), [*RECURRENT[:24:5], *CONVOLUTIONS, *TRANSFORMERS, *BLIND]
)
def test_options_and_weights_alone_rebuild_a_network(network, name, changed, corpus):
    model = build(network, name, changed)
    torch.manual_seed(1)
    copy = network(WORDS, CLASSES, NetworkOptions(**SMALL, **changed), name).eval()
    copy.load_state_dict(model.state_dict())
    assert torch.equal(logits(copy, corpus, 4), logits(model, corpus, 4))


def one_text(*ids: int, label: int = 0) -> Batch:
    row = torch.tensor([ids or (0,)])
    return Batch(row, torch.tensor([len(ids)]), torch.tensor([label]))


@pytest.mark.parametrize(
    ("network", "name", "pooling"),
    [
        *((SequenceClassifier, "lstm", pooling) for pooling in ("last", "mean", "max")),
        (CNN, "cnn", "mean"),
        (WaveNet, "wavenet", "last"),
        (Transformer, "transformer", "max"),
    ],
)
def test_an_empty_text_pools_to_zero(network, name, pooling):
    model = build(network, name, {"pooling": pooling, "two_way": True})
    torch.testing.assert_close(model.logits(one_text())[0], model.output.bias)


@pytest.mark.parametrize(
    ("pooling", "by_hand"),
    [("last", lambda s: s[-1]), ("mean", lambda s: s.mean(0)), ("max", lambda s: s.amax(0))],
)
def test_pooling_is_over_the_words_of_the_text(pooling, by_hand):
    model = build(SequenceClassifier, "lstm", {"pooling": pooling, "two_way": False})
    text = one_text(4, 5, 6)
    states = model.encoder(model.embedding(text.ids.t()), text.lengths)[:, 0]  # [3, hidden]
    torch.testing.assert_close(model.logits(text)[0], model.output(by_hand(states)))


def test_dan_averages_the_vectors_of_the_words():
    model = build(DAN, "dan", {})
    mean = (2 * model.embedding.weight[4] + model.embedding.weight[7]) / 3
    expected = model.output(F.relu(model.hidden[0](mean)))
    torch.testing.assert_close(model.logits(one_text(4, 4, 7))[0], expected)


def test_mlp_multiplies_the_counts_by_its_weights():
    model = build(MLP, "mlp", {})
    counts = torch.zeros(WORDS)
    counts[4], counts[7] = 2.0, 1.0
    expected = model.output(F.relu(counts @ model.inputs.weight + model.bias))
    torch.testing.assert_close(model.logits(one_text(4, 4, 7))[0], expected)


def test_the_loss_is_summed_over_the_texts_that_have_a_label():
    model = build(DAN, "dan", {})
    batch = Batch(torch.tensor([[4], [5], [6]]), torch.ones(3).long(), torch.tensor([2, -1, 0]))
    loss, count = model(batch)
    chances = model.logits(batch).softmax(dim=1)
    torch.testing.assert_close(loss, -(chances[0, 2].log() + chances[2, 0].log()))
    assert count == 2


def test_word_dropout_teaches_the_unknown_word():
    model = build(SequenceClassifier, "rnn", {"word_dropout": 0.5}).train()
    ids = torch.randint(2, WORDS, (4, 50))
    loss, _ = model(Batch(ids, torch.full((4,), 50), torch.zeros(4).long()))
    loss.backward()
    touched = model.embedding.weight.grad.abs().sum(dim=1)
    assert touched[1] > 0
    assert touched[0] == 0  # padding is not learnt


OF_WORDS = {DAN: "dan", SequenceClassifier: "gru", CNN: "cnn", WaveNet: "wavenet"}


@pytest.mark.parametrize(("network", "name"), [*OF_WORDS.items(), (Transformer, "transformer")])
def test_word_vectors_start_as_large_as_was_asked(network, name):
    for options, spread in (NetworkOptions(), 0.3), (NetworkOptions(embedding_spread=0.05), 0.05):
        weight = network(2000, CLASSES, options, name).embedding.weight
        assert float(weight.detach().std()) == pytest.approx(spread, rel=0.01)


def test_embedding_dropout_hides_the_same_values_in_all_words_of_a_text():
    model = build(SequenceClassifier, "rnn", {"embedding_dropout": 0.5, "word_dropout": 0.0})
    ids = torch.randint(2, WORDS, (5, 8))  # [time, texts]
    vectors = model.embedding.train()(ids)
    gone = vectors == 0
    assert torch.equal(gone.all(dim=0), gone.any(dim=0))
    assert not torch.equal(gone[0, 0], gone[0, 1])
    torch.testing.assert_close(vectors[~gone], 2 * model.embedding.eval()(ids)[~gone])
