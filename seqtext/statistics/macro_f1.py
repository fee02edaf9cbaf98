"""Macro-F1 over seeds and items: its interval, and a test for the difference of two models."""

import numpy as np
from scipy.sparse import block_diag, csr_matrix, vstack

from seqtext.statistics.intervals import Estimate, clipped
from seqtext.statistics.resampling import (
    REPLICATES,
    Statistic,
    bootstrap,
    distinct_items,
    randomisation,
)


def macro_f1_interval(
    gold: np.ndarray,
    predicted: np.ndarray,
    classes: int,
    replicates: int = REPLICATES,
    membership: csr_matrix | None = None,
) -> Estimate:
    """Macro-F1, the mean over the rows of `predicted`, by the bootstrap.

    gold: int [items], -1 where the label was never seen; predicted: int [seeds, items]. The mean is
    over the classes that occur as gold or as prediction, as in scikit-learn. membership: [items,
    clusters], where clusters of items are drawn.
    """
    columns, counts = _kinds(np.vstack([gold, predicted]), membership)
    statistic = macro_f1_statistic(columns, classes, membership=membership)
    return clipped(bootstrap(statistic, counts, replicates), 0, 1)


def _kinds(columns: np.ndarray, membership: csr_matrix | None) -> tuple[np.ndarray, np.ndarray]:
    """What is drawn: kinds of items and how many each, or all items and 1 for each cluster."""
    if membership is None:
        return distinct_items(columns)
    return columns, np.ones(membership.shape[1], np.int64)


def macro_f1_difference(
    gold: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    classes: int,
    replicates: int = REPLICATES,
    membership: csr_matrix | None = None,
) -> Estimate:
    """Macro-F1 of the first model minus that of the second, by the bootstrap.

    first, second: int [seeds, items]; a single row is compared with every seed of the other.
    """
    gold, first_rows, second_rows, counts = _paired(gold, first, second, membership)
    first_score, second_score = (
        macro_f1_statistic(np.vstack([gold, m]), classes, membership=membership)
        for m in (first_rows, second_rows)
    )
    estimate = bootstrap(lambda w: first_score(w) - second_score(w), counts, replicates)
    return clipped(estimate, -1, 1)


def macro_f1_test(
    gold: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    classes: int,
    replicates: int = REPLICATES,
    membership: csr_matrix | None = None,
) -> float:
    """The p-value of "both models have the same macro-F1", by randomisation.

    The arguments are those of `macro_f1_difference`.
    """
    gold, first_rows, second_rows, counts = _paired(gold, first, second, membership)
    if membership is not None:
        columns = np.vstack([np.tile(gold, 2), np.hstack([first_rows, second_rows])])
        both = block_diag((membership, membership), "csr")
        statistic = macro_f1_statistic(columns, classes, membership=both)
        return randomisation(_exchange(statistic, counts), counts, replicates)
    differ = (first_rows != second_rows).any(axis=0)  # exchanging the other items changes nothing
    if not differ.any():
        return 1.0
    constant = _counted(np.vstack([gold, first_rows])[:, ~differ], classes) @ counts[~differ]
    columns = np.vstack([np.tile(gold, 2), np.hstack([first_rows, second_rows])])[
        :, np.tile(differ, 2)
    ]
    score = macro_f1_statistic(columns, classes, constant)
    return randomisation(_exchange(score, counts[differ]), counts[differ], replicates)


def _exchange(score: Statistic, counts: np.ndarray) -> Statistic:
    """The difference of both models where so many of each kind are not exchanged."""

    def exchanged(kept: np.ndarray) -> np.ndarray:
        swapped_counts = counts.astype(np.float32) - kept
        return score(np.hstack([kept, swapped_counts])) - score(np.hstack([swapped_counts, kept]))

    return exchanged


def _paired(
    gold: np.ndarray, first: np.ndarray, second: np.ndarray, membership: csr_matrix | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Distinct items: gold [kinds], predictions of both models [seeds, kinds], and how many
    each.
    """
    seeds = max(len(np.atleast_2d(first)), len(np.atleast_2d(second)))
    first_rows, second_rows = (np.broadcast_to(m, (seeds, len(gold))) for m in (first, second))
    columns, counts = _kinds(np.vstack([gold, first_rows, second_rows]), membership)
    return columns[0], columns[1 : seeds + 1], columns[seeds + 1 :], counts


def macro_f1_statistic(
    columns: np.ndarray,
    classes: int,
    constant: np.ndarray | None = None,
    membership: csr_matrix | None = None,
) -> Statistic:
    """Macro-F1 of each seed as a statistic of weights.

    columns: int [1 + seeds, kinds], gold, then one row per seed. The mean is over the classes that
    the weighted items contain as gold or as a prediction of the seed: if a draw lacks a class, its
    F1 is undefined, not 0. constant: sums of `_counted` over items that are in every draw.
    membership: [items, clusters], where the weights are those of clusters.
    """
    counted = _counted(columns, classes)
    if membership is not None:
        counted = counted @ membership
    constant_sums = (
        np.zeros(counted.shape[0], np.float32) if constant is None else constant.astype(np.float32)
    )

    def statistic(weights: np.ndarray) -> np.ndarray:
        sums = counted @ np.ascontiguousarray(weights.T) + constant_sums[:, None]
        gold, predicted, correct = np.split(
            sums.reshape(-1, classes, len(weights)), [1, len(columns)]
        )  # [1 or seeds, classes, replicates]
        both = gold + predicted
        f1 = np.divide(2 * correct, both, out=np.zeros_like(both), where=both > 0)
        return (f1.sum(axis=1) / np.maximum((both > 0).sum(axis=1), 1)).T

    return statistic


def _counted(columns: np.ndarray, classes: int) -> csr_matrix:
    """Indicators, float32 [(1 + 2 seeds) classes, items].

    Rows by class: gold, then the predictions of each seed, then the correct ones of each seed.
    """
    gold, predicted = columns[0], columns[1:]
    hits = np.where(predicted == gold, predicted, -1)
    return vstack([_indicator(row, classes) for row in (gold, *predicted, *hits)], "csr")


def _indicator(values: np.ndarray, classes: int) -> csr_matrix:
    """float32 [classes, items]: 1 where the item has the class; -1 has none."""
    labelled = np.flatnonzero(values >= 0)
    ones = np.ones(len(labelled), dtype=np.float32)
    return csr_matrix((ones, (values[labelled], labelled)), shape=(classes, len(values)))
