"""Planting: a copy of texts with marker words whose order agrees with the label as often as asked.

The markers are four ids that no text has. One pair is adjacent, the other is `far` tokens apart;
their places are random, at least EDGE tokens from both ends where the length allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from seqtext.order.texts.shuffles import generator
from seqtext.words.corpus import Corpus, offsets_of

MARKERS = 4  # of the near pair, then of the far pair
EDGE = 5
_DRAW = 2**32  # of the places and orders: no draw of a shuffle


@dataclass(frozen=True)
class PlantedAnswers:
    """What models that learned planted texts answer to the test texts.

    q        how often the order of a pair agrees with the label
    worth    of the cue by construction, as a fraction
    far      tokens from one far marker to the other
    group    int [classes]: the order, 0 or 1, that agrees with a class
    gold     int32 [texts]
    answers  model -> log-probabilities [2 near orders, 2 far orders, texts, classes]
    """

    q: float
    worth: float
    far: int
    group: np.ndarray
    gold: np.ndarray
    answers: Mapping[str, np.ndarray]


def halves(labels: np.ndarray, classes: int) -> np.ndarray:
    """int [classes], 0 or 1: the classes in two groups with about equally many of these labels."""
    counts = np.bincount(labels[labels >= 0], minlength=classes)
    group, sizes = np.zeros(classes, np.int64), [0, 0]
    for label in np.argsort(-counts, kind="stable"):
        group[label] = int(sizes[1] < sizes[0])
        sizes[group[label]] += int(counts[label])
    return group


def orders(labels: np.ndarray, group: np.ndarray, q: float, seed: int) -> np.ndarray:
    """int [2, texts]: the order of both pairs, which agrees with the label with probability q."""
    random = generator(seed, len(labels), _DRAW)
    agrees = random.random((2, len(labels))) < q
    of_label = np.where(
        labels >= 0, group[np.maximum(labels, 0)], random.integers(2, size=len(labels))
    )
    return np.where(agrees, of_label, 1 - of_label)


def planted(corpus: Corpus, chosen: np.ndarray, first: int, far: int, seed: int) -> Corpus:
    """The texts with four markers each, of ids first … first + 3, in the orders `chosen`."""
    lengths = corpus.lengths + MARKERS
    offsets = offsets_of(lengths)
    ids = np.empty(offsets[-1], corpus.ids.dtype)
    for i in range(len(corpus)):
        text = ids[offsets[i] : offsets[i + 1]]
        near_at, far_at = places(len(text), far, generator(seed, i, _DRAW + 1))
        free = np.ones(len(text), bool)
        for at, (pair, order) in zip((near_at, far_at), enumerate(chosen[:, i]), strict=True):
            markers = first + 2 * pair + np.array([0, 1])
            text[list(at)] = markers if order == 0 else markers[::-1]
            free[list(at)] = False
        text[free] = corpus[i]
    return Corpus(ids, offsets, corpus.labels)


def places(
    length: int, far: int, random: np.random.Generator
) -> tuple[tuple[int, int], tuple[int, int]]:
    """The positions of the near and of the far pair in a text of so many tokens, markers included.

    In a text of fewer than far + 1 tokens the far pair is as far apart as its tokens allow.
    """
    apart = max(1, min(far, length - MARKERS - 1))
    start = _inside(length - apart - 1, random) if length > MARKERS else 0
    taken = {start, start + apart}
    starts = [i for i in range(length - 1) if not {i, i + 1} & taken]
    inner = [i for i in starts if EDGE <= i <= length - 2 - EDGE]
    near = int(random.choice(inner or starts))
    return (near, near + 1), (start, start + apart)


def _inside(last: int, random: np.random.Generator) -> int:
    """A random start from 0 to `last`, EDGE from both ends where that is possible."""
    edge = EDGE if last >= 2 * EDGE else 0
    return int(random.integers(edge, last - edge + 1))


def far_of(lengths: Sequence[int] | np.ndarray) -> int:
    """The distance of the far pair: half the median length of these texts, at least 2."""
    return max(2, int(np.median(lengths)) // 2)
