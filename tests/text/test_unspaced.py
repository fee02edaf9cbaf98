"""What is said of scripts without spaces; shares counted by hand."""

import pytest

from seqtext.text.tokenizer import Tokenizer
from seqtext.text.unspaced import unspaced, unspaced_in

RUN, SINGLE = "all that stands between two spaces is a token", "a character is a token"


@pytest.mark.parametrize(
    ("texts", "tokenizer", "expected"),
    [
        (["电影好"], Tokenizer(), ("100% of the text is Han,", SINGLE)),
        (["电影好"], Tokenizer(version=1), ("100% of the text is Han,", RUN)),
        (["映画を"], Tokenizer(), ("is Han and Kana,", SINGLE)),
        (["หนังดี", "good"], Tokenizer(), ("60% of the text is Thai,", RUN)),
        (["ຮູບ", "រូប", "ရုပ်"], Tokenizer(), ("is Lao and Myanmar and Khmer,", RUN)),
        (["电影好"], Tokenizer("char"), None),
        (["영화가 좋다", "فیلم خوب", "good 🇪🇸 é"], Tokenizer(), None),  # they have spaces
        (["a" * 199 + "电"], Tokenizer(), None),  # half a hundredth
        (["a" * 99 + "电"], Tokenizer(), ("1% of the text is Han,", "see --tokenizer char")),
        ([""], Tokenizer(), None),
    ],
)
def test_scripts_without_spaces_are_told(texts, tokenizer, expected):
    line = unspaced_in(texts, tokenizer)
    assert line == unspaced(texts, [1] * len(texts), tokenizer)
    assert line is None if expected is None else all(part in line for part in expected)


def test_tokens_count_as_often_as_they_occur():
    assert unspaced(["the", "电"], [99, 1], Tokenizer()) is None
    assert unspaced(["the", "电"], [11, 67], Tokenizer()).startswith("67%")


def test_of_many_texts_some_are_looked_at():
    assert unspaced_in(["good", "电影很好"] * 5000, Tokenizer()) is not None
