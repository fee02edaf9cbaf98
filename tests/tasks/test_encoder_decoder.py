"""Encoder-decoders: what they answer hangs on neither batch nor padding nor how they are asked."""

import numpy as np
import pytest
import torch

from seqtext.errors import SeqtextError
from seqtext.network_options import TranslatorOptions
from seqtext.networks.batch import Placed
from seqtext.tasks.translate.network import (
    NO_WORD,
    build_network,
    outputs_at_words,
    outputs_with_padding,
    shifted,
)
from seqtext.tasks.translate.pair_batch import PairBatch, Pairs, pair_batches, with_end
from seqtext.tasks.translate.pair_reading import END, START
from seqtext.translators import TranslatorSpec
from seqtext.words.corpus import Corpus, offsets_of

WORDS = 12
SMALL = {"embedding": 8, "hidden": 8, "layers": 2, "heads": 2, "dropout": 0.3}
KINDS = [
    ("seq2seq-rnn", {"attention": "none"}),
    ("seq2seq-rnn", {"attention": "multiplicative"}),
    ("seq2seq-lstm", {"attention": "none"}),
    ("seq2seq-lstm", {"attention": "additive"}),
    ("seq2seq-gru", {"attention": "additive"}),
    ("seq2seq-gru", {"attention": "multiplicative", "reset": "before"}),
    ("transformer", {}),
    ("transformer", {"norm_place": "post", "positions": "sinusoidal"}),
    ("transformer", {"positions": "learned", "embedding": 6}),
    ("transformer-blind", {}),
    ("gru-transformer", {"hidden": 12}),
    ("transformer-lstm", {"attention": "additive"}),
]


def network(name, more=(), joint=False):
    torch.manual_seed(1)
    options = TranslatorOptions(**{**SMALL, **dict(more)})
    return build_network(name, (WORDS, WORDS), options, joint).eval()


def corpus(texts):
    ids = np.array([i for text in texts for i in text], np.int32)
    lengths = np.array([len(text) for text in texts])
    return Corpus(ids, offsets_of(lengths), np.full(len(texts), -1, np.int32))


def batch_of(sources, targets, sort_ids=False):
    """All pairs in one batch, and in their order."""
    pairs = Pairs.of(corpus(sources), corpus(targets), sort_ids=sort_ids)
    rows = torch.arange(len(sources))
    sides = pairs.sources, pairs.targets
    return PairBatch(*(side.cut(rows, int(side.host_lengths.max())) for side in sides))


SOURCES = [[4, 5, 6, 7, 8], [9], [5, 5, 11, 4]]
TARGETS = [[6, 4], [8, 9, 10, 11, 4, 5], [7, 7, 7]]


@pytest.mark.parametrize(("name", "more"), KINDS)
def test_scores_hang_neither_on_the_batch_nor_on_padding(name, more):
    model = network(name, more)
    with torch.no_grad():
        together = model.logits(batch_of(SOURCES, TARGETS))
        for i, (source, target) in enumerate(zip(SOURCES, TARGETS, strict=True)):
            alone = model.logits(batch_of([source], [target]))[0]
            assert torch.allclose(together[i, : len(alone)], alone, atol=1e-5)


@pytest.mark.parametrize(("name", "more"), KINDS)
def test_word_by_word_gives_the_scores_of_all_words_at_once(name, more):
    model, batch = network(name, more), batch_of(SOURCES, TARGETS)
    with torch.no_grad():
        at_once = model.logits(batch)
        remembered = model.remember(batch.sources)
        state = model.begin(remembered)
        for time, ids in enumerate(shifted(batch.targets.ids).t()):
            scores, state = model.step(ids, state, remembered)
            assert torch.allclose(scores, at_once[:, time], atol=1e-5)


