"""Metrics from per-item results: one gold and one predicted class an item.

A gold class of -1 is a label that training never saw: whatever is predicted for it is wrong.
"""

import numpy as np


def accuracy(gold: np.ndarray, predicted: np.ndarray) -> float:
    """The share of items whose prediction is right; nan without items."""
    return float(np.mean(gold == predicted)) if len(gold) else float("nan")


def confusion(gold: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """int64 [classes + 1, classes]: items by gold and predicted class; the last row is unknown."""
    row = np.where(gold < 0, classes, gold).astype(np.int64)
    cells = np.bincount(row * classes + predicted, minlength=(classes + 1) * classes)
    return cells.reshape(classes + 1, classes)


def macro_f1(gold: np.ndarray, predicted: np.ndarray, classes: int) -> float:
    """The mean F1 of the classes that occur as gold or as prediction; nan without items.

    F1 = 2 * right / (gold + predicted), counted by class. A prediction for an unknown gold label
    counts as predicted and not as right; the unknown label itself is no class.
    """
    table = confusion(gold, predicted, classes)
    right, total = np.diag(table), table[:classes].sum(1) + table.sum(0)
    occurs = total > 0
    return float(np.mean(2 * right[occurs] / total[occurs])) if occurs.any() else float("nan")


def log_loss(gold: np.ndarray, log_probabilities: np.ndarray) -> float:
    """Mean of -log p(gold) in nats over the items whose label is known; nan without any."""
    known = np.flatnonzero(gold >= 0)
    return -float(np.mean(log_probabilities[known, gold[known]])) if len(known) else float("nan")
