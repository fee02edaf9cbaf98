"""Which tokens negate."""

import pytest

from seqtext.text.negators import is_negator


@pytest.mark.parametrize(
    ("token", "language", "expected"),
    [
        ("not", "en", True),
        ("Never", "en", True),
        ("didn't", "en", True),
        ("didn’t", "en", True),
        ("didn´t", "en", True),
        ("didn`t", "en", True),
        ("didnʼt", "en", True),
        ("CAN'T", "en", True),
        ("didnt", "en", True),
        ("didn", "en", True),  # basic-english: didn ' t
        ("n't", "en", True),
        ("don", "en", False),  # a man's name
        ("wont", "en", False),
        ("can", "en", False),
        ("sin", "en", False),
        ("sin", "es", True),
        ("jamás", "es", True),
        ("didn't", "es", False),
        ("no", "en", True),
        ("no", "es", True),
        ("sin", None, True),
        ("knot", None, False),
        ("", None, False),
    ],
)
def test_is_negator(token: str, language: str | None, expected: bool) -> None:
    assert is_negator(token, language) is expected
