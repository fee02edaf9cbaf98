"""Counts: what is counted, that parts add up, and that a file comes back or is refused."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtext.errors import SeqtextError
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.counts import Counts

texts = st.lists(st.text(st.sampled_from("ab ñ\t\\\r.A") | st.characters(codec="utf-8")))
CHAR = Tokenizer("char", cased=True)  # every code point is a token: the hardest to write


def counted(of, tokenizer=CHAR):
    counts = Counts(tokenizer)
    counts.add(iter(of))
    return counts


def table(counts):
    return counts.tokens, counts.counts.tolist(), counts.documents.tolist(), counts.texts


def test_occurrences_and_documents_are_different_things():
    counts = counted(["a b a", "", "b"], Tokenizer())
    assert table(counts) == (["a", "b"], [2, 2], [1, 2], 3)
    assert counts.counts.dtype == counts.documents.dtype == np.int64


def test_ties_stand_in_the_order_of_their_bytes():
    tokens = ["é", "z", "€", "😀", "\uffff", "a", "Z"]
    assert counted(["".join(tokens)]).tokens == sorted(tokens, key=str.encode)


@given(st.lists(texts, min_size=1, max_size=4))
def test_counts_of_parts_merge_to_the_counts_of_the_whole(parts):
    whole = counted([text for part in parts for text in part])
    merged = counted(parts[0])
    for part in parts[1:]:
        merged.merge(counted(part))
    assert table(merged) == table(whole)
    assert dict(zip(whole.tokens, whole.counts.tolist(), strict=True)) == Counter(
        character for part in parts for text in part for character in CHAR(text)
    )


@given(texts)
def test_a_file_gives_back_what_was_written(tmp_path_factory, of):
    path = str(tmp_path_factory.getbasetemp() / "counts.tsv")
    counts = counted(of)
    counts.write(path)
    read = Counts.read(path)
    assert (table(read), read.tokenizer) == (table(counts), CHAR)


def test_a_file_is_text_that_other_tools_can_read(tmp_path):
    counted(["a\tb\\b\r"]).write(str(tmp_path / "counts.tsv"))
    header, *rows = (tmp_path / "counts.tsv").read_bytes().decode().split("\n")
    assert header.startswith('#seqtext counts 1\t{"size": 5, "texts": 1, "tokenizer": {')
    assert rows == ["b\t2\t1", "\\t\t1\t1", "\\r\t1\t1", "\\\\\t1\t1", "a\t1\t1", ""]


def test_counts_go_beyond_32_bits(tmp_path):
    path = tmp_path / "counts.tsv"
    counted(["a"]).write(str(path))
    path.write_bytes(path.read_bytes().replace(b"a\t1\t1", b"a\t5000000000\t1"))
    counts = Counts.read(str(path))
    counts.merge(Counts.read(str(path)))
    assert counts.counts.tolist() == [10_000_000_000]


def test_counts_of_different_tokenizers_do_not_merge():
    with pytest.raises(SeqtextError, match="--tokenizer char, not by --tokenizer char --cased"):
        counted(["a"]).merge(counted(["a"], Tokenizer("char")))


def test_counts_of_two_versions_of_a_tokenizer_do_not_merge():
    with pytest.raises(SeqtextError, match=r"--tokenizer word \(version 1\), not by .*version 2"):
        counted(["a"], Tokenizer()).merge(counted(["a"], Tokenizer(version=1)))


@given(st.integers(0, 200))
def test_a_file_that_is_cut_anywhere_is_refused(tmp_path_factory, end):
    path = tmp_path_factory.getbasetemp() / "cut.tsv"
    counted(["a b c", "b c", "c"]).write(str(path))
    data = path.read_bytes()
    path.write_bytes(data[: min(end, len(data) - 1)])
    with pytest.raises(SeqtextError):
        Counts.read(str(path))


@pytest.mark.parametrize(
    ("old", "new", "place", "cause"),
    [
        ("counts 1", "counts 2", "", "format 2"),
        ("counts 1", "vocabulary 1", "", "but a vocabulary file"),
        ("#seqtext", "token", "", "not a seqtext counts file"),
        ("{", "[", "", "damaged"),
        ('"texts": 2', '"texts": "2"', "", "no number 'texts'"),
        ('"char"', '"bpe"', ":1", "unknown tokenizer"),
        ("a\t1\t1", "a\t1", ":3", "not token TAB count"),
        ("a\t1\t1", "a\t1\t-1", ":3", "not token TAB count"),
        ("a\t1\t1", "a\t1\t1_0", ":3", "not token TAB count"),
        ("a\t1\t1", "a\t1\t٣", ":3", "not token TAB count"),
        ("a\t1\t1", "\\x\t1\t1", ":3", "not token TAB count"),
        ("a\t1\t1", "\\\t1\t1", ":3", "not token TAB count"),
        ("a\t1\t1", "a\t9223372036854775808\t1", ":3", "beyond 64 bits"),
        ("a\t1\t1", "b\t1\t1", "", "'b' occurs twice"),
        ("a\t1\t1\n", "", "", "2 whole lines"),
        ("a\t1\t1\n", "a\t1\t1\nc\t1\t1\n", "", "2 whole lines"),
    ],
)
def test_a_file_changed_by_another_hand_is_refused(tmp_path, old, new, place, cause):
    path = tmp_path / "counts.tsv"
    counted(["ab", "b"]).write(str(path))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SeqtextError) as error:
        Counts.read(str(path))
    assert error.value.place == f"{path}{place}"
    assert cause in error.value.cause


def test_a_cut_file_that_tells_no_size_is_refused(tmp_path):
    path = tmp_path / "counts"
    path.write_text('#seqtext counts 1\t{"texts": 1}\na\t1')
    with pytest.raises(SeqtextError, match="no number 'size'"):
        Counts.read(str(path))
