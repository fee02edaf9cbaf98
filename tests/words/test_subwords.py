"""Byte-pair encoding: merges by hand from the paper's example, and the text given back."""

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqtext.errors import SeqtextError
from seqtext.words.corpus import encode_texts
from seqtext.words.subwords import learn, stored_tokenizer
from seqtext.words.vocabulary import PAD, UNK

# The dictionary of Sennrich et al. 2016, algorithm 1.
PAPER = ["low"] * 5 + ["lower"] * 2 + ["newest"] * 6 + ["widest"] * 3
TEXTS = ["The dog, who is old.", "the old dogs? ¡Sí, señor!", "a señor’s dog", "dogs (two)"] * 3


def test_merges_are_those_of_the_most_frequent_pairs():
    # Worked out by hand: e s 9, es t 9, then l o 7. Now ▁ lo and lo w have 7 each: the pair whose
    # first piece came earlier is taken, and characters come before merges. Last, ▁lo w.
    result = learn(PAPER, size=11 + 5)
    assert result.alphabet == "deilnorstw▁"
    assert result.merges == (("e", "s"), ("es", "t"), ("l", "o"), ("▁", "lo"), ("▁lo", "w"))
    assert result("lowest newer") == ["▁low", "est", "▁", "n", "e", "w", "e", "r"]


def test_words_are_learned_from_their_counts_whatever_their_order():
    assert learn(TEXTS, 40) == learn(TEXTS[::-1], 40)
    assert learn(TEXTS, 40) != learn([*TEXTS, *["dog’s"] * 20], 40)


@pytest.mark.parametrize("cased", [True, False])
def test_the_pieces_give_the_text_back(cased):
    bpe = learn(TEXTS, 60, cased=cased)
    for text in TEXTS:
        assert bpe.join(bpe(text)) == (text if cased else text.lower())


@settings(deadline=None)  # the first use of a pattern makes its table of all of Unicode
@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"], exclude_characters="▁")))
def test_any_text_comes_back_with_single_spaces(text):
    bpe = learn(TEXTS, 60)
    assert bpe.join(bpe(text)) == " ".join(unicodedata.normalize("NFC", text).split())


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        (" \t ", []),
        ("日本", ["▁", "日", "本"]),  # never seen: pieces by themselves
        ("a▁dog", ["▁a", "▁dog"]),  # the mark of a space is a space
        ("a\u200b", ["▁a"]),  # does not show
    ],
)
def test_edges(text, tokens):
    assert learn(TEXTS, 80)(text) == tokens


def test_no_piece_crosses_from_a_word_to_a_mark():
    pieces = learn(["end. end. end."] * 9, 100).tokens()
    assert "▁end" in pieces
    assert not any("." in piece and len(piece) > 1 for piece in pieces)


def test_ids_begin_behind_the_special_tokens_and_unknown_is_unk():
    bpe = learn(TEXTS, 60)
    vocabulary = bpe.vocabulary([PAD, UNK, "<s>", "</s>"])
    corpus, cut = encode_texts(["the 日 dog", ""], vocabulary, max_length=4)
    assert vocabulary.lookup_tokens(corpus[0]) == ["▁the", "▁", UNK, "▁dog"][:4]
    assert (len(corpus[1]), cut) == (0, 0)
    assert len(vocabulary) == 4 + len(bpe.tokens()) <= 64


def test_much_text_is_read_as_little_text_is(monkeypatch):
    vocabulary = learn(TEXTS, 60).vocabulary([PAD, UNK])
    little, _ = encode_texts(TEXTS, vocabulary)
    monkeypatch.setattr("seqtext.kernel.blocks.MUCH", 10)
    assert encode_texts(TEXTS, vocabulary)[0].ids.tolist() == little.ids.tolist()


def test_a_model_file_keeps_them():
    bpe = learn(TEXTS, 60, cased=False)
    again = stored_tokenizer(json.loads(json.dumps(bpe.to_json())))
    assert again == bpe
    assert again("The señor's dogs") == bpe("The señor's dogs")


@pytest.mark.parametrize(
    "change",
    [{"cased": 1}, {"alphabet": None}, {"merges": [["a"]]}, {"merges": [["x", "yz"]]}],
)
def test_damaged_subwords_are_refused(change):
    with pytest.raises(SeqtextError, match="cannot be read"):
        stored_tokenizer(learn(TEXTS, 60).to_json() | change)
