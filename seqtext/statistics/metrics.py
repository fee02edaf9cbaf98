"""Metrics from per-item results: one gold and one predicted class per item.

A gold class of -1 is a label that training never saw: every prediction for it is wrong.
"""

from collections.abc import Callable

import numpy as np

TIE = 1e-6  # weight of the log-loss: it decides only between models of equal accuracy


def accuracy(gold: np.ndarray, predicted: np.ndarray) -> float:
    """The share of items whose prediction is right; nan without items."""
    return float(np.mean(gold == predicted)) if len(gold) else float("nan")


def commonest(gold: np.ndarray) -> float:
    """The share of items with the most frequent known class; nan without items."""
    labelled = gold[gold >= 0]
    if not len(labelled):
        return 0.0 if len(gold) else float("nan")
    return float(np.bincount(labelled).max() / len(gold))


def log_loss(gold: np.ndarray, log_probabilities: np.ndarray) -> float:
    """Mean of -log p(gold) in nats over the items whose label is known; nan without any."""
    labelled = np.flatnonzero(gold >= 0)
    return (
        -float(np.mean(log_probabilities[labelled, gold[labelled]]))
        if len(labelled)
        else float("nan")
    )


def macro_f1(gold: np.ndarray, predicted: np.ndarray) -> float:
    """The mean F1 over the classes that occur as gold or as prediction; nan without items."""
    classes = np.union1d(gold[gold >= 0], predicted)
    correct = [np.sum((gold == c) & (predicted == c)) for c in classes]
    total = [np.sum(gold == c) + np.sum(predicted == c) for c in classes]
    return float(np.mean(2 * np.array(correct) / np.array(total))) if len(gold) else float("nan")


# (gold, log-probabilities) -> a score; larger is better.
QUALITY: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "accuracy": lambda gold, log_p: accuracy(gold, log_p.argmax(1)),
    "macro-f1": lambda gold, log_p: macro_f1(gold, log_p.argmax(1)),
    "log-loss": lambda gold, log_p: -log_loss(gold, log_p),
}


def quality(metric: str, gold: np.ndarray, log_probabilities: np.ndarray) -> float:
    """The score by a metric of QUALITY, larger is better; the log-loss breaks ties.

    It is 0 if there are no texts, or none with a known label.
    """
    value = np.nan_to_num(QUALITY[metric](gold, log_probabilities))
    if metric == "log-loss":
        return float(value)
    return float(value - TIE * np.nan_to_num(log_loss(gold, log_probabilities)))
