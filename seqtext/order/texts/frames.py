"""The frames of each order, and which of them are held out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile
from zlib import crc32

from seqtext.errors import SeqtextError
from seqtext.order.texts.schemes import Scheme, schemes

HELD_OUT_SHARE = 5  # one in this many combinations of frame and opinion words is kept for testing


@dataclass(frozen=True)
class Frame:
    """One direction of a form: `text` makes the pair, `reordered` its same-label reorderings.

    name      the text of the form, the same for both directions
    stem      what the frame's clauses have in common
    held_out  True: for testing only
    """

    scheme: Scheme = field(repr=False)
    name: str
    stem: str
    text: str
    reordered: str
    held_out: bool

    def keeps_for_testing(self, words: Sequence[str]) -> bool:
        """Whether these words in this frame are a held-out combination."""
        return crc32("|".join([self.name, *words]).encode()) % HELD_OUT_SHARE == 0


def order_of(text: str) -> int:
    """The order of the pairs that a frame makes: 1 + the tokens that {a} and {b} share around them.

    Counted in the frame alone; the words that fill its places can only increase it.
    """
    tokens = ["", *text.split(), ""]
    a, b = tokens.index("{a}"), tokens.index("{b}")
    left = _shared(tokens[a - 1 :: -1], tokens[b - 1 :: -1])
    right = _shared(tokens[a + 1 :], tokens[b + 1 :])
    return min(left, right) + 1


def _shared(first: Sequence[str], second: Sequence[str]) -> int:
    """The length of the longest common beginning."""
    pairs = zip(first, second, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


@cache
def frames(language: str, order: int) -> tuple[tuple[Frame, ...], tuple[Frame, ...]]:
    """The frames of an order: for training, and held out.

    A held-out frame has a scheme and only words that training frames of this order have.
    """
    grouped = _by_order(language)
    of_order = grouped.get(order, ())
    training = tuple(frame for frame in of_order if not frame.held_out)
    scheme_names = {frame.scheme.name for frame in training}
    words = _words(training)
    held_out = tuple(
        frame
        for frame in of_order
        if frame.held_out and frame.scheme.name in scheme_names and _words([frame]) <= words
    )
    if not training or not held_out:
        cause = f"there are no frames of it in {language!r}"
        raise SeqtextError(f"order {order}", cause, f"choose an order from 1 to {max(grouped)}")
    return training, held_out


def _words(group: Iterable[Frame]) -> set[str]:
    """The words and places of some frames."""
    return {word for frame in group for word in frame.text.split()}


@cache
def _by_order(language: str) -> dict[int, tuple[Frame, ...]]:
    """All frames of a language, in both directions."""
    grouped: dict[int, list[Frame]] = {}
    for scheme in schemes(language):
        for form in scheme.forms:
            for text, reordered in ((form.text, form.reordered), (form.reordered, form.text)):
                frame = Frame(scheme, form.text, form.stem, text, reordered, form.held_out)
                grouped.setdefault(order_of(text), []).append(frame)
    return {order: tuple(group) for order, group in sorted(grouped.items())}
