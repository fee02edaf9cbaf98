"""Discovered slices: words over-represented among the texts that order decides.

They are found on one half of the test items and tested on the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import hypergeom

from seqtext.order.effects.deciding import gained_and_lost
from seqtext.order.effects.slices import order_gain, within
from seqtext.order.texts.log_odds import log_odds, ngrams, pooled_prior, tokens_of
from seqtext.order.trainings.results import Results, Tokens
from seqtext.statistics.hypotheses import holm
from seqtext.statistics.intervals import Estimate
from seqtext.words.corpus import Corpus

LONGEST = 2  # tokens of an n-gram
CANDIDATES = 20  # n-grams that are tested: with more, Holm leaves nothing
_FEWEST = 5  # decided texts of the first half, and texts of each half with an n-gram
_SURE = 1.96  # z of a candidate
_LEVEL = 0.05
_SPLIT_SEED = 0  # of the halves: fixed, so that nobody can look for a lucky one


@dataclass(frozen=True)
class DiscoveredSlice:
    """The texts with one n-gram.

    ngram      one or two tokens, with a space between
    z          of its log-odds in the first half (Monroe et al. 2008): how sure it is there
    texts      texts of the second half that hold it; `decided` of them are decided by order
    decided
    gain       OIG of the reader in these texts
    p          of the confirmation: one-sided Fisher's exact test, adjusted by Holm over all n-grams
               that were tried; None where it did not confirm: the slice is exploratory
    """

    ngram: str
    z: float
    texts: int
    decided: int
    gain: Estimate | None
    p: float | None


@dataclass(frozen=True)
class DiscoveredSlices:
    """What was found.

    reader   the model whose decided texts these are
    found_on, tested_on   items of the two halves; `decided_found`, `decided_tested`: how many of
             them are right in order by most seeds, and wrong when shuffled
    slices   the confirmed ones first, then by z; empty where no n-gram stands out. What is not
             confirmed and gains nothing by order in the second half is no example of it: left out
    """

    reader: str
    found_on: int
    decided_found: int
    tested_on: int
    decided_tested: int
    slices: tuple[DiscoveredSlice, ...]


def discovered_slices(results: Results, model: str | None) -> DiscoveredSlices | None:
    """What is found for the reader; None without one, or where the words are not at hand."""
    if model is None or results.tokens is None:
        return None
    decided, _ = gained_and_lost(results, model)
    order = np.random.default_rng(_SPLIT_SEED).permutation(len(decided))
    first, second = np.sort(order[: len(order) // 2]), np.sort(order[len(order) // 2 :])
    tested: dict[bytes, _Candidate] = {}  # n-grams that the same texts hold are tested once
    for z, ngram, holders in _candidates(results.tokens, decided, first):
        items = np.intersect1d(holders, second)
        if len(items) >= _FEWEST:
            tested.setdefault(items.tobytes(), (z, ngram, items))
    total = len(second), int(decided[second].sum())
    p = holm(
        [fisher(*total, len(items), int(decided[items].sum())) for *_, items in tested.values()]
    )
    gain = order_gain(results, model)
    found_ngrams = [
        DiscoveredSlice(
            " ".join(results.tokens.words[i] for i in ngram),
            z,
            len(items),
            int(decided[items].sum()),
            within(results, gain, items),
            adjusted if adjusted < _LEVEL else None,
        )
        for (z, ngram, items), adjusted in zip(tested.values(), p, strict=True)
    ]
    found_ngrams = [
        ngram_slice
        for ngram_slice in found_ngrams
        if ngram_slice.p is not None or (ngram_slice.gain and ngram_slice.gain.value > 0)
    ]
    found_ngrams.sort(key=lambda ngram_slice: (ngram_slice.p is None, -ngram_slice.z))
    return DiscoveredSlices(
        model, len(first), int(decided[first].sum()), *total, tuple(found_ngrams)
    )


_Candidate = tuple[float, tuple[int, ...], np.ndarray]  # z, tokens, the texts that hold it


def _candidates(tokens: Tokens, decided: np.ndarray, first: np.ndarray) -> list[_Candidate]:
    """The n-grams that stand out among the decided texts of the first half, the surest first."""
    half = np.zeros(len(tokens.corpus), dtype=bool)
    half[first] = True
    if decided[first].sum() < _FEWEST:
        return []
    orders = range(1, LONGEST + 1)
    base = len(tokens.words)
    candidates = [
        candidate for n in orders for candidate in _of_length(tokens.corpus, n, base, decided, half)
    ]
    return sorted(candidates, key=lambda candidate: (-candidate[0], candidate[1]))[:CANDIDATES]


def _of_length(
    corpus: Corpus, order: int, base: int, decided: np.ndarray, half: np.ndarray
) -> Iterator[_Candidate]:
    """Texts are counted, not occurrences: a text that repeats itself counts once."""
    texts, keys = ngrams(corpus, order, base)
    grams, number = np.unique(keys, return_inverse=True)
    inside, outside = (
        np.bincount(number[half[texts] & (decided[texts] == side)], minlength=len(grams))
        for side in (True, False)
    )
    often = np.flatnonzero(inside + outside >= _FEWEST)
    if len(often) < 2:
        return
    counts = inside[often], outside[often]
    _, z = log_odds(*counts, pooled_prior(*counts))
    for i in np.flatnonzero(z >= _SURE):
        gram = often[i]
        yield float(z[i]), tuple(tokens_of(int(grams[gram]), order, base)), texts[number == gram]


def fisher(items: int, decided: int, holding: int, both: int) -> float:
    """One-sided p of Fisher's exact test: as many decided among those that hold it, or more."""
    return float(hypergeom.sf(both - 1, items, decided, holding))
