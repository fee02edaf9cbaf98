"""Mining: texts of a user's own data with the same k-gram bag and different labels."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from seqtext.order.texts.certificate import same_bag
from seqtext.registry import LARGEST_ORDER

_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: Steele et al. 2014, SplitMix
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_BLOCK = 1 << 20  # tokens hashed at once


@dataclass(frozen=True)
class Group:
    """Texts of one k-gram bag that do not all have one label.

    members  numbers of the texts, ascending
    wrong    how many of them a function of the bag gets wrong at least
    repeats  True if the texts are identical: then order does not help either
    example  two members that differ in order and in label, or only in label where `repeats`
    """

    members: tuple[int, ...]
    wrong: int
    repeats: bool
    example: tuple[int, int]


@dataclass(frozen=True)
class Mined:
    """Groups in the user's data for one order: proof that no k-gram bag is always right.

    order    k
    groups   of texts with the same k-gram bag and different labels
    texts    in these groups
    wrong    how many of them every model of k-gram bags gets wrong, at least
    repeats  groups of identical texts with several labels: order does not help there
    example  (label, text) of two texts of one group that differ in order; None if there are none
    """

    order: int
    groups: int
    texts: int
    wrong: int
    repeats: int
    example: tuple[tuple[str, str], tuple[str, str]] | None


def mine(texts: Iterable[Sequence[str]], labels: Sequence[str], order: int) -> list[Group]:
    """All groups among texts of at least `order` tokens, by their first member.

    Texts are first brought together by a hash of their bag and then compared bag by bag, so no
    group rests on a hash.
    """
    ids, offsets = _interned(texts)
    return _mine(ids, offsets, labels, order, np.diff(offsets) >= max(order, 1))


def disjoint_pairs(
    group: Group, texts: Sequence[Sequence[str]], labels: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Pairs of members that differ in label and in order, as numbers; each member in one at most.

    Greedy, so there may be fewer pairs than possible.
    """
    left = list(group.members)
    while left:
        first = left.pop(0)
        fits = (i for i in left if labels[i] != labels[first] and texts[i] != texts[first])
        second = next(fits, None)
        if second is not None:
            left.remove(second)
            yield first, second


def mined(
    ids: np.ndarray, offsets: np.ndarray, texts: Sequence[str], labels: Sequence[str]
) -> tuple[Mined, ...]:
    """A summary of the groups in texts given as ids and offsets, for k = 1, 2, … LARGEST_ORDER.

    It ends with the last k for which there is a group. A group of one k is part of a group of every
    smaller k, so only members are looked at again.
    """
    summaries: list[Mined] = []
    left = np.ones(len(labels), dtype=bool)
    for order in range(1, LARGEST_ORDER + 1):
        groups = _mine(ids, offsets, labels, order, left & (np.diff(offsets) >= order))
        if not groups:
            break
        summaries.append(_summary(order, groups, texts, labels))
        left = np.zeros(len(labels), dtype=bool)
        left[[i for group in groups for i in group.members]] = True
    return tuple(summaries)


def _summary(
    order: int, groups: Sequence[Group], texts: Sequence[str], labels: Sequence[str]
) -> Mined:
    """Counts, and for an example the group whose first text is shortest."""
    reordered = [group for group in groups if not group.repeats]
    example = None
    if reordered:
        first, second = min(
            (group.example for group in reordered), key=lambda pair: (len(texts[pair[0]]), pair)
        )
        example = (labels[first], texts[first]), (labels[second], texts[second])
    return Mined(
        order,
        len(groups),
        sum(len(group.members) for group in groups),
        sum(group.wrong for group in groups),
        len(groups) - len(reordered),
        example,
    )


def _mine(
    ids: np.ndarray, offsets: np.ndarray, labels: Sequence[str], order: int, chosen: np.ndarray
) -> list[Group]:
    """All groups among the chosen texts."""
    groups: list[Group] = []
    for candidates in _alike(_hashes(ids, offsets, order), chosen):
        if len({labels[i] for i in candidates}) > 1:
            ids_of = {i: ids[offsets[i] : offsets[i + 1]].tolist() for i in candidates}
            groups += _groups(ids_of, labels, order)
    return sorted(groups, key=lambda group: group.members)


