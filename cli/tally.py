"""What was odd in the texts that a translator read: counted, and told when all are done."""

from dataclasses import dataclass

from seqtext.text.quantities import quantity

from .command import note


@dataclass
class Tally:
    """Counts over all texts.

    text     what one is: line, source or pair
    empty    texts without a word
    cut      texts longer than the translator reads
    unknown  tokens that were read as <unk>
    """

    text: str
    empty: int = 0
    cut: int = 0
    unknown: int = 0

    def add(self, empty: int, cut: int, unknown: int) -> None:
        """Count more of each."""
        self.empty += empty
        self.cut += cut
        self.unknown += unknown

    def tell(self, max_length: int | None) -> None:
        """Say on stderr, in a line each, what there was."""
        lines = (
            (self.empty, f"empty {self.text}", "translated as empty"),
            (self.cut, self.text, f"cut after {quantity(max_length or 0, 'token')}"),
            (self.unknown, "unknown token", "read as <unk>"),
        )
        for count, noun, what in lines:
            if count:
                note(f"seqtext: {were(count, noun)} {what}")


def were(count: int, noun: str) -> str:
    """1 line was, 2 lines were."""
    return quantity(count, f"{noun} was", f"{noun}s were")
