"""Decoding: what a search finds is the best there is, and its scores are those of the model."""

from itertools import product

import numpy as np
import pytest
import torch

from seqtext.network_options import TranslatorOptions
from seqtext.networks.batch import Placed
from seqtext.tasks.translate.network import build_network
from seqtext.tasks.translate.pair_batch import Pairs, pair_batches, with_end
from seqtext.tasks.translate.pair_reading import END
from seqtext.tasks.translate.search import beam, forced, greedy, limits_of, penalty
from seqtext.words.corpus import Corpus, offsets_of

WORDS = 12
SMALL = {"embedding": 8, "hidden": 8, "layers": 2, "heads": 2}
SOURCES = [[4, 5, 6, 7, 8], [9], [5, 5, 11, 4]]
NAMES = ["seq2seq-rnn", "seq2seq-lstm", "seq2seq-gru", "transformer", "gru-transformer"]


def network(name, words=WORDS, seed=1):
    """Untrained, with scores far enough apart that some hypotheses end early and some late."""
    torch.manual_seed(seed)
    model = build_network(name, (WORDS, words), TranslatorOptions(**SMALL), False).eval()
    with torch.no_grad():
        model.target.weight.mul_(6.0)
        model.target.scale /= 6.0
        model.bias[END] = 1.0
    return model


def corpus(texts):
    ids = np.array([i for text in texts for i in text], np.int32)
    lengths = np.array([len(text) for text in texts])
    return Corpus(ids, offsets_of(lengths), np.full(len(texts), -1, np.int32))


def sources(texts=SOURCES):
    placed = Placed.of(with_end(corpus(texts)))
    return placed.cut(torch.arange(len(texts)), int(placed.host_lengths.max()))


def forced_scores(model, texts, found):
    """The log-probability of each translation, by forced scoring in one batch."""
    pairs = Pairs.of(corpus(texts), corpus([each.ids for each in found]))
    result = torch.zeros(len(found))
    for at, batch in pair_batches(pairs, 100, 10_000, None):
        result[at] = forced(model, batch)
    return result.tolist()


@pytest.fixture(autouse=True)
def without_gradients():
    with torch.inference_mode():
        yield


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_beam_of_one_is_greedy(name, seed):
    model, batch = network(name, seed=seed), sources()
    limits = limits_of(batch, 2.0)
    one = [result[0] for result in beam(model, batch, limits, 1, 0.6)]
    other = greedy(model, batch, limits, 0.6)
    assert [each.ids for each in one] == [each.ids for each in other]
    assert [each.score for each in one] == pytest.approx([each.score for each in other], abs=1e-4)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [1, 4])
def test_the_scores_of_a_beam_are_those_of_forced_scoring(name, size):
    model, batch = network(name), sources()
    answers = beam(model, batch, limits_of(batch, 2.0), size, 1.0, n_best=size)
    for rank in range(size):
        result = [answer[rank] for answer in answers]
        expected = forced_scores(model, SOURCES, result)
        assert [each.log_probability for each in result] == pytest.approx(expected, abs=1e-4)
        for each in result:
            lengthened = each.log_probability / ((5 + len(each.ids) + 1) / 6)
            assert each.score == pytest.approx(lengthened)


@pytest.mark.parametrize("alpha", [0.0, 1.0])
@pytest.mark.parametrize("seed", range(4))
def test_a_beam_that_is_wide_enough_finds_the_best_of_all(alpha, seed):
    """Three words and </s>, at most three words: all 40 translations are scored one by one."""
    model, batch = network("seq2seq-gru", words=END + 4, seed=seed), sources([[4, 5, 6]])
    words = range(END + 1, END + 4)
    every = [list(ids) for n in range(4) for ids in product(words, repeat=n)]
    pairs = Pairs.of(corpus([[4, 5, 6]] * len(every)), corpus(every))
    scores = {}
    for at, part in pair_batches(pairs, 100, 10_000, None):
        for i, value in zip(at, forced(model, part).tolist(), strict=True):
            scores[tuple(every[i])] = value / penalty(len(every[i]) + 1, alpha)
    ranked = sorted(scores, key=scores.__getitem__, reverse=True)
    result = beam(model, batch, torch.tensor([4]), 40, alpha, n_best=5)[0]
    assert [tuple(each.ids) for each in result] == ranked[:5]


def test_a_text_is_translated_alike_alone_and_among_others():
    model = network("transformer")
    together = beam(model, sources(), limits_of(sources(), 2.0), 4, 1.0, 4)
    for text, result in zip(SOURCES, together, strict=True):
        alone = beam(model, sources([text]), limits_of(sources([text]), 2.0), 4, 1.0, 4)[0]
        assert [each.ids for each in alone] == [each.ids for each in result]


@pytest.mark.parametrize("search", [greedy, lambda *a: [f[0] for f in beam(*a[:3], 3, a[3])]])
def test_nothing_grows_beyond_its_limit_and_no_special_token_is_written(search):
    model, batch = network("seq2seq-gru"), sources()
    model.bias[END] = -50.0  # it would never end by itself
    model.bias[:END] = 50.0  # and would write nothing but <pad>, <unk> and <s>
    result = search(model, batch, torch.tensor([1, 4, 6]), 1.0)
    assert [len(each.ids) for each in result] == [0, 3, 5]
    assert all(word > END for each in result for word in each.ids)


def test_limits_go_by_the_words_of_the_source():
    assert limits_of(sources(), 2.0).tolist() == [20, 12, 18]


# (5 + length) / 6 to the power alpha: Wu et al. 2016, equation 14.
@pytest.mark.parametrize(("length", "alpha", "expected"), [(1, 0.7, 1), (7, 1, 2), (19, 0.5, 2)])
def test_the_length_penalty(length, alpha, expected):
    assert penalty(length, alpha) == pytest.approx(expected)
