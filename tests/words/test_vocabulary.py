"""The vocabulary: how it is built, torchtext's names, and its files."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtext.errors import SeqtextError
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.counts import Counts
from seqtext.words.vocabulary import PAD, UNK, Vocabulary

WORDS = Tokenizer("whitespace")


def built(*texts, tokenizer=WORDS, **options):
    counts = Counts(tokenizer)
    counts.add(texts)
    return Vocabulary.build(counts, **options)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "d c a b"),  # d 3, c 2, a 1, b 1
        ({"alphabetical": True}, "a b c d"),
        ({"min_count": 2}, "d c"),
        ({"max_size": 3}, "d c a"),
        ({"max_size": 3, "alphabetical": True}, "a c d"),  # the frequent ones, then sorted
        ({"max_size": 3, "specials": (PAD, UNK)}, "<pad> <unk> d"),
        ({"specials": ("z", "b"), "alphabetical": True}, "z b a c d"),
        ({"min_count": 3, "specials": ("b",)}, "b d"),  # a special token needs no count
    ],
)
def test_build(options, expected):
    assert built("d c a d", "d b c", **options).tokens == expected.split()


def test_counts_stay_with_their_tokens():
    vocabulary = built("b <unk> b", "a <unk>", specials=(PAD, UNK))
    assert vocabulary.tokens == [PAD, UNK, "b", "a"]
    assert vocabulary.counts.tolist() == [0, 2, 2, 1]
    assert vocabulary.documents.tolist() == [0, 2, 1, 1]


@pytest.mark.parametrize(
    ("texts", "options", "place"),
    [
        (["a b"], {"min_count": 2}, "--min-count 2"),
        (["a"], {"specials": ("a",)}, "--min-count 1"),
        (["", " "], {}, "tokens"),
        (["a"], {"max_size": 2, "specials": (PAD, UNK)}, "--max-size"),
        (["a"], {"specials": (UNK, UNK)}, "--special"),
        (["a"], {"specials": ("\udcff",)}, "--special"),  # a command line that is not UTF-8
    ],
)
def test_a_vocabulary_with_nothing_in_it_is_refused(texts, options, place):
    with pytest.raises(SeqtextError) as error:
        built(*texts, **options)
    assert error.value.place == place


def test_the_default_index_is_the_unknown_token_where_there_is_one():
    assert built("a", specials=(PAD, UNK)).default_index == 1
    assert built("a").default_index is None


# The table is what torchtext.vocab.Vocab answers; test_torchtext_bridge holds it to that.
def test_the_names_of_torchtext():
    v = Vocabulary(["a", "b"])
    v.insert_token("c", 1)
    v.append_token("d")
    assert v.get_itos() == ["a", "c", "b", "d"]
    assert v.get_stoi() == {"a": 0, "c": 1, "b": 2, "d": 3}
    assert (len(v), "c" in v, "e" in v, v["b"]) == (4, True, False, 2)
    assert v.lookup_indices(["d", "a"]) == v(["d", "a"]) == [3, 0]
    assert (v.lookup_token(1), v.lookup_tokens([3, 0])) == ("c", ["d", "a"])
    assert len(v.counts) == len(v.documents) == 4
    v.set_default_index(2)
    assert (v.get_default_index(), v["e"], v(["e", "a"])) == (2, 2, [2, 0])


@pytest.mark.parametrize(
    "wrong",
    [
        lambda v: v["e"],
        lambda v: v(["a", "e"]),
        lambda v: v.lookup_token(2),
        lambda v: v.lookup_token(-1),
        lambda v: v.insert_token("e", 3),
        lambda v: v.insert_token("a", 0),
        lambda v: v.append_token("a"),
        lambda v: Vocabulary(["a", "a"]),
    ],
)
def test_what_torchtext_refuses_is_refused_alike(wrong):
    with pytest.raises(RuntimeError):
        wrong(Vocabulary(["a", "b"]))


tokens = st.lists(st.text(st.characters(codec="utf-8")), min_size=1, unique=True)


@given(tokens, st.data())
def test_bytes_and_files_give_back_the_vocabulary(tmp_path_factory, of, data):
    numbers = [st.integers(0, 2**63 - 1)] * 2
    columns = [data.draw(st.lists(n, min_size=len(of), max_size=len(of))) for n in numbers]
    index = data.draw(st.none() | st.integers(-1, len(of)))
    before = Vocabulary(of, *(np.array(c, np.int64) for c in columns), WORDS, index)
    path = str(tmp_path_factory.getbasetemp() / "vocabulary.tsv")
    before.write(path)
    from_file = Vocabulary.read(path)
    assert (from_file.default_index, from_file.tokenizer) == (index, WORDS)
    assert [from_file.counts.tolist(), from_file.documents.tolist()] == columns
    assert from_file.tokens == Vocabulary.from_bytes(*before.to_bytes(), WORDS).tokens == of


def test_the_digest_tells_lists_of_tokens_apart():
    known = hashlib.sha256(b"a\nb\\n").hexdigest()
    assert Vocabulary(["a", "b\n"]).digest() == known
    others = (["b\n", "a"], ["a\nb\\n"], ["a", "b", ""], ["a"])
    assert known not in [Vocabulary(of).digest() for of in others]


def test_a_counts_file_is_no_vocabulary(tmp_path):
    path = str(tmp_path / "counts.tsv")
    Counts(WORDS).write(path)
    with pytest.raises(SeqtextError, match=r"but a counts file; .*vocab build"):
        Vocabulary.read(path)