@pytest.mark.parametrize(("name", "more"), [KINDS[1], KINDS[4], KINDS[6], KINDS[10]])
def test_hypotheses_of_a_text_share_its_memory(name, more):
    """Two rows a text, with the same words, score as one."""
    model, batch = network(name, more), batch_of(SOURCES, TARGETS)
    with torch.no_grad():
        remembered = model.remember(batch.sources)
        one = model.begin(remembered)
        two = tuple(part.repeat_interleave(2, dim=0) for part in one)
        for ids in shifted(batch.targets.ids).t():
            single, one = model.step(ids, one, remembered)
            double, two = model.step(ids.repeat_interleave(2), two, remembered)
            assert torch.allclose(double[::2], single, atol=1e-5)
            assert torch.allclose(double[1::2], single, atol=1e-5)


@pytest.mark.parametrize(("name", "more"), KINDS[1:2] + KINDS[3:])
def test_attention_is_a_distribution_over_the_words_of_the_source(name, more):
    model, batch = network(name, more), batch_of(SOURCES, TARGETS)
    with torch.no_grad():
        weights = model.attention(batch)
    assert weights.shape == (3, 7, 6)
    assert torch.allclose(weights.sum(dim=2), torch.ones(3, 7), atol=1e-5)
    assert not weights[1, :, 2:].any()


def test_sorted_sources_leave_the_blind_one_no_order_to_see():
    one, other = batch_of([[4, 5, 6, 7]], [[8]], True), batch_of([[7, 5, 4, 6]], [[8]], True)
    blind = network("transformer-blind")
    with torch.no_grad():
        assert torch.equal(blind.logits(one), blind.logits(other))
        # Its encoder itself gives each word one state, wherever it stands.
        ids = torch.tensor([[4, 5, 6, 7], [7, 5, 4, 6]])
        states = blind.encoder(blind.source(ids), torch.tensor([4, 4])).states
        assert torch.allclose(states[0], states[1][[2, 1, 3, 0]], atol=1e-6)
        seeing = network("transformer")
        assert not torch.allclose(
            seeing.logits(one), seeing.logits(batch_of([[7, 5, 4, 6]], [[8]]))
        )


def test_the_loss_is_the_smoothed_cross_entropy_of_the_words_and_counts_them():
    model, batch = network("seq2seq-gru", {"label_smoothing": 0.1}), batch_of(SOURCES, TARGETS)
    with torch.no_grad():
        loss, count = model(batch)
        log_p = model.logits(batch).double().log_softmax(dim=-1).numpy()
    expected = 0.0
    for i, target in enumerate(TARGETS):
        for time, word in enumerate([*target, END]):
            expected -= 0.9 * log_p[i, time, word] + 0.1 * log_p[i, time].mean()
    assert count == sum(len(target) + 1 for target in TARGETS)
    assert loss.item() == pytest.approx(expected, rel=1e-5)


def test_words_alone_and_all_places_have_one_loss_and_one_gradient():
    """The CPU leaves padding out of the output layer; a device leaves it out of the loss."""
    model, batch = network("transformer"), batch_of(SOURCES, TARGETS)
    found = []
    for read_out in (outputs_at_words, outputs_with_padding):
        model.zero_grad()
        outputs = model._written(shifted(batch.targets.ids), model.remember(batch.sources))
        outputs, gold = read_out(outputs, batch.targets)
        scores = model._scores(outputs)
        loss = torch.nn.functional.cross_entropy(
            scores, gold, ignore_index=NO_WORD, reduction="sum", label_smoothing=0.1
        )
        loss.backward()
        found.append([len(scores), loss.item(), *(p.grad.clone() for p in model.parameters())])
    assert (found[0][0], found[1][0]) == (14, 21)  # 2 + 6 + 3 words and their </s>; 3 texts x 7
    assert found[1][1] == pytest.approx(found[0][1], rel=1e-6)
    for one, other in zip(found[0][2:], found[1][2:], strict=True):
        assert torch.allclose(one, other, atol=1e-6)


def test_the_decoder_reads_the_words_before():
    assert shifted(torch.tensor([[6, 4, END], [8, END, 0]])).tolist() == [
        [START, 6, 4],
        [START, 8, END],
    ]


