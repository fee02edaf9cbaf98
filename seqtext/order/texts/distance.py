"""Pairs whose two deciding words are a given number of tokens apart.

Each of three words beats the next, the last beats the first: a text is positive if the word that
stands first beats the other. Neither word alone tells the label, since each wins as often as it
loses in either place, so a reader has to hold the first until it meets the second. The words on
both sides of a deciding word are the same, so from a distance of five on no n-gram of up to five
tokens tells the texts apart; nearer, none that is no longer than the distance.

    the dog sleeps , they say , rock , they say , while the clock stops , they say , scissors , ...
    the dog sleeps , they say , scissors , they say , while the clock stops , they say , rock , ...
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from zlib import crc32

from seqtext.errors import SeqtextError
from seqtext.order.texts.certificate import is_pair
from seqtext.order.texts.fillings import Filling, filling
from seqtext.order.texts.pairs import SPLITS, Pair
from seqtext.system.choices import choice
from seqtext.text.tokenizer import Tokenizer

ORDER = 5  # lowest order of pairs with deciding words at least this far apart
FLANK = ORDER - 1  # tokens on each side of a deciding word that the two places share
FARTHEST = 1000
HELD_OUT_SHARE = 5  # one in this many combinations of words is kept for testing

_tokens = Tokenizer()


def distant_pairs(language: str, distance: int, split: str, count: int, seed: int) -> list[Pair]:
    """`count` proved pairs with `distance` tokens from one deciding word to the other.

    Combinations of words are held out: of the two deciding words with what stands around them, and
    of noun and verb in each clause between. The first n pairs do not depend on `count`. Each has a
    same-label reordering: the clauses at both ends, exchanged. SeqtextError for a distance that
    has no pairs.
    """
    if not 1 <= distance <= FARTHEST:
        cause = f"there are no pairs with words {distance} tokens apart"
        raise SeqtextError("--distances", cause, f"choose from {ORDER} to {FARTHEST}")
    random = Random(f"{language} {distance} {split} {seed}")
    writer = _Writer(filling(language), split == SPLITS[1], random)
    pairs = []
    for number in range(count):
        pair = writer.pair(f"{language}-d{distance}-{split}-{seed}-{number}", distance)
        _prove(pair, distance)
        pairs.append(pair)
    return pairs


@dataclass(frozen=True)
class _Writer:
    """Draws words for one split. `random` gives nothing but `random()`: see `grammar.draw`."""

    words: Filling
    testing: bool
    random: Random

    def pair(self, name: str, distance: int) -> Pair:
        between = distance - 1
        near = between < 2 * FLANK  # the words around one place then reach to the other
        words, flank = self._places(between if near else FLANK)
        middle = flank if near else " ".join([flank, *self._filler(between - 2 * FLANK), flank])
        ends = self._ends()
        sides = [
            " ".join(f"{start} {flank} {a} {middle} {b} {flank} {end}".split())
            for start, end in (ends, ends[::-1])
            for a, b in (words, words[::-1])
        ]
        held_out = "words" if self.testing else ""
        order = min(ORDER, distance)
        return Pair(name, order, sides[0], sides[1], flank, held_out, sides[2], sides[3])

    def _places(self, size: int) -> tuple[tuple[str, str], str]:
        """A word, the word that it beats, and the tokens on both sides of each."""
        deciding = self.words.deciding
        while True:
            i = int(self.random.random() * len(deciding))
            who, say = choice(self.words.who, self.random), choice(self.words.say, self.random)
            if self._mine(str(i), who, say):
                break
        flank = [",", who, say, ","]
        if size > FLANK:
            flank.insert(3, choice(self.words.asides[size - FLANK - 1], self.random))
        words = deciding[i], deciding[(i + 1) % len(deciding)]
        return words, " ".join(flank if size >= FLANK else flank[:size])

    def _ends(self) -> tuple[str, str]:
        """Two different clauses."""
        start, end = self._clause(self.words.start), self._clause(self.words.start)
        while start == end:
            end = self._clause(self.words.start)
        return start, end

    def _filler(self, size: int) -> Iterator[str]:
        """Neutral clauses, `size` tokens of them."""
        longest = len(self.words.asides) + len(self.words.clauses)
        while size > longest:
            form = choice(range(len(self.words.clauses)), self.random)
            yield self._clause(self.words.clauses[form])
            size -= len(self.words.asides) + 1 + form
        if size > len(self.words.asides):
            yield self._clause(self.words.clauses[size - len(self.words.asides) - 1])
        elif size:
            yield choice(self.words.asides[size - 1], self.random)

    def _clause(self, form: str) -> str:
        words, random = self.words, self.random
        while True:
            topic, verb = choice(words.topics, random), choice(words.verbs, random)
            if self._mine(topic, verb):
                break
        article, noun = topic.split()
        return form.format(
            the=article,
            noun=noun,
            verb=verb,
            adverb=choice(words.adverbs, random),
            adjective=choice(words.adjectives, random),
            join=choice(words.joins, random),
        )

    def _mine(self, *words: str) -> bool:
        """Whether this combination of words belongs to the split of this writer."""
        return (crc32("|".join(words).encode()) % HELD_OUT_SHARE == 0) == self.testing


def _prove(pair: Pair, distance: int) -> None:
    """The certificate: of the pair at its order, of each reordering at order 1, of the distance."""
    positive, negative, positive_reordered, negative_reordered = (
        _tokens(text)
        for text in (
            pair.positive,
            pair.negative,
            pair.positive_reordered,
            pair.negative_reordered,
        )
    )
    proved = (
        is_pair(positive, negative, pair.order)
        and is_pair(positive, positive_reordered, 1)
        and is_pair(negative, negative_reordered, 1)
        and distance_between(positive, negative) == distance
    )
    if not proved:
        raise AssertionError(f"no pair with words {distance} tokens apart: {pair}")


def distance_between(first: Sequence[str], second: Sequence[str]) -> int:
    """From the first to the last place at which two texts of one length differ."""
    places = [i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    return places[-1] - places[0]
