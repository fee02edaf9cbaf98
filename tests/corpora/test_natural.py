"""The pairs written by hand, every one of them."""

import unicodedata

import pytest

from seqtext.text.tokenizer import Tokenizer
from seqtext_corpora import natural

PAIRS = {
    language: [
        (rows[i], rows[i + 1])
        for rows in [natural.read_natural(language)]
        for i in range(0, len(rows) - 1, 2)
    ]
    for language in natural.LANGUAGES
}
ALL = [pair for language in natural.LANGUAGES for pair in PAIRS[language]]


@pytest.mark.parametrize(("language", "least"), [("en", 200), ("es", 100)])
def test_there_are_enough_and_none_is_there_twice(language: str, least: int) -> None:
    bags = {tuple(sorted(Tokenizer()(positive[1]))) for positive, _ in PAIRS[language]}
    assert len(bags) == len(PAIRS[language]) >= least
    assert len(natural.read_natural(language)) == 2 * len(bags)


@pytest.mark.parametrize(("positive", "negative"), ALL, ids=[p[0] for p, _ in ALL])
def test_a_pair_has_one_bag_two_orders_and_two_labels(
    positive: tuple[str, ...], negative: tuple[str, ...]
) -> None:
    tokens, others = Tokenizer()(positive[1]), Tokenizer()(negative[1])
    assert positive[0] == negative[0]
    assert (positive[2], negative[2]) == ("positive", "negative")
    assert sorted(tokens) == sorted(others)
    assert tokens != others
    assert 5 <= len(tokens) <= 25
    for text in (positive[1], negative[1]):
        assert text == unicodedata.normalize("NFC", text.strip())
        assert text[-1] in ".!?"
        assert text[0] in "¿¡" or text[0].isupper()