def _interned(texts: Iterable[Sequence[str]]) -> tuple[np.ndarray, np.ndarray]:
    """Ids, int64 [tokens], from 1, and offsets, int64 [texts + 1]."""
    number: dict[str, int] = {}
    parts = [
        np.array([number.setdefault(token, len(number) + 1) for token in text], np.int64)
        for text in texts
    ]
    ids = np.concatenate(parts) if parts else np.empty(0, np.int64)
    return ids, np.cumsum([0, *map(len, parts)])


def _hashes(ids: np.ndarray, offsets: np.ndarray, order: int) -> np.ndarray:
    """uint64 [texts]: the sum of the hashes of a text's n-grams of length `order`, padded.

    A sum, so that it does not depend on their order; the lower orders follow from these n-grams.
    """
    result = np.zeros(len(offsets) - 1, np.uint64)
    for first, last in _blocks(offsets):
        lengths = np.diff(offsets[first : last + 1])
        padded = np.zeros(int((lengths + order - 1).sum()) + order - 1, np.uint64)
        starts = np.cumsum([0, *(lengths + order - 1)])[:-1] + order - 1  # of each text's tokens
        within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum([0, *lengths])[:-1], lengths)
        padded[np.repeat(starts, lengths) + within] = ids[offsets[first] : offsets[last]]
        grams = np.zeros(len(padded) - order + 1, np.uint64)
        for n in range(order):
            grams = _mixed(grams + padded[n : n + len(grams)] + _ODD)
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(grams, dtype=np.uint64)])
        result[first:last] = sums[starts + lengths] - sums[starts - order + 1]
    return result


def _blocks(offsets: np.ndarray) -> Iterator[tuple[int, int]]:
    """Ranges of texts of about _BLOCK tokens; a text is never cut."""
    first = 0
    while first < len(offsets) - 1:
        last = int(np.searchsorted(offsets, offsets[first] + _BLOCK, side="right")) - 1
        last = max(last, first + 1)
        yield first, last
        first = last


def _mixed(values: np.ndarray) -> np.ndarray:
    """The finaliser of SplitMix64: every bit of the input moves about half of the output."""
    values = (values ^ (values >> np.uint64(30))) * _MIX[0]
    values = (values ^ (values >> np.uint64(27))) * _MIX[1]
    return values ^ (values >> np.uint64(31))


def _alike(hashes: np.ndarray, chosen: np.ndarray) -> Iterator[list[int]]:
    """The chosen texts that share their hash with another text, hash by hash."""
    numbers = np.flatnonzero(chosen)
    numbers = numbers[np.argsort(hashes[numbers], kind="stable")]
    cuts = np.flatnonzero(np.diff(hashes[numbers])) + 1
    for run in np.split(numbers, cuts):
        if len(run) > 1:
            yield run.tolist()


def _groups(ids_of: dict[int, list[int]], labels: Sequence[str], order: int) -> Iterator[Group]:
    """The proved groups among texts with one hash; almost always there is one."""
    groups: list[list[int]] = []
    for i, text in ids_of.items():
        group = next((g for g in groups if same_bag(ids_of[g[0]], text, order)), None)
        if group is None:
            groups.append([i])
        else:
            group.append(i)
    for members in groups:
        counts: dict[str, int] = defaultdict(int)
        for i in members:
            counts[labels[i]] += 1
        if len(counts) > 1:
            repeats = all(ids_of[i] == ids_of[members[0]] for i in members)
            wrong = len(members) - max(counts.values())
            yield Group(tuple(members), wrong, repeats, _example(members, ids_of, labels))


def _example(
    members: Sequence[int], ids_of: dict[int, list[int]], labels: Sequence[str]
) -> tuple[int, int]:
    """Two members of different labels and, unless all are the same words, different order."""
    first = members[0]
    relabelled = next(i for i in members if labels[i] != labels[first])
    if ids_of[relabelled] != ids_of[first]:
        return first, relabelled
    reordered = next((i for i in members if ids_of[i] != ids_of[first]), relabelled)
    # it differs in words from both, and in label from one of them
    return (first if labels[reordered] != labels[first] else relabelled), reordered
