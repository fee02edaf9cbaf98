"""What a translator answers to a line: its best translations, and what became of the line."""

from dataclasses import dataclass


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
