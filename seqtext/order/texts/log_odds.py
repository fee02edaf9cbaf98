"""Which n-grams are more frequent in one set of texts than in another, with z-scores."""

from collections.abc import Iterator

import numpy as np

from seqtext.words.corpus import Corpus

PRIOR = 1000.0  # n-grams that the prior is worth: little against a corpus, much against few texts


def log_odds(
    first: np.ndarray, second: np.ndarray, prior: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The log-odds-ratios of n-grams in two corpora, and their z-scores, float64 [n-grams].

    first, second: counts [n-grams]; prior: pseudo-counts of an informative Dirichlet prior, such
    as the counts in a larger corpus, scaled; all above 0. Monroe, Colaresi & Quinn 2008,
    "Fightin' Words", equations 16, 20 and 22.
    """
    a, b = first + prior, second + prior
    odds = np.log(a / (a.sum() - a)) - np.log(b / (b.sum() - b))
    return odds, odds / np.sqrt(1 / a + 1 / b)


def pooled_prior(first: np.ndarray, second: np.ndarray, size: float = PRIOR) -> np.ndarray:
    """Both corpora together as the prior, scaled to `size` n-grams; 0 where neither holds one."""
    pooled = (first + second).astype(np.float64)
    return pooled * size / max(pooled.sum(), 1)


def ngrams(corpus: Corpus, order: int, base: int) -> tuple[np.ndarray, np.ndarray]:
    """Which text holds which n-gram of exactly `order` tokens, each once a text.

    Returns int64 texts and int64 keys, pair by pair; `base` is above all ids, and a key has the
    tokens' ids for its digits (`tokens_of` reads them). No boundary markers.
    """
    count = max(len(corpus.ids) - order + 1, 0)
    keys = np.zeros(count, np.int64)
    for n in range(order):
        keys = keys * base + corpus.ids[n : n + count]
    texts = np.repeat(np.arange(len(corpus)), corpus.lengths)
    within = texts[:count] == texts[order - 1 :]
    pairs = np.unique(np.stack([texts[:count][within], keys[within]]), axis=1)
    return pairs[0], pairs[1]


def tokens_of(key: int, order: int, base: int) -> Iterator[int]:
    """The ids of an n-gram, first to last."""
    for n in reversed(range(order)):
        yield key // base**n % base
