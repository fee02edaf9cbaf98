"""Which test items are in which slice: by their words, their length and their label."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from seqtext.order.texts.marked_words import COMPARATIVES, CONNECTIVES, marked, negating
from seqtext.order.trainings.results import Results, Tokens

_DISTANCES = {"next to it": (1, 1), "2-3 tokens": (2, 3), "4-9 tokens": (4, 9)}  # the rest: 10+


@dataclass(frozen=True)
class Members:
    """A slice before anything is judged: its group and name, and bool [items] who is in it."""

    group: str
    name: str
    items: np.ndarray


def all_members(results: Results, language: str | None) -> Iterator[Members]:
    """Every fixed slice, also those that hold no item; without a language none by lists of words.

    The results hold tokens.
    """
    assert results.tokens is not None
    polar = _polar(results.tokens, results.fold) if results.classes else None
    if language:
        yield from _by_words(results.tokens, polar, language)
    if polar is not None:
        yield from _by_polarity(results.tokens, polar.astype(np.int64))
    yield from _by_length(results.tokens.corpus.lengths)
    for label, name in enumerate(results.classes):
        yield Members("label", name, results.gold == label)


def _by_words(tokens: Tokens, polar: np.ndarray | None, language: str) -> Iterator[Members]:
    corpus = tokens.corpus
    negated = negating(tokens.words, language)[corpus.ids]
    has = _holds(negated, corpus.offsets)
    yield Members("negator", "with a negator", has)
    yield Members("negator", "without", ~has)
    if polar is not None:
        yield from _by_distance(nearest_after(negated, polar >= 0, corpus.offsets), has)
    for group, words in (("connective", CONNECTIVES), ("comparative", COMPARATIVES)):
        has = _holds(marked(tokens.words, words[language])[corpus.ids], corpus.offsets)
        yield Members(group, f"with a {group}", has)
        yield Members(group, "without", ~has)


def _by_distance(nearest: np.ndarray, negated: np.ndarray) -> Iterator[Members]:
    """From a negator to the polar word behind it, in tokens; `nearest` is 0 where there is none."""
    for name, (low, high) in _DISTANCES.items():
        yield Members("distance", name, (low <= nearest) & (nearest <= high))
    yield Members("distance", "10 tokens or more", nearest >= 10)
    yield Members("distance", "no opinion word after it", negated & (nearest == 0))


def _by_polarity(tokens: Tokens, polar: np.ndarray) -> Iterator[Members]:
    corpus = tokens.corpus
    places = np.flatnonzero(polar >= 0)
    text = np.repeat(np.arange(len(corpus)), corpus.lengths)[places]
    labels = int(polar.max(initial=0)) + 1
    pairs = np.unique(text * labels + polar[places])  # each label once a text
    kinds = np.bincount(pairs // labels, minlength=len(corpus))
    yield Members("polarity", "of two labels or more", kinds > 1)
    yield Members("polarity", "of one label", kinds == 1)
    yield Members("polarity", "no opinion word", kinds == 0)


def _by_length(lengths: np.ndarray) -> Iterator[Members]:
    """Fifths by length; texts of one length stay together, so there may be fewer."""
    edges = np.unique(np.quantile(lengths, (0.2, 0.4, 0.6, 0.8), method="inverted_cdf"))
    fifth = np.searchsorted(edges, lengths)  # fifth i: up to edges[i], and above the edge before
    for i in np.unique(fifth):
        in_fifth = lengths[fifth == i]
        span = (
            f"{in_fifth.min():,}-{in_fifth.max():,}"
            if in_fifth.min() < in_fifth.max()
            else f"{in_fifth.min():,}"
        )
        yield Members("length", f"{span} tokens", fifth == i)


def _polar(tokens: Tokens, fold: np.ndarray) -> np.ndarray:
    """int32 [tokens]: the label that each token speaks for, as its fold's training says; -1."""
    return tokens.polar[np.repeat(fold, tokens.corpus.lengths), tokens.corpus.ids]


def _holds(marks: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """bool [texts]: whether a text has a marked token."""
    running = np.concatenate([np.zeros(1, np.int64), np.cumsum(marks)])
    return running[offsets[1:]] > running[offsets[:-1]]


def nearest_after(starts: np.ndarray, ends: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """int64 [texts]: the fewest tokens from a start to an end behind it in the text; 0: none.

    starts, ends: bool [tokens].
    """
    result = np.zeros(len(offsets) - 1, np.int64)
    places, targets = np.flatnonzero(starts), np.flatnonzero(ends)
    at = np.searchsorted(targets, places, side="right")
    places, at = places[at < len(targets)], at[at < len(targets)]
    text = np.searchsorted(offsets, places, side="right") - 1
    inside = targets[at] < offsets[text + 1]
    text, distance = text[inside], (targets[at] - places)[inside]
    order = np.argsort(-distance, kind="stable")  # the nearest is written last
    result[text[order]] = distance[order]
    return result
