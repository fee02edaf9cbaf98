"""The corpus keeps texts as they are, and splits keep equal texts together."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtext.corpus import Corpus, encode, folds, offsets_of, split_off
from seqtext.tokenizer import Tokenizer
from seqtext.vocabulary import PAD, UNK, Counts, Vocabulary

texts_of_ids = st.lists(st.lists(st.integers(0, 50), max_size=8), min_size=1, max_size=12)
labelled = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("+-")), min_size=1)


def corpus_of(texts: list[list[int]]) -> Corpus:
    ids = np.array([i for text in texts for i in text], np.int32)
    return Corpus(ids, offsets_of(np.array([len(t) for t in texts])), np.arange(len(texts)))


@given(texts_of_ids, st.data())
def test_select_gives_the_chosen_texts_in_their_order(texts: list[list[int]], data) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(texts) - 1)))
    selected = corpus_of(texts).select(np.array(chosen, np.int64))
    assert [selected[i].tolist() for i in range(len(selected))] == [texts[i] for i in chosen]
    assert selected.labels.tolist() == chosen


@given(texts_of_ids)
def test_rearranged_permutes_within_each_text(texts: list[list[int]]) -> None:
    turned = corpus_of(texts).rearranged(lambda text, length: np.arange(length)[::-1])
    assert [turned[i].tolist() for i in range(len(turned))] == [text[::-1] for text in texts]


def test_encode_looks_up_and_cuts() -> None:
    counts = Counts(Tokenizer())
    counts.add(["a b b c c c"])
    vocabulary = Vocabulary.build(counts, specials=(PAD, UNK))  # ids: <pad> <unk> c b a
    corpus, cut = encode(["a b x", "", "c c c c"], vocabulary, [0, 1, -1], max_length=3)
    assert [corpus[i].tolist() for i in range(3)] == [[4, 3, 1], [], [2, 2, 2]]
    assert cut == 1
    assert corpus.labels.tolist() == [0, 1, -1]


@given(labelled, st.integers(0, 3))
def test_split_parts_the_items_and_keeps_equal_texts_together(items, seed: int) -> None:
    groups, labels = [g for g, _ in items], [label for _, label in items]
    stay, aside = split_off(groups, labels, 0.3, seed)
    assert sorted([*stay, *aside]) == list(range(len(items)))
    assert not {groups[i] for i in stay} & {groups[i] for i in aside}


@pytest.mark.parametrize(("n", "share"), [(100, 0.1), (1000, 0.25), (37, 0.5)])
def test_split_is_stratified(n: int, share: float) -> None:
    labels = ["+"] * n + ["-"] * (3 * n)
    _, aside = split_off([str(i) for i in range(4 * n)], labels, share, seed=1)
    taken = Counter(labels[i] for i in aside)
    assert abs(taken["+"] - share * n) <= 0.5
    assert abs(taken["-"] - share * 3 * n) <= 0.5


@given(labelled, st.integers(2, 5), st.integers(0, 3))
def test_folds_keep_equal_texts_together(items, k: int, seed: int) -> None:
    groups, labels = [g for g, _ in items], [label for _, label in items]
    fold = folds(groups, labels, k, seed)
    places: dict[str, set[int]] = {}
    for group, f in zip(groups, fold.tolist(), strict=True):
        places.setdefault(group, set()).add(f)
        assert 0 <= f < k
    assert all(len(found) == 1 for found in places.values())


def test_folds_are_of_one_size_in_each_class() -> None:
    labels = ["+"] * 53 + ["-"] * 107
    fold = folds([str(i) for i in range(160)], labels, 10, seed=0)
    for label in "+-":
        sizes = Counter(f for f, name in zip(fold.tolist(), labels, strict=True) if name == label)
        assert max(sizes.values()) - min(sizes.values()) <= 1
    assert set(Counter(fold.tolist()).values()) == {16}
