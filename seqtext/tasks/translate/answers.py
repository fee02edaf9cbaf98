"""What a translator answers: to a line its best translations, to a pair how likely it is."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Hypothesis:
    """A translation that was found.

    text             as people write it
    tokens           what it was written in
    log_probability  natural logarithm, the end of the sentence included
    score            what the search ranks by: that over the length penalty
    """

    text: str
    tokens: tuple[str, ...]
    log_probability: float
    score: float


@dataclass(frozen=True)
class Translation:
    """The answer to a line.

    hypotheses  the best first, at least one
    cut         the line was longer than the translator reads
    empty       there was nothing to translate
    unknown     tokens of the line, as far as it was read, that were read as <unk>
    """

    hypotheses: tuple[Hypothesis, ...]
    cut: bool = False
    empty: bool = False
    unknown: int = 0

    @property
    def text(self) -> str:
        """The best one."""
        return self.hypotheses[0].text


NOTHING = Translation((Hypothesis("", (), 0.0, 0.0),), empty=True)  # of an empty line


@dataclass(frozen=True)
class Scores:
    """Given translations, scored pair by pair.

    log_probabilities  float32 [pairs]: natural logarithm, the end of the sentence included
    tokens             int64 [pairs]: of the target, the end of the sentence included
    cut                bool [pairs]: a side was longer than the translator reads
    unknown            int64 [pairs]: tokens of both sides that were read as <unk>
    """

    log_probabilities: np.ndarray
    tokens: np.ndarray
    cut: np.ndarray
    unknown: np.ndarray
