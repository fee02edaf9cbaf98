"""The output of `predict`: the answers of a model to texts, written as lines."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from seqtext.kernel.blocks import Block


class Output(ABC):
    """What a model writes for texts.

    names  of the columns that --keep adds
    """

    names: tuple[str, ...]

    def stream(self, blocks: Iterable[Block]) -> Iterator[Any]:
        """The answers to the texts, some at a time (sized), in their order; reads ahead."""
        return (self.of(list(block.texts())) for block in blocks)

    @abstractmethod
    def of(self, texts: Sequence[str]) -> Any:
        """The answers to some texts at once (sized)."""

    @abstractmethod
    def lines(self, answers: Any) -> str:
        """Complete lines, with their line feeds."""

    @abstractmethod
    def rows(self, answers: Any) -> list[list[str | float]]:
        """The values of the added columns, a row for each text."""

    def notes(self) -> list[str]:
        """What the user should know of the texts that were answered."""
        return []
