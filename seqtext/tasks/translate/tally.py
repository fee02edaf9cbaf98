"""Counts of unusual input to a translator, reported at the end."""

from dataclasses import dataclass

from seqtext.text.quantities import quantity


@dataclass
class Tally:
    """Counts over all texts.

    text     kind of text: line, source or pair
    empty    number of texts without a word
    cut      number of texts longer than the translator reads
    unknown  number of tokens read as <unk>
    """

    text: str
    empty: int = 0
    cut: int = 0
    unknown: int = 0

    def add(self, empty: int, cut: int, unknown: int) -> None:
        """Add to each count."""
        self.empty += empty
        self.cut += cut
        self.unknown += unknown

    def notes(self, max_length: int | None) -> list[str]:
        """A line for each count that is not 0."""
        lines = (
            (self.empty, f"empty {self.text}", "translated as empty"),
            (self.cut, self.text, f"cut after {quantity(max_length or 0, 'token')}"),
            (self.unknown, "unknown token", "read as <unk>"),
        )
        return [f"{were(count, noun)} {effect}" for count, noun, effect in lines if count]


def were(count: int, noun: str) -> str:
    """1 line was, or 2 lines were."""
    return quantity(count, f"{noun} was", f"{noun}s were")
