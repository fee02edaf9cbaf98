"""The scores of classifiers, as rows of their log-probabilities."""

from typing import Any

import numpy as np

from seqtext.statistics.scores import Answers, F1Score, LossScore, Score, ShareScore

LOG_P = "log_probabilities"  # of the answers: float32 [passes, texts, classes]


class _OfProbabilities(Score):
    """Of several passes the answer is the mean of their probabilities."""

    def pooled(self, answers: Answers, gold: Any) -> np.ndarray:
        """The rows of the mean probabilities."""
        log_p = answers[LOG_P].astype(np.float64)
        mean = np.logaddexp.reduce(log_p, axis=0) - np.log(len(log_p))
        return self.rows({LOG_P: mean[None]}, gold)[0]


class Accuracy(_OfProbabilities, ShareScore):
    """The share of right answers."""

    metric, noun, gain = "accuracy", "accuracy", "Points of accuracy"

    def rows(self, answers: Answers, gold: Any) -> np.ndarray:
        """1 for a right answer."""
        return (answers[LOG_P].argmax(axis=-1) == gold).astype(float)[..., None]


class MacroF1(_OfProbabilities, F1Score):
    """The mean F1 of the classes."""

    metric, noun, gain = "macro-f1", "macro-F1", "Points of macro-F1"
    unit = "points of macro-F1"

    def rows(self, answers: Answers, gold: Any) -> np.ndarray:
        """The right class and the answer."""
        predicted = answers[LOG_P].argmax(axis=-1)
        return np.stack([np.broadcast_to(gold, predicted.shape), predicted], axis=-1)


class LogLoss(_OfProbabilities, LossScore):
    """Minus the mean log-probability of the right class, over the texts whose class is known."""

    metric, noun, unit, column = "log-loss", "log-loss", "hundredths of a nat", "0.01 nat"
    gain = "Log-loss, in hundredths of a nat, by how much it is less"

    def rows(self, answers: Answers, gold: Any) -> np.ndarray:
        """The log-probability of the right class, and 1 where it is known."""
        log_p, known = answers[LOG_P], gold >= 0
        of_gold = log_p[..., np.arange(len(gold)), np.maximum(gold, 0)]
        return np.stack([of_gold, np.broadcast_to(known, of_gold.shape)], axis=-1)


SCORES: dict[str, Score] = {score.metric: score for score in (Accuracy(), MacroF1(), LogLoss())}
