"""The results of a translator: translations of a line, and scores of given pairs."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Hypothesis:
    """A translation found by the search.

    text             detokenised
    tokens           the tokens that the search wrote
    log_probability  natural logarithm, including the end of the sentence
    score            by which the search ranks: log_probability / length penalty
    """

    text: str
    tokens: tuple[str, ...]
    log_probability: float
    score: float


@dataclass(frozen=True)
class Translation:
    """The translations of a line.

    hypotheses  the best first, at least one
    cut         the line was longer than the translator reads
    empty       there was nothing to translate
    unknown     tokens of the line, as far as it was read, that became <unk>
    """

    hypotheses: tuple[Hypothesis, ...]
    cut: bool = False
    empty: bool = False
    unknown: int = 0

    @property
    def text(self) -> str:
        """The best translation."""
        return self.hypotheses[0].text


NOTHING = Translation((Hypothesis("", (), 0.0, 0.0),), empty=True)  # of an empty line


@dataclass(frozen=True)
class Scores:
    """Scores of given translations, pair by pair.

    log_probabilities  float32 [pairs]: natural logarithm, including the end of the sentence
    tokens             int64 [pairs]: tokens of the target, including the end of the sentence
    cut                bool [pairs]: a side was longer than the translator reads
    unknown            int64 [pairs]: tokens of both sides that became <unk>
    """

    log_probabilities: np.ndarray
    tokens: np.ndarray
    cut: np.ndarray
    unknown: np.ndarray
