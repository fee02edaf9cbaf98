"""The material of a comparison: the data, their split, and each fold as ids."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.order.trainings.plan import Plan
from seqtext.tasks.compared import Share
from seqtext.tasks.data import Data, hold_out
from seqtext.tasks.split import folds
from seqtext.text.quantities import quantity
from seqtext.words.digests import TextDigests


@dataclass(frozen=True)
class DataSplit:
    """The data of one training: for fitting, for choosing settings, and for testing."""

    train: Data
    dev: Data
    test: Data


@dataclass(frozen=True)
class Material:
    """All data of a comparison.

    parts    one split, or one for each fold
    place    int64 [items]: for each test item, as read, its place in the concatenated test sets of
             all parts
    classes  the labels of the training data; () in a task without labels
    described  how the split was made, in words, for the report
    leaked   test units that also occur in training; they are left out
    on_dev   the development set is the test set, too
    """

    parts: tuple[DataSplit, ...]
    place: np.ndarray
    classes: tuple[str, ...]
    described: str
    leaked: int = field(default=0, kw_only=True)
    on_dev: bool = field(default=False, kw_only=True)

    def digest(self) -> str:
        """SHA-256 over all units of each split."""
        parts = [[d.digest() for d in (p.train, p.dev, p.test)] for p in self.parts]
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def divide(plan: Plan, train: Data, dev: Data | None, test: Data | None) -> Material:
    """Split the data as far as the user has not, and by `plan.folds`.

    A given test set is used. With folds each unit is tested once. With only a development set, that
    is also the test set; otherwise a part is set aside, and another one as development set.
    """
    classes, digests = plan.task.labels(train), plan.reading.digests
    of_test, of_dev = plan.task.set_aside
    on_dev = test is None and dev is not None
    if plan.folds > 1:
        return _folds(plan, train, classes)
    description = "the given file"
    if test is None and dev is not None:
        test, description = dev, "the development file, which also chose the settings (optimistic)"
    elif test is None:
        train, test = hold_out(train, _share(train, of_test), plan.split_seed, digests)
        description = f"{_in_words(of_test, train)} of the training file set aside as the test"
    if dev is None:
        train, dev = hold_out(train, _share(train, of_dev), plan.split_seed, digests)
        description += f", {_in_words(of_dev, train)} of the rest as development set"
    test = _selected(test, test.judged(digests))
    judged = _selected(test, _unseen(train, test, digests))
    leaked = len(test) - len(judged)
    if not len(judged):
        texts = quantity(leaked, f"test {test.unit}")
        cause = f"all {texts} also occur in the training data"
        raise SeqtextError("--test", cause, "give others")
    split, place = DataSplit(train, dev, judged), np.arange(len(judged))
    return Material((split,), place, classes, description, leaked=leaked, on_dev=on_dev)


def _selected(data: Data, units: Sequence[int]) -> Data:
    """The data themselves where all units are selected."""
    return data if len(units) == len(data) else data.select(units)


def _unseen(train: Data, test: Data, digests: TextDigests) -> list[int]:
    """The test units that training does not have, as models read them."""
    seen = set(train.digests(digests))
    return [i for i, digest in enumerate(test.digests(digests)) if digest not in seen]


def _share(data: Data, share: Share) -> float:
    """The share to set aside of these data."""
    part, most = share
    return part if most is None else min(part, most / len(data))


def _in_words(share: Share, data: Data) -> str:
    part, most = share
    return f"{part:.0%}" + (f" (at most {most:,} {data.unit}s)" if most else "")


def _folds(plan: Plan, data: Data, classes: tuple[str, ...]) -> Material:
    """Units that cannot be held out are in the training part of every fold."""
    k, digests, of_dev = plan.folds, plan.reading.digests, plan.task.set_aside[1]
    complete = np.array(data.complete(), dtype=np.int64)
    usable = data.select(complete)
    fold = np.full(len(data), -1)
    fold[complete] = folds(usable.groups(digests), usable.strata(), k, plan.split_seed)
    filled = len(np.unique(fold[complete]))
    if filled < k:
        cause = f"{k} folds of {filled} different {data.unit}s leave some folds empty"
        raise SeqtextError("--folds", cause, "use fewer folds")
    parts, tested = [], []
    for f in range(k):
        outside = data.select(np.flatnonzero(fold != f))
        train, dev = hold_out(outside, _share(outside, of_dev), plan.split_seed, digests)
        inside = np.flatnonzero(fold == f)
        tested.append(inside[data.select(inside).judged(digests)])
        parts.append(DataSplit(train, dev, data.select(tested[-1])))
    description = (
        f"{k}-fold cross-validation, {_in_words(of_dev, data)} of each training part as "
        "development set"
    )
    return Material(tuple(parts), np.argsort(np.concatenate(tested)), classes, description)


def with_share(part: DataSplit, share: int, split_seed: int) -> DataSplit:
    """The split with one in `share` of its training units, rounded up within each stratum.

    A larger `share` selects a subset of the units of a smaller one, so a curve only adds units.
    """
    if share == 1:
        return part
    strata = np.array(part.train.strata())
    chosen = []
    for stratum in np.unique(strata):
        members = np.random.default_rng(split_seed).permutation(np.flatnonzero(strata == stratum))
        chosen.append(members[: -(-len(members) // share)])
    return replace(part, train=part.train.select(np.sort(np.concatenate(chosen))))
