"""Words that define slices: word lists of each language, and words that indicate a label."""

from collections.abc import Iterable, Sequence

import numpy as np

from seqtext.order.texts.log_odds import log_odds, pooled_prior
from seqtext.text.negators import is_negator

CONNECTIVES = {
    "en": frozenset(["but", "although", "though", "however", "yet", "nevertheless", "despite"]),
    "es": frozenset(["pero", "aunque", "sino", "embargo", "obstante", "pesar"]),
}
COMPARATIVES = {
    "en": frozenset(["than", "more", "less", "better", "worse"]),
    "es": frozenset(["más", "menos", "mejor", "peor", "mayor", "menor"]),
}

# A word indicates a label if its odds ratio is unlikely to be chance and is not small.
_SURE, _STRONG, _OFTEN = 2.0, 0.5, 5  # z; log-odds-ratio; occurrences
_MOST = 200  # words for a label


def marked(words: Iterable[str], chosen: frozenset[str]) -> np.ndarray:
    """bool [words]: which words are in `chosen`, ignoring case."""
    return np.array([word.lower() in chosen for word in words], dtype=bool)


def negating(words: Iterable[str], language: str) -> np.ndarray:
    """bool [words]."""
    return np.array([is_negator(word, language) for word in words], dtype=bool)


def polar(words: Sequence[str], counts: np.ndarray) -> np.ndarray:
    """The label that each word indicates, int32 [words]; -1: none.

    counts: int64 [labels, words], of the training texts. A word indicates the label against whose
    rest it has the highest z-score, where that is sure and strong (Monroe et al. 2008). Words
    without a letter and negators indicate none.
    """
    total = counts.sum(axis=0)
    usable = (total >= _OFTEN) & _spoken(words)
    scores = np.full((len(counts), len(words)), -np.inf)
    candidates = np.flatnonzero(usable)
    for label, label_counts in enumerate(counts if len(candidates) > 1 else ()):
        odds, z = log_odds(
            *(
                c[candidates]
                for c in (
                    label_counts,
                    total - label_counts,
                    pooled_prior(label_counts, total - label_counts),
                )
            )
        )
        good = (z >= _SURE) & (odds >= _STRONG)
        first = np.flatnonzero(good)[np.argsort(-z[good], kind="stable")[:_MOST]]
        scores[label, candidates[first]] = z[first]
    return np.where(np.isfinite(scores.max(axis=0)), scores.argmax(axis=0), -1).astype(np.int32)


def _spoken(words: Sequence[str]) -> np.ndarray:
    """bool [words]: has a letter, and negates in no language."""
    letters = (any(char.isalpha() for char in word) and not is_negator(word) for word in words)
    return np.array(list(letters), dtype=bool)