def test_without_forcing_it_reads_its_own_guesses():
    model, batch = network("transformer"), batch_of(SOURCES, TARGETS)
    with torch.no_grad():
        remembered, told = model.remember(batch.sources), shifted(batch.targets.ids)
        guessed = model._guessed(told, remembered, 0.0)
        best = model.logits(batch).argmax(dim=-1)
    assert (guessed[:, 0] == START).all()
    assert torch.equal(guessed[:, 1:], best[:, :-1])
    free = PairBatch(batch.sources, batch.targets, 0.0)
    assert model(free)[0].item() != pytest.approx(model(batch)[0].item(), rel=1e-4)


def test_one_vocabulary_has_one_table_of_vectors():
    joint, apart = network("transformer", joint=True), network("transformer")
    assert joint.source is joint.target
    sizes = [sum(p.numel() for p in model.parameters()) for model in (joint, apart)]
    assert sizes[1] - sizes[0] == WORDS * SMALL["embedding"]


@pytest.mark.parametrize(
    ("name", "parts"),
    [("seq2seq-lstm", ("lstm", "lstm")), ("gru-transformer", ("gru", "transformer"))],
)
def test_a_name_says_encoder_and_decoder(name, parts):
    assert TranslatorSpec(name).parts == parts


@pytest.mark.parametrize("name", ["gru", "gru-blind", "bow", "transformer-", ""])
def test_another_name_is_refused(name):
    with pytest.raises(SeqtextError, match="choose one of: seq2seq-gru"):
        TranslatorSpec(name)


# --- batches of pairs -----------------------------------------------------------------------


def pairs_of(n):
    generator = np.random.default_rng(0)
    texts = [
        [list(generator.integers(4, WORDS, generator.integers(1, 9))) for _ in range(n)]
        for _ in "ab"
    ]
    return texts, Pairs.of(corpus(texts[0]), corpus(texts[1]))


@pytest.mark.parametrize("seed", [None, 3])
def test_a_pass_has_each_pair_once_within_the_limits(seed):
    texts, pairs = pairs_of(100)
    seen = []
    for positions, batch in pair_batches(pairs, 16, 60, seed):
        longest = max(batch.sources.ids.shape[1], batch.targets.ids.shape[1])
        assert len(batch) <= 16
        assert len(batch) * longest <= 60
        for i, position in enumerate(positions):
            for side, part in zip(texts, (batch.sources, batch.targets), strict=True):
                read = part.ids[i, : part.lengths[i]].tolist()
                assert read == [*side[position], END]
        seen += positions.tolist()
    assert sorted(seen) == list(range(100))


def test_the_order_of_a_pass_is_a_function_of_seed_and_epoch():
    _, pairs = pairs_of(100)
    order = lambda *a: [list(p) for p, _ in pair_batches(pairs, 16, 60, *a)]  # noqa: E731
    assert order(3, 1) == order(3, 1) != order(3, 2)
    assert order(3, 1) != order(4, 1)


def test_a_pair_that_is_longer_than_the_limit_stands_alone():
    pairs = Pairs.of(corpus([[4] * 50, [5], [6]]), corpus([[4], [5], [6] * 3]))
    sizes = {len(batch) for at, batch in pair_batches(pairs, 16, 20, None) if 0 in at}
    assert sizes == {1}


def test_the_halves_of_a_batch_are_its_pairs():
    batch = batch_of(SOURCES, TARGETS)
    first, second = batch.halves()
    assert [len(first), len(second)] == [1, 2]
    assert second.sources.lengths.tolist() == [2, 5]
    assert second.targets.lengths.tolist() == [7, 4]


def test_the_end_stands_behind_each_text():
    made = with_end(corpus([[4, 5], [], [6]]))
    assert [made[i].tolist() for i in range(3)] == [[4, 5, END], [END], [6, END]]
    placed = Placed.of(made, sort_ids=True)
    assert placed.cut(torch.tensor([0]), 3).ids.tolist() == [[END, 4, 5]]
