"""Slices: the same comparison within parts of the test set that are fixed before any result."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqtext.order.effects.candidates import rows_of
from seqtext.order.effects.headline import Headline, compared
from seqtext.order.effects.members import Members, all_members
from seqtext.order.effects.two_by_two import in_order, paired, stacked, when_shuffled
from seqtext.order.trainings.results import Results
from seqtext.statistics.intervals import Estimate
from seqtext.statistics.scores import Pair
from seqtext.text.languages import language_by

FEWEST = 20  # items of a slice that a conclusion can rest on


@dataclass(frozen=True)
class Slice:
    """Some of the test items.

    group     what they were chosen by: negator | distance | polarity | connective | comparative |
              length | label
    name      which of the group: "with a negator", "4-9 tokens"
    items     how many they are
    base      accuracy of the base model here; without labels the standard score
    model     the same of the other model
    worth     the difference, with its interval: G within the slice
    gain      OIG of the reader here; None where there is no reader
    enough    at least FEWEST items; with fewer there is no conclusion
    """

    group: str
    name: str
    items: int
    base: float
    model: float
    worth: Estimate
    gain: Estimate | None
    enough: bool


@dataclass(frozen=True)
class Slices:
    """All fixed slices.

    model, base  whose difference `worth` is: a* and b* of the headline; where these are one model,
                 the best of the models that read order takes the place of a*
    reader       whose OIG `gain` is; None where no model that reads order was trained twice
    language     whose lists of words were used: "en", "es"; None: the texts are in neither, and the
                 slices that need words are left out
    polar        some of the words that speak most for a label in the training data: label -> words
    slices       group by group
    """

    model: str
    base: str
    reader: str | None
    language: str | None
    polar: dict[str, tuple[str, ...]]
    slices: tuple[Slice, ...]


_SHOWN = 10  # polar words for each label


def _language(words: Sequence[str], counts: np.ndarray) -> str | None:
    """The language whose negators and connectives make slices, by the words of the texts."""
    lowered = Counter[str]()
    for word, count in zip(words, counts.tolist(), strict=True):
        lowered[word.lower()] += count
    return language_by(lowered)


def slices(results: Results, best_models: Headline, reader: str | None) -> Slices | None:
    """All fixed slices that hold an item; None where the words are not at hand."""
    if results.tokens is None:
        return None
    model, base = _compared(best_models)
    score, worth = results.scores[results.standard], compared(results, model, base)
    gain = order_gain(results, reader) if reader else None
    means = [stacked(rows_of(results, n, results.standard)).mean(axis=0) for n in (base, model)]
    counts = np.bincount(results.tokens.corpus.ids, minlength=len(results.tokens.words))
    language = _language(results.tokens.words, counts)

    def judged(members: Members) -> Slice:
        return Slice(
            members.group,
            members.name,
            items=int(members.items.sum()),
            base=score.value(means[0][members.items]),
            model=score.value(means[1][members.items]),
            worth=within(results, worth, members.items),
            gain=within(results, gain, members.items) if gain else None,
            enough=int(members.items.sum()) >= FEWEST,
        )

    chosen = tuple(
        judged(members) for members in all_members(results, language) if members.items.any()
    )
    return Slices(model, base, reader, language, _polar_words(results), chosen)


def order_gain(results: Results, model: str) -> Pair:
    """The rows whose difference is OIG: in order, and the mean over draws shuffled."""
    return paired(in_order(results, model), when_shuffled(results, model))


def within(results: Results, pair: Pair, items: np.ndarray) -> Estimate:
    """The difference of a pair of rows over some of the items, in the standard score."""
    score = results.scores[results.standard].over(results.units.select(items))
    return score.difference(pair[0][:, items], pair[1][:, items])


def _compared(best_models: Headline) -> tuple[str, str]:
    """a* and b*; where these are one model, the best of those that might have given more."""
    part = best_models.worth
    contrast = part.rival if part.by_definition and part.rival else part.contrast
    return contrast.model, contrast.base


def _polar_words(results: Results) -> dict[str, tuple[str, ...]]:
    """For each label the most frequent of its words in the test texts, by the first fold."""
    tokens = results.tokens
    assert tokens is not None
    counts = np.bincount(tokens.corpus.ids, minlength=len(tokens.words))
    by_label = {}
    for label, name in enumerate(results.classes):
        ids = np.flatnonzero((tokens.polar[0] == label) & (counts > 0))
        first = ids[np.argsort(-counts[ids], kind="stable")[:_SHOWN]]
        by_label[name] = tuple(tokens.words[i] for i in first)
    return by_label
