"""A batch in pieces, where memory cannot hold what it takes whole."""

from collections.abc import Callable
from typing import Any, Protocol, Self, TypeVar

import torch

from seqtext.errors import SeqtextError, is_of_memory

T = TypeVar("T")


class Divisible(Protocol):
    """A batch; `halves` has the first texts and the last, in their order."""

    def __len__(self) -> int: ...

    def halves(self) -> tuple[Self, Self]: ...


D = TypeVar("D", bound=Divisible)


def in_pieces(ask: Callable[[D], T], batch: D) -> list[T]:
    """What `ask` answers to the batch: to all of it, or to its halves where memory is short.

    Those are halved again where they must be; the answers are in the order of the texts. Raises
    SeqtextError where one text alone does not fit.
    """
    try:
        return [ask(batch)]
    except RuntimeError as error:
        if not is_of_memory(error):
            raise
    # Out of the handler, which holds on to what did not fit.
    if len(batch) <= 1:
        remedy = "shorten it, train with --max-length, or use a smaller network"
        raise SeqtextError("prediction", "a single text does not fit into memory", remedy)
    give_back()
    return [answer for half in batch.halves() for answer in in_pieces(ask, half)]


def divided(batch: Any, pieces: int) -> list[Any]:
    """The batch in so many pieces, a power of two; one text is not divided further."""
    parts = [batch]
    while pieces > 1:
        parts = [half for part in parts for half in (part.halves() if len(part) > 1 else (part,))]
        pieces //= 2
    return parts


def give_back() -> None:
    """Give memory back to the card that torch holds and nothing uses."""
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
