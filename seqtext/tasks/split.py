"""The split: which texts stay together, and parts and folds that respect it.

One rule holds for everything that is split or compared: texts are one group if a model reads the
same of them (`seqtext.words.digests`), or if a column of the user gives them the same name.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np

Group = Sequence[int]  # the indices of its items
LARGE = 10  # a group is large if it exceeds 1 + (a fold's share of its label) / LARGE items


def together(digests: Sequence[Hashable], named: Sequence[Hashable] | None = None) -> list[int]:
    """The index of each item's group: items of one digest, or of one name, share it.

    named: the name of a larger group for each item. A text that occurs under two names joins these
    two groups.
    """
    groups = _numbered(digests)
    if named is None:
        return groups
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    names = np.array(_numbered(named)) + len(groups)
    edges = (np.ones(len(groups), bool), (np.array(groups), names))
    _, joined = connected_components(coo_array(edges, shape=(2 * len(groups),) * 2), directed=False)
    return joined[groups].tolist()


def _numbered(values: Sequence[Hashable]) -> list[int]:
    """Numbers in the order of first appearance, the same for equal values."""
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(value, len(numbers)) for value in values]


def copies(groups: Sequence[Hashable]) -> int:
    """The number of items that repeat an earlier one."""
    return len(groups) - len(set(groups))


def split_off(
    groups: Sequence[Hashable], labels: Sequence[str], share: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Indices of the items that stay, and of the `share` that is held out, both ascending.

    Stratified by label. Items of one group stay on one side, because the held-out side must not
    contain texts of training. For each label, the held-out part misses its share by at most half of
    the smallest group that stays, and by one more item where many labels round alike: an
    accumulated error of an item or more is corrected by one at the next label.
    """
    aside: list[int] = []
    error = 0.0
    for stratum in _strata(groups, labels, seed):
        target = share * sum(map(len, stratum))
        indices = _filled(stratum, target + (error >= 1) - (error <= -1))
        aside += indices
        error += target - len(indices)
    set_aside = np.array(sorted(aside), dtype=np.int64)
    return np.setdiff1d(np.arange(len(labels)), set_aside), set_aside


def _filled(groups: Sequence[Group], wanted: float) -> list[int]:
    """Items of whole groups, about `wanted`: the first groups that fit, then the nearest."""
    chosen: list[int] = []
    left = []
    for group in groups:
        if len(chosen) + len(group) <= wanted:
            chosen += group
        else:
            left.append(group)
    missing = wanted - len(chosen)
    nearest = min(left, key=len, default=())  # each of the others is larger than what is missing
    return [*chosen, *nearest] if len(nearest) / 2 <= missing else chosen


def folds(groups: Sequence[Hashable], labels: Sequence[str], k: int, seed: int) -> np.ndarray:
    """int64 [items]: the fold, 0…k-1, of each item; stratified, one group in one fold.

    Large groups are assigned first, the largest at the head, each to the fold with the fewest items
    of the label, then the fewest of all. The others are assigned in turn, skipping folds that have
    their share of the label.
    """
    fold = np.empty(len(labels), dtype=np.int64)
    dealt, sizes = 0, [0] * k  # both continue over the labels, so that the folds have equal sizes
    for stratum in _strata(groups, labels, seed):
        of_label, target = [0] * k, sum(map(len, stratum)) / k
        for group in _large_first(stratum, 1 + target / LARGE):
            at = dealt % k
            if len(group) > 1 + target / LARGE or of_label[at] + len(group) / 2 > target + 1:
                at = min(range(k), key=list(zip(of_label, sizes, strict=True)).__getitem__)
            fold[group] = at
            of_label[at] += len(group)
            sizes[at] += len(group)
            dealt += 1
    return fold


def _large_first(groups: Sequence[Group], limit: float) -> list[Group]:
    """Groups of more items than the limit, largest first; then the others in their order."""
    return sorted(groups, key=lambda group: -max(len(group), limit))


def _strata(groups: Sequence[Hashable], labels: Sequence[str], seed: int) -> list[list[Group]]:
    """For each label, its groups of indices in a random order that depends only on the seed.

    A group with several labels belongs to the label of its first item.
    """
    members: dict[Hashable, list[int]] = defaultdict(list)
    for i, group in enumerate(groups):
        members[group].append(i)
    by_label: dict[str, list[Group]] = defaultdict(list)
    for group_members in members.values():
        by_label[labels[group_members[0]]].append(group_members)
    generator = np.random.default_rng(seed)
    return [
        [by_label[label][i] for i in generator.permutation(len(by_label[label]))]
        for label in sorted(by_label)
    ]
