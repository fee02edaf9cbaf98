import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from seqtext.bags import ngrams, numbering
from seqtext.bags.ngrams import NgramIndex, distinct
from seqtext.words.corpus import Corpus, offsets_of

BOUNDARY = 6
TEXTS = st.lists(st.lists(st.integers(0, BOUNDARY - 1), max_size=9), max_size=8)


def corpus_of(texts):
    ids = np.array([i for text in texts for i in text], np.int32)
    offsets = offsets_of(np.array([len(text) for text in texts], np.int64))
    return Corpus(ids, offsets, np.zeros(len(texts), np.int32))


def ngrams_of(order):
    """All n-grams of a text with its markers, n = 1…order, as scikit-learn's analyzer."""

    def analyzer(text):
        marked = [BOUNDARY] * (order - 1) + list(text) + [BOUNDARY] * (order - 1)
        grams = [
            tuple(marked[i : i + n])
            for n in range(1, order + 1)
            for i in range(len(marked) - n + 1)
        ]
        return [gram for gram in grams if set(gram) != {BOUNDARY}]

    return analyzer


def rows(index, corpus):
    """Each text as {n-gram: count}."""
    result, counts = distinct(index.features(corpus))
    spans = zip(result.offsets, result.offsets[1:], strict=False)
    return [
        {index.ngram(i): n for i, n in zip(result.ids[a:b], counts[a:b], strict=True)}
        for a, b in spans
    ]


@pytest.mark.parametrize("small", [0, ngrams.SMALL], ids=["by hashing", "by searching"])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.integers(1, 5),
    min_df=st.integers(1, 2),
    threads=st.integers(1, 4),
    seen=TEXTS,
    unseen=TEXTS,
)
def test_counts_are_those_of_scikit_learn(monkeypatch, small, order, min_df, threads, seen, unseen):
    monkeypatch.setattr(ngrams, "SMALL", small)
    monkeypatch.setattr(numbering, "cores", lambda: threads)
    peer = CountVectorizer(analyzer=ngrams_of(order), min_df=min_df)
    known = corpus_of(seen)
    index, result = NgramIndex.numbered(known, order, BOUNDARY, min_df)
    numbers, lengths = result.find_in(known, 0, len(known))  # without looking them up
    assert lengths.tolist() == index.find(known)[1].tolist()
    owners = np.repeat(np.arange(len(known)), lengths)
    assert (numbers[np.lexsort((numbers, owners))] == index.features(known).ids).all()
    try:
        peer.fit(seen)
    except ValueError:  # scikit-learn refuses where nothing is left
        assert len(index) == 0
        return
    name = {column: gram for gram, column in peer.vocabulary_.items()}
    assert {index.ngram(i) for i in range(len(index))} == set(name.values())
    expected = peer.transform(seen + unseen)
    for got, row in zip(rows(index, corpus_of(seen + unseen)), expected, strict=True):
        assert got == {name[i]: count for i, count in zip(row.indices, row.data, strict=True)}


def test_numbers_begin_with_the_shortest_ngrams():
    index = NgramIndex.fit(corpus_of([[2, 3]]), 2, BOUNDARY)
    assert [index.ngram(i) for i in range(len(index))] == [
        (2,), (3,), (2, 3), (3, BOUNDARY), (BOUNDARY, 2)
    ]  # fmt: skip


def test_texts_with_one_bag_have_one_row():
    # bad and good exchanged: the order-2 pair of the definitions
    text = "i used to think it was bad . now i think it was good ."
    words = text.split()
    number = {word: i for i, word in enumerate(sorted(set(words)))}
    one = [number[word] for word in words]
    other = list(one)
    other[6], other[13] = other[13], other[6]
    for order, same in [(1, True), (2, True), (3, False)]:
        index = NgramIndex.fit(corpus_of([one, other]), order, len(number))
        features = index.features(corpus_of([one, other]))
        assert np.array_equal(features[0], features[1]) == same


def test_blocks_change_nothing(monkeypatch):
    corpus = corpus_of([[], [1, 2, 3] * 5, [], [4], [2, 2], []])
    whole = NgramIndex.fit(corpus, 3, BOUNDARY).features(corpus)
    monkeypatch.setattr(ngrams, "BLOCK", 4)
    parts = NgramIndex.fit(corpus, 3, BOUNDARY).features(corpus)
    assert np.array_equal(whole.ids, parts.ids)
    assert np.array_equal(whole.offsets, parts.offsets)


def test_keys_of_large_vocabularies_do_not_overflow():
    boundary = 1 << 21  # more tokens than any language's corpus of this size has
    corpus = corpus_of([[boundary - 1, boundary - 2, boundary - 1], [0, boundary - 1]])
    index = NgramIndex.fit(corpus, 3, boundary)
    assert (boundary - 1, boundary - 2, boundary - 1) in {index.ngram(i) for i in range(len(index))}


def test_distinct_keeps_texts_apart():
    # the last feature of a text is the first of the next, and a text is empty between them
    features = corpus_of([[1, 1, 3], [], [3, 3], [4]])
    result, counts = distinct(features)
    assert [list(result[i]) for i in range(4)] == [[1, 3], [], [3], [4]]
    assert list(counts) == [2, 1, 2, 1]


def test_an_index_survives_its_tensors():
    corpus = corpus_of([[1, 2, 3], [3, 2]])
    index = NgramIndex.fit(corpus, 3, BOUNDARY)
    again = NgramIndex.from_tensors({**index.tensors(), "weights": np.zeros(1)}, 3, BOUNDARY)
    assert rows(again, corpus) == rows(index, corpus)
