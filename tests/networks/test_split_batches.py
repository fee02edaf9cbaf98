"""A batch that memory cannot hold is asked in halves, and the answers stay in their order."""

import numpy as np
import pytest
import torch

from seqtext.errors import SeqtextError
from seqtext.network_options import NetworkOptions
from seqtext.networks.split_batches import in_pieces
from seqtext.registry import ModelSpec
from seqtext.tasks.classify.network import Network
from seqtext.words.corpus import Corpus, offsets_of

ERRORS = [torch.cuda.OutOfMemoryError(""), RuntimeError("[enforce fail] can't allocate memory: 9")]


class Items(list):
    """A batch of numbers."""

    def halves(self):
        cut = len(self) // 2
        return Items(self[:cut]), Items(self[cut:])


def room_for(most, error, ask):
    """`ask`, for which memory has room for so many items; `asked` has the sizes of all batches."""

    def answer(batch):
        answer.asked.append(len(batch))
        if len(batch) > most:
            raise error
        return ask(batch)

    answer.asked = []
    return answer


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize(
    ("most", "asked", "pieces"),
    [
        (9, [7], [[0, 1, 2, 3, 4, 5, 6]]),
        (4, [7, 3, 4], [[0, 1, 2], [3, 4, 5, 6]]),
        (3, [7, 3, 4, 2, 2], [[0, 1, 2], [3, 4], [5, 6]]),
    ],
)
def test_what_does_not_fit_is_halved_and_no_more(error, most, asked, pieces):
    ask = room_for(most, error, list)
    assert in_pieces(ask, Items(range(7))) == pieces
    assert ask.asked == asked


def test_a_single_item_that_does_not_fit_is_an_error_of_one_line():
    with pytest.raises(SeqtextError, match="a single text does not fit into memory; shorten it"):
        in_pieces(room_for(0, ERRORS[0], list), Items(range(7)))


def test_another_error_is_not_taken_for_want_of_memory():
    ask = room_for(0, RuntimeError("the size of tensor a must match"), list)
    with pytest.raises(RuntimeError, match="must match"):
        in_pieces(ask, Items(range(7)))
    assert ask.asked == [7]


@pytest.mark.parametrize("name", ["dan", "gru", "wavenet"])
def test_a_network_answers_alike_however_little_memory_there_is(monkeypatch, name):
    lengths = np.random.default_rng(0).integers(0, 9, 40)
    ids = np.random.default_rng(1).integers(2, 20, lengths.sum()).astype(np.int32)
    corpus = Corpus(ids, offsets_of(lengths), np.zeros(40, np.int32))
    network = Network(ModelSpec(name), NetworkOptions(embedding=8, hidden=8), (20, 3))
    whole = network.logits(corpus)
    ask = room_for(6, ERRORS[1], network.module.logits)
    monkeypatch.setattr(network.module, "logits", ask)
    assert network.logits(corpus) == pytest.approx(whole, abs=1e-5)
    assert max(ask.asked) == 40
    assert len(ask.asked) > 8
