"""Errors that the data force on every model of a kind: equal input, different labels."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable

import numpy as np

from seqtext.order.trainings.results import Results


def forced_by_bags(results: Results) -> float:
    """The share of test items that every bag of words gets wrong, and that order could tell apart.

    Items of one bag have one answer, so all but those of its commonest label are wrong. Items that
    are the same in order, too, are wrong for every model: these are taken off.
    """
    if results.tokens is None or not results.classes:
        return 0.0
    corpus = results.tokens.corpus
    texts = [corpus[i] for i in range(len(corpus))]
    of_bags = _wrong((np.sort(ids).tobytes() for ids in texts), results.gold)
    of_texts = _wrong((ids.tobytes() for ids in texts), results.gold)
    return (of_bags - of_texts) / max(1, len(texts))


def _wrong(inputs: Iterable[Hashable], gold: np.ndarray) -> int:
    """The fewest errors of a function of the input."""
    labels: dict[Hashable, Counter[int]] = defaultdict(Counter)
    for key, label in zip(inputs, gold.tolist(), strict=True):
        labels[key][label] += 1
    return sum(counts.total() - max(counts.values()) for counts in labels.values())
