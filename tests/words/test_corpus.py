"""The corpus keeps texts as they are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seqtext.text.tokenizer import Tokenizer
from seqtext.words.corpus import Corpus, encode_texts, offsets_of
from seqtext.words.vocabulary import PAD, UNK, Counts, Vocabulary

texts_of_ids = st.lists(st.lists(st.integers(0, 50), max_size=8), min_size=1, max_size=12)


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
    turned = corpus_of(texts).rearranged(lambda ids: np.arange(len(ids))[::-1])
    assert [turned[i].tolist() for i in range(len(turned))] == [text[::-1] for text in texts]


def test_encode_looks_up_and_cuts() -> None:
    counts = Counts(Tokenizer())
    counts.add(["a b b c c c"])
    vocabulary = Vocabulary.build(counts, specials=(PAD, UNK))  # ids: <pad> <unk> c b a
    corpus, cut = encode_texts(["a b x", "", "c c c c"], vocabulary, [0, 1, -1], max_length=3)
    assert [corpus[i].tolist() for i in range(3)] == [[4, 3, 1], [], [2, 2, 2]]
    assert cut == 1
    assert corpus.labels.tolist() == [0, 1, -1]
