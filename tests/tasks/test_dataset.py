"""Datasets: what is refused, what is counted."""

import pytest

from seqtext.errors import SeqtextError
from seqtext.tasks.classify.dataset import Dataset, Reading, build_vocabulary, classes_of
from seqtext.tasks.data import hold_out
from seqtext.text.tokenizer import Tokenizer


def test_gold_numbers_the_classes_and_marks_the_unseen() -> None:
    data = Dataset(("x", "y", "z"), ("no", "yes", "never seen"))
    assert data.gold(("no", "yes")).tolist() == [0, 1, -1]


def test_a_model_vocabulary_begins_with_padding_and_unknown() -> None:
    vocabulary = build_vocabulary(["b a b", "b c"], Reading(Tokenizer(), min_count=2))
    assert vocabulary.get_itos() == ["<pad>", "<unk>", "b"]
    assert vocabulary.lookup_indices(["a", "b"]) == [1, 2]


def test_one_class_is_refused() -> None:
    with pytest.raises(SeqtextError, match="one class only"):
        classes_of(Dataset(("a", "b"), ("x", "x")), "here")


def test_the_digest_tells_labels_from_texts() -> None:
    pairs = [(("ab", "c"), ("x", "y")), (("a", "bc"), ("x", "y")), (("ab", "c"), ("y", "x"))]
    assert len({Dataset(*pair).digest() for pair in pairs}) == 3


def test_the_split_seed_alone_decides_what_is_set_aside() -> None:
    data = Dataset(tuple(map(str, range(100))), ("+", "-") * 50)
    first, again, other = (hold_out(data, 0.1, seed, Reading().digests)[1] for seed in (0, 0, 1))
    assert first == again != other
    assert len(first) == 10
