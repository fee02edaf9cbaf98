"""What must not change an answer: neighbours, order, batches, padding, threads, blocks, archives.

A linear model adds whole numbers, so its answers are the same to the last bit. A network adds
floats, and which of them first depends on the shape of the batch and on the number of threads: its
log-probabilities keep to CLOSE, and so its labels do, but where two classes are nearer than that.
"""

import bz2
import gzip
import lzma
from functools import partial

import numpy as np
import pytest
import torch
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from seqtext.kernel import blocks as blocks_module
from seqtext.kernel.blocks import read_blocks
from seqtext.tasks.classify import network as network_module
from seqtext.tasks.classify.classifier import Classifier
from seqtext.text.formats import InputOptions
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.counts import Counts

CLOSE = 1e-5

words = st.sampled_from(
    ["the", "food", "was", "not", "good", "bad", ".", "!", "ñandú", "😀", "didn't", "zzz"]
)
texts = st.lists(st.lists(words, max_size=60).map(" ".join), min_size=2, max_size=12)
FEW = settings(max_examples=6, deadline=None)


@pytest.fixture(scope="module")
def load():
    """Golden models by path, each read once."""
    known = {}
    return lambda path: known.setdefault(path, Classifier.load(str(path)))


def answers(classifier, texts) -> np.ndarray:
    return classifier.log_probabilities(classifier.encode(texts)[0])


def same(classifier, one, other) -> None:
    """Bits for a model that adds exactly; CLOSE for a network, and the label unless it is a tie."""
    if not classifier.spec.varies:
        assert one.tobytes() == other.tobytes()
        return
    np.testing.assert_allclose(one, other, atol=CLOSE, rtol=0)
    first = np.sort(one, axis=1)
    clear = first[:, -1] - first[:, -2] > 2 * CLOSE
    assert (one.argmax(1) == other.argmax(1))[clear].all()


def test_neighbours_order_and_batches_change_nothing(model, load):
    classifier = load(model)

    @FEW
    @given(texts=texts, order=st.randoms())
    def holds(texts, order):
        together = answers(classifier, texts)
        alone = np.concatenate([answers(classifier, [text]) for text in texts])
        same(classifier, together, alone)
        turned = order.sample(range(len(texts)), len(texts))
        again = answers(classifier, [texts[i] for i in turned])
        same(classifier, together[turned], again)
        padded = answers(classifier, [*texts, "bad " * 3000])[:-1]
        same(classifier, together, padded)

    holds()


def test_the_size_of_a_batch_changes_nothing(model, load, monkeypatch):
    classifier = load(model)
    many = [f"the food was {'not ' * (i % 7)}good {i}" for i in range(300)]
    whole = answers(classifier, many)
    monkeypatch.setattr(network_module, "PREDICTION_TOKENS", 40)
    same(classifier, whole, answers(classifier, many))


def test_the_number_of_threads_changes_nothing(model, load):
    classifier = load(model)
    many = [f"the food was {'not ' * (i % 50)}good {i}" for i in range(300)]
    one = answers(classifier, many)
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(3)
        three = answers(classifier, many)
    finally:
        torch.set_num_threads(before)
    same(classifier, one, three)


COMPRESS = {
    "": bytes,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": partial(lzma.compress, preset=0),
    ".zst": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("size", [100, 1 << 20])
def test_blocks_and_compression_change_no_byte_of_the_answers(
    golden, load, tmp_path, monkeypatch, size
):
    """All that `predict` prints, for blocks of whatever size."""
    monkeypatch.setattr(blocks_module, "SIZE", size)
    lines = "".join(f"the food was {'not ' * (i % 9)}good ñ{i}\r\n" for i in range(200)).encode()
    printed = set()
    for extension, compress in COMPRESS.items():
        path = tmp_path / f"x.txt{extension}"
        path.write_bytes(compress(lines))
        for name in ("bow", "nbsvm", "hashed", "majority"):
            chunks = load(golden / f"{name}.1.safetensors").predict(
                read_blocks(str(path), InputOptions())
            )
            reported = [(*c.labels, c.probabilities.tobytes()) for c in chunks]
            labels = tuple(label for chunk in reported for label in chunk[:-1])
            printed.add((name, labels, b"".join(chunk[-1] for chunk in reported)))
    assert len(printed) == 4
    assert {len(labels) for _, labels, _ in printed} == {200}


def test_texts_read_by_the_kernel_get_the_same_bits(golden, load, monkeypatch):
    """More than a megabyte goes by compiled loops, less by the definition."""
    many = [f"the food was {'not ' * (i % 9)}good ñ{i % 50} didn't" for i in range(2000)]
    for name in ("bow", "nbsvm", "hashed"):
        classifier = load(golden / f"{name}.1.safetensors")
        few = answers(classifier, many)
        with monkeypatch.context() as patch:
            patch.setattr(blocks_module, "MUCH", 1)
            assert answers(classifier, many).tobytes() == few.tobytes()


parts = st.lists(st.lists(words, max_size=9).map(" ".join), max_size=5)


@settings(max_examples=30, deadline=None)
@given(parts, parts, parts)
def test_merging_counts_is_associative_and_commutative(tmp_path_factory, a, b, c):
    def counted(*parts):
        result = Counts(Tokenizer())
        for part in parts:
            if isinstance(part, Counts):
                result.merge(part)
            else:
                result.add(part)
        return result

    def written(counts):
        path = tmp_path_factory.getbasetemp() / "counts"
        counts.write(str(path))
        return path.read_bytes()

    whole = written(counted(a, b, c))
    assert written(counted(counted(counted(a), counted(b)), counted(c))) == whole
    assert written(counted(counted(a), counted(counted(b), counted(c)))) == whole
    assert written(counted(counted(c), counted(a), counted(b))) == whole
