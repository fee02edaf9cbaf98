"""Shuffles: named pure functions of (tokens, generator), and measures of the displacement.

A shuffle is a permutation p of the positions 0 … T-1: the new text has at position t the token
that was at p[t]. The tokens are a list of strings or an array of ids.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from seqtext.errors import SeqtextError, unknown_name

Tokens = TypeVar("Tokens", list[str], np.ndarray)
Source = Sequence[Any] | np.ndarray
SENTENCE_ENDS = frozenset((".", "!", "?", "…", "...", "。", "！", "？"))


def full(tokens: Source, amount: float, generator: np.random.Generator) -> np.ndarray:
    """Every order of the tokens is equally likely."""
    return generator.permutation(len(tokens))


def blocks(tokens: Source, amount: float, generator: np.random.Generator) -> np.ndarray:
    """Cut into blocks of N tokens from the start (the last may be shorter); shuffle the blocks."""
    size = _size(amount, tokens)
    starts = generator.permutation(np.arange(0, len(tokens), size))
    positions = (starts[:, None] + np.arange(size)).ravel()
    return positions[positions < len(tokens)]


def _size(amount: float, tokens: Source) -> int:
    """N, but no more than there are tokens: it is the size of an array."""
    return min(int(amount), max(1, len(tokens)))


def window(tokens: Source, amount: float, generator: np.random.Generator) -> np.ndarray:
    """Cut into windows of N tokens from the start; shuffle each in itself: no token moves by N."""
    starts = np.arange(len(tokens)) // _size(amount, tokens)
    return np.lexsort((generator.random(len(tokens)), starts))


def swaps(tokens: Source, amount: float, generator: np.random.Generator) -> np.ndarray:
    """Take each gap between two tokens with probability R; exchange its sides, in random order."""
    permutation = list(range(len(tokens)))  # a list: its items are exchanged faster
    gaps = np.flatnonzero(generator.random(max(len(tokens) - 1, 0)) < amount)
    for gap in generator.permutation(gaps).tolist():
        permutation[gap], permutation[gap + 1] = permutation[gap + 1], permutation[gap]
    return np.array(permutation, dtype=np.int64)


def reverse(tokens: Source, amount: float, generator: np.random.Generator) -> np.ndarray:
    """The last token first."""
    return np.arange(len(tokens))[::-1]


def sentences(tokens: Source, amount: float, generator: np.random.Generator) -> np.ndarray:
    """Shuffle whole sentences; each ends with a run of SENTENCE_ENDS. Reads strings, not ids."""
    assert not isinstance(tokens, np.ndarray), "ids do not tell where a sentence ends"
    ends = np.array([token in SENTENCE_ENDS for token in tokens], dtype=bool)
    last = ends & ~np.append(ends[1:], False)  # of its run: "?!" and "..." end one sentence
    pieces = np.split(np.arange(len(tokens)), np.flatnonzero(last) + 1)
    if len(pieces[-1]) == 0:  # no text after the last end
        pieces.pop()
    order = generator.permutation(len(pieces))
    return np.concatenate([np.arange(0), *(pieces[i] for i in order)])


def sort(tokens: Source, amount: float, generator: np.random.Generator) -> np.ndarray:
    """By code point (strings) or by id (arrays); equal tokens keep their order."""
    if isinstance(tokens, np.ndarray):
        return np.argsort(tokens, kind="stable")
    return np.array(sorted(range(len(tokens)), key=tokens.__getitem__), dtype=np.int64)


Permute = Callable[[Source, float, np.random.Generator], np.ndarray]
MODES: dict[str, Permute] = {
    "full": full,
    "blocks": blocks,
    "window": window,
    "swaps": swaps,
    "reverse": reverse,
    "sentences": sentences,
    "sort": sort,
}
AMOUNTS = {"blocks": "N", "window": "N", "swaps": "R"}  # the modes that take a number


@dataclass(frozen=True)
class Shuffle:
    """A mode and its amount; `Shuffle.parse("blocks:3")` makes one and `str()` gives it back."""

    mode: str  # a key of MODES
    amount: float = 0.0  # blocks, window: N tokens, at least 1; swaps: R, 0 to 1; else unused

    @classmethod
    def parse(cls, text: str, place: str = "--mode") -> "Shuffle":
        """Read full, blocks:N, window:N, swaps:R, reverse, sentences or sort; else SeqtextError."""
        mode, colon, number = text.partition(":")
        if mode not in MODES:
            names = [f"{m}:{AMOUNTS[m]}" if m in AMOUNTS else m for m in MODES]
            raise unknown_name(place, "shuffle", text, names)
        if mode not in AMOUNTS:
            if colon:
                raise SeqtextError(place, f"{mode} takes no number", f"write {mode}")
            return cls(mode)
        return cls(mode, _amount(mode, number, place))

    def __str__(self) -> str:
        return f"{self.mode}:{self.amount:g}" if self.mode in AMOUNTS else self.mode

    def permutation(self, tokens: Source, generator: np.random.Generator) -> np.ndarray:
        """Positions, int64 [T]: where the token that is now at t was before.

        Only `sort` and `sentences` read the tokens.
        """
        return MODES[self.mode](tokens, self.amount, generator)

    def __call__(self, tokens: Tokens, generator: np.random.Generator) -> Tokens:
        """The tokens in their new order: a list for a list, an array for an array."""
        permutation = self.permutation(tokens, generator)
        if isinstance(tokens, np.ndarray):
            return tokens[permutation]
        return [tokens[position] for position in permutation]


def _amount(mode: str, number: str, place: str) -> float:
    """The number behind the colon, in its range."""
    try:
        amount = float(number) if mode == "swaps" else int(number)
    except ValueError:
        amount = -1
    if mode == "swaps" and not 0 <= amount <= 1:
        raise SeqtextError(place, f"swaps:{number} is no rate", "write swaps:R, R from 0 to 1")
    if mode != "swaps" and amount < 1:
        remedy = f"write {mode}:N, N a whole number from 1"
        raise SeqtextError(place, f"{mode}:{number} is no number of tokens", remedy)
    return amount


def generator(seed: int, text: int, draw: int = 0) -> np.random.Generator:
    """The generator of one text's shuffle: a pure function of seed, text number and draw.

    The text and the draw are in the high words of Philox's counter, so no two streams of a seed
    meet, and a text's shuffle depends neither on the other texts nor on how many there are.
    """
    return np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, draw, text]))


def broken_neighbours(permutation: np.ndarray) -> float:
    """The share of neighbours that are no longer neighbours in the same order; T > 1.

    DND of Clouatre et al. 2022, "Local structure matters most".
    """
    return float(np.mean(np.diff(permutation) != 1))


def displacement(permutation: np.ndarray) -> float:
    """The mean way of a token, scaled so that a full shuffle has 1 on average; T > 1.

    3 / (T^2 - 1) * sum |p[t] - t|; reversal has 1.5 (for even T a little more).
    """
    length = len(permutation)
    way = np.abs(permutation - np.arange(length)).sum()
    return float(3 * way / (length**2 - 1))
