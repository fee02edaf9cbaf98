"""Digests tell texts apart as models read them, by the kernel and by the definition alike."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqtext.kernel import blocks
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.digests import TextDigests

PARTS = ["the", "The", " ", ".", "don't", "naïve", "x" * 9, "x" * 8, "\0", "的", "\t"]
TEXTS = st.lists(st.lists(st.sampled_from(PARTS), max_size=8).map("".join), min_size=1, max_size=8)
TOKENIZERS = [
    Tokenizer(),
    Tokenizer(cased=True),
    Tokenizer(marks=False),
    Tokenizer("whitespace"),
    Tokenizer("char"),
    Tokenizer("basic-english"),
]


def test_a_digest_is_blake2b_of_sizes_and_padded_tokens() -> None:
    """By hand: "not" and "bad" have three bytes, "!" has one."""
    sizes = b"\3\0\0\0\3\0\0\0\1\0\0\0"
    tokens = b"not\0\0\0\0\0bad\0\0\0\0\0!\0\0\0\0\0\0\0"
    expected = hashlib.blake2b(sizes + tokens, digest_size=16).digest()
    assert TextDigests(Tokenizer())(["Not  BAD !"]) == [expected]


@pytest.mark.parametrize("tokenizer", TOKENIZERS, ids=str)
@pytest.mark.parametrize("max_length", [None, 3])
def test_equal_tokens_and_no_others_have_equal_digests(tokenizer, max_length) -> None:
    digests = TextDigests(tokenizer, max_length)

    @given(TEXTS)
    @settings(max_examples=40, deadline=None)
    def holds(texts):
        read = [tuple(tokenizer(text)[:max_length]) for text in texts]
        by_definition = digests(texts)
        assert [[a == b for b in by_definition] for a in by_definition] == [
            [a == b for b in read] for a in read
        ]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(blocks, "MUCH", 0)  # any text is so much that the kernel reads it
            assert digests(texts) == by_definition

    holds()
