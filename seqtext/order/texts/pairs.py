"""Order-k minimal pairs: two texts with opposite labels and the same k-gram bag.

The recipe: two words are exchanged that have the same k-1 tokens on the left and the same k-1 on
the right, so that no n-gram up to length k changes in number. The proof is not the recipe but the
certificate: the two bags of every pair are compared before it is returned. A pair of order k has
different (k+1)-gram bags, so each pair has exactly one order.

    at first i found it bad indeed . later i found it good indeed .     positive
    at first i found it good indeed . later i found it bad indeed .     negative, order 3
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

from seqtext.errors import SeqtextError, unknown_name
from seqtext.order.texts.certificate import is_pair, same_bag
from seqtext.order.texts.frames import Frame, frames
from seqtext.text.tokenizer import Tokenizer

SPLITS = ("train", "test")
PATIENCE = 1000  # consecutive draws without a new pair

_PLACE = re.compile(r"\{(\w+)\}")
_tokens = Tokenizer()
T = TypeVar("T")


@dataclass(frozen=True)
class Pair:
    """Two texts with the same bag of order `order`, and each with its parts in another order.

    pair_id             names language, order, split, seed and number
    order               the largest k for which the k-gram bags are equal (word tokeniser)
    positive, negative  the texts, by their labels
    frame               the frame that both were made of
    held_out            "" (training), "frame" (the frame is new) or "words" (its opinion words are
                        new in this frame)
    positive_reordered  the positive text's parts in another order: the same words and label
    negative_reordered  likewise
    """

    pair_id: str
    order: int
    positive: str
    negative: str
    frame: str
    held_out: str
    positive_reordered: str
    negative_reordered: str


def suite(language: str, order: int, split: str, count: int, seed: int) -> list[Pair]:
    """`count` different pairs of one order; the first n do not depend on `count`.

    In the test split, frames and combinations of frame and opinion words are new in turn; every
    single word of it is in the training frames or lexica of the same order. Raises SeqtextError for
    an unknown language, split or order.
    """
    if split not in SPLITS:
        raise unknown_name("--split", "split", split, SPLITS)
    random = Random(f"{language} {order} {split} {seed}")
    kinds = [""] if split == "train" else ["frame", "words"]
    streams = [_pairs(language, order, kind, random) for kind in kinds]
    unique: dict[str, Pair] = {}
    tries = 0
    while len(unique) < count:
        pair = next(streams[len(unique) % len(streams)])
        tries = tries + 1 if pair.positive in unique else 0
        if tries > PATIENCE:
            cause = f"there are few more than {len(unique)} different pairs of order {order}"
            raise SeqtextError("--count", cause, "use a smaller count")
        pair_id = f"{language}-{order}-{split}-{seed}-{len(unique)}"
        unique.setdefault(pair.positive, replace(pair, pair_id=pair_id))
    return list(unique.values())


def _pairs(language: str, order: int, held_out: str, random: Random) -> Iterator[Pair]:
    """An endless iterator of pairs, the schemes in turn; each pair is proved first."""
    training, new = frames(language, order)
    by_scheme = defaultdict(list)
    for frame in new if held_out == "frame" else training:
        by_scheme[frame.scheme.name].append(frame)
    deals = {name: _Deal(group, random) for name, group in by_scheme.items()}
    while True:
        for name in sorted(deals):
            pair = deals[name].draw(order, held_out)
            if pair is not None:
                yield pair


class _Deal:
    """Decks of one scheme's stems, frames and words, reshuffled when they are used up."""

    def __init__(self, group: Sequence[Frame], random: Random) -> None:
        scheme = group[0].scheme
        polar = [(w, True) for w in scheme.positive] + [(w, False) for w in scheme.negative]
        self.scheme = scheme
        by_stem = defaultdict(list)
        for frame in group:
            by_stem[frame.stem].append(frame)
        self.stems = _dealt([_dealt(frames, random) for frames in by_stem.values()], random)
        self.topics = _dealt(scheme.topics, random)
        self.slots = {name: _dealt(values, random) for name, values in scheme.slots.items()}
        self.positive = _dealt(scheme.positive, random)
        self.negative = _dealt(scheme.negative, random)
        self.polar = _dealt(polar, random)

    def draw(self, order: int, held_out: str) -> Pair | None:
        """A proved pair, or None where the words drawn belong to the other split or order."""
        frame = next(next(self.stems))
        values = {name: next(deck) for name, deck in self.slots.items()}
        values["the"], values["noun"] = next(self.topics).split()
        places = self._places()  # of the positive text: (a, b, polar)
        swapped = (places[1], places[0], places[2])
        if not frame.held_out and frame.keeps_for_testing(places) != (held_out == "words"):
            return None
        texts = [
            _fill(text, {**values, "a": a, "b": b, "polar": polar})
            for text in (frame.text, frame.reordered)
            for a, b, polar in (places, swapped)
        ]
        tokens = [_tokens(text) for text in texts]
        if same_bag(tokens[0], tokens[1], order + 1):
            return None  # the words around a place happen to be equal for longer than the frame's
        _prove(texts, tokens, order)
        return Pair("", order, texts[0], texts[1], frame.name, held_out, texts[2], texts[3])

    def _places(self) -> tuple[str, str, str]:
        """The words at {a}, {b} and {polar} in the positive text."""
        if not self.scheme.exchange:
            return next(self.negative), next(self.positive), ""
        first, second = self.scheme.exchange
        polar, good = next(self.polar)
        return (first, second, polar) if good else (second, first, polar)


def _prove(texts: Sequence[str], tokens: Sequence[Sequence[str]], order: int) -> None:
    """The certificate: of the pair at its order, of each reordering at order 1."""
    positive, negative, positive_reordered, negative_reordered = tokens
    proved = (
        is_pair(positive, negative, order)
        and is_pair(positive, positive_reordered, 1)
        and is_pair(negative, negative_reordered, 1)
    )
    if not proved:
        raise AssertionError(f"not a pair of order {order}: {texts}")


def _dealt(cards: Sequence[T], random: Random) -> Iterator[T]:
    """The cards in random order, then in a new random order, endlessly.

    Only `random()` is used: its sequence alone is promised to stay in later versions of Python.
    """
    while True:
        yield from sorted(cards, key=lambda _: random.random())


def _fill(text: str, values: dict[str, str]) -> str:
    """Put words in their places; of "bueno|buena" the one that agrees with the article."""
    gender = int(values["the"] == "la")
    words = {
        name: value.split("|")[gender if "|" in value else 0] for name, value in values.items()
    }
    return " ".join(_PLACE.sub(lambda m: words[m[1]], text).split())
