"""Metrics from per-item results: one gold and one predicted class an item.

A gold class of -1 is a label that training never saw: whatever is predicted for it is wrong.
"""

import numpy as np


def accuracy(gold: np.ndarray, predicted: np.ndarray) -> float:
    """The share of items whose prediction is right; nan without items."""
    return float(np.mean(gold == predicted)) if len(gold) else float("nan")


def commonest(gold: np.ndarray) -> float:
    """The share of items that have the commonest known class; nan without items."""
    known = gold[gold >= 0]
    if not len(known):
        return 0.0 if len(gold) else float("nan")
    return float(np.bincount(known).max() / len(gold))


def log_loss(gold: np.ndarray, log_probabilities: np.ndarray) -> float:
    """Mean of -log p(gold) in nats over the items whose label is known; nan without any."""
    known = np.flatnonzero(gold >= 0)
    return -float(np.mean(log_probabilities[known, gold[known]])) if len(known) else float("nan")
