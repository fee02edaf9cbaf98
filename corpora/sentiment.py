"""A small sentiment set in English and in Spanish, drawn from `LANGUAGE/sentiment.toml`.

The frames are of four kinds: what one word decides, what two neighbouring words decide (negation),
what only a longer stretch decides (then and now, expected and got, who said it, a negation at a
distance), and mixed feelings that nobody could decide. Every frame whose meaning turns on order
has its mirror image with the same weight, so that its words alone say nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from random import Random

from seqtext.errors import SeqtextError, unknown_name
from seqtext.system.choices import choice, draw, read_toml

from .grammar import Grammar
from .splits import split_of

LANGUAGES = ("en", "es")
LABELS = {"pos": "positive", "neg": "negative"}
OTHER = {"pos": "neg", "neg": "pos"}
# rules whose words are neither things reviewed nor opinion words
NEUTRAL = ("open", "close", "very", "adv", "some", "who", "whom", "price", "was")
PATIENCE = 100  # draws for each sentence that is asked for, before giving up


@dataclass(frozen=True)
class SentenceFrame:
    """A sentence frame."""

    kind: str  # word, pair, long or mixed
    label: str  # p: the frame's polarity; q: the other one; either: a coin
    text: str
    values: dict[str, tuple[str, ...]]  # the values that each variable may take here


@dataclass(frozen=True)
class Draw:
    """A sentence with its label and combination."""

    kind: str
    label: str
    text: str
    combination: str  # the frame, the things reviewed and the opinion words


@cache
def _source(language: str) -> tuple[Grammar, dict[str, float], dict[str, list[SentenceFrame]]]:
    """The grammar, the share of each kind, and the frames by kind."""
    if language not in LANGUAGES:
        raise unknown_name("language", "language", language, LANGUAGES)
    record = read_toml(__package__, language, "sentiment.toml")
    frames: dict[str, list[SentenceFrame]] = {kind: [] for kind in record["shares"]}
    for group in record["frames"]:
        values = {n: tuple(group.get(n, v)) for n, v in record["variables"].items()}
        frames[group["kind"]] += [
            SentenceFrame(group["kind"], group["label"], text, values) for text in group["texts"]
        ]
    return Grammar(record["rules"], record["replace"]), record["shares"], frames


def _derive(grammar: Grammar, frame: SentenceFrame, generator: Random) -> Draw:
    """A sentence of the frame, with its label and its combination."""
    values = {n: choice(v, generator) for n, v in sorted(frame.values.items())}
    values["q"] = OTHER[values["p"]]
    coin = choice(("p", "q"), generator)
    label = LABELS[values[coin if frame.label == "either" else frame.label]]
    sentence = grammar.derive(frame.text, values, generator)
    choices = [words for rule, words in sentence.choices if rule.split("_")[0] not in NEUTRAL]
    return Draw(frame.kind, label, sentence.text, "\t".join([frame.text, *choices]))


def draws(language: str, seed: int) -> Iterator[Draw]:
    """Draw sentences endlessly."""
    grammar, shares, frames = _source(language)
    generator, kinds = Random(seed), sorted(shares)
    while True:
        kind = kinds[draw([shares[k] for k in kinds], generator)]
        frame = choice(frames[kind], generator)
        yield _derive(grammar, frame, generator)


def make_sentiment(
    language: str, seed: int, train: int = 3000, dev: int = 500, test: int = 1000
) -> dict[str, list[tuple[str, str]]]:
    """Draw a set: split -> rows (label, text), half of each label, no text twice.

    A combination of frame, things reviewed and opinion words occurs in one split only: each test
    sentence is a combination that training never showed. Raises SeqtextError if the grammar
    has too few.
    """
    sizes = {"train": train, "dev": dev, "test": test}
    room = {
        (n, label): (size + i) // 2
        for n, size in sizes.items()
        for i, label in enumerate(LABELS.values())
    }
    rows: dict[str, list[tuple[str, str]]] = {name: [] for name in sizes}
    seen: set[str] = set()
    for drawn in islice(draws(language, seed), PATIENCE * sum(sizes.values())):
        name = split_of(drawn.combination, seed, sizes)
        if drawn.text not in seen and room[name, drawn.label]:
            seen.add(drawn.text)
            room[name, drawn.label] -= 1
            rows[name].append((drawn.label, drawn.text))
        if not any(room.values()):
            return rows
    raise SeqtextError("--size", "the grammar has too few different sentences", "ask for fewer")
