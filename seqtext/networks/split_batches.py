"""A batch in pieces, if memory cannot hold its computation as a whole."""

from collections.abc import Callable
from typing import Any, Protocol, Self, TypeVar

import torch

from seqtext.errors import SeqtextError, is_of_memory

T = TypeVar("T")


class Divisible(Protocol):
    """A batch; `halves` returns the first and the second half of its texts, in order."""

    def __len__(self) -> int: ...

    def halves(self) -> tuple[Self, Self]: ...


D = TypeVar("D", bound=Divisible)


def in_pieces(ask: Callable[[D], T], batch: D) -> list[T]:
    """The results of `ask` for the batch, or for its halves if memory is short.

    Halves are split again if necessary; the results are in the order of the texts. Raises
    SeqtextError if one text alone does not fit.
    """
    try:
        return [ask(batch)]
    except RuntimeError as error:
        if not is_of_memory(error):
            raise
    # Outside the handler, which keeps a reference to the tensors that did not fit.
    if len(batch) <= 1:
        remedy = "shorten it, train with --max-length, or use a smaller network"
        raise SeqtextError("prediction", "a single text does not fit into memory", remedy)
    give_back()
    return [answer for half in batch.halves() for answer in in_pieces(ask, half)]


def divided(batch: Any, pieces: int) -> list[Any]:
    """The batch in this many pieces, a power of two; a single text is not split."""
    parts = [batch]
    while pieces > 1:
        parts = [half for part in parts for half in (part.halves() if len(part) > 1 else (part,))]
        pieces //= 2
    return parts


def give_back() -> None:
    """Release cached GPU memory that torch does not use."""
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
