"""Monroe's log-odds by hand, and the n-grams of texts."""

import math

import numpy as np
import pytest

from seqtext.order.texts.log_odds import log_odds, ngrams, pooled_prior, tokens_of
from seqtext.words.corpus import Corpus


def test_log_odds_by_hand():
    # Counts of three words in two corpora, with a prior of 1, 2 and 3. The first word has 9 + 1 of
    # 20 and 1 + 1 of 26 there: odds of 10 : 10 against 2 : 24, a ratio of 12.
    odds, z = log_odds(np.array([9, 4, 1]), np.array([1, 8, 11]), np.array([1.0, 2.0, 3.0]))
    assert odds[0] == pytest.approx(math.log(12))
    assert z[0] == pytest.approx(math.log(12) / math.sqrt(1 / 10 + 1 / 2))
    assert odds[1] == pytest.approx(math.log((6 / 14) / (10 / 16)))
    assert odds[2] == pytest.approx(math.log((4 / 16) / (14 / 12)))


def test_a_pooled_prior_has_its_size():
    assert pooled_prior(np.array([3, 0]), np.array([1, 4]), 2).tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("texts", "order", "expected"),
    [
        ([[1, 2, 1, 2], [2]], 1, [(0, (1,)), (0, (2,)), (1, (2,))]),
        ([[1, 2, 1, 2], [2]], 2, [(0, (1, 2)), (0, (2, 1))]),
        ([[], [1], [], [1, 3], []], 2, [(3, (1, 3))]),
        ([[], []], 2, []),
    ],
)
def test_ngrams(texts, order, expected):
    ids = np.array([token for text in texts for token in text], np.int32)
    offsets = np.cumsum([0, *map(len, texts)])
    owners, keys = ngrams(Corpus(ids, offsets, np.zeros(len(texts), np.int32)), order, 9)
    found = [
        (int(o), tuple(tokens_of(int(k), order, 9))) for o, k in zip(owners, keys, strict=True)
    ]
    assert found == expected
