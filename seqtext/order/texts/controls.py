"""Controls: data with a known answer, to test a whole comparison.

Positive: the label is in the order of the words and in nothing else, so G must be large. Negative:
the label depends on the words only, so order must not matter.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from math import fsum
from random import Random
from statistics import median

from seqtext.errors import unknown_name
from seqtext.order.texts.pairs import Pair, suite
from seqtext.text.tokenizer import Tokenizer

POSITIVE, NEGATIVE = "positive", "negative"
PARTS = ("train", "dev", "test")
DEV_SHARE = 10  # one in this many pairs of the training frames is for development


def order_control(language: str, order: int, part: str, count: int, seed: int) -> list[Pair]:
    """`count` pairs with opposite labels and one `order`-gram bag, for one of PARTS.

    Training and development have the same frames and no pair in common; the test has new frames, or
    new words in a frame. Pairs stay whole: of a pair that is divided, the text in training would
    tell by its bag that the other has the other label.
    """
    if part not in PARTS:
        raise unknown_name("--part", "part", part, PARTS)
    if part == "test":
        return suite(language, order, part, count, seed)
    # The first pairs of a suite do not depend on the number of pairs requested.
    enough = count * DEV_SHARE if part == "dev" else count + count // (DEV_SHARE - 1) + 1
    pairs = suite(language, order, "train", enough, seed)
    chosen = [p for i, p in enumerate(pairs) if (i % DEV_SHARE == DEV_SHARE - 1) == (part == "dev")]
    return chosen[:count]


def bag_control(
    texts: Sequence[str], tokenizer: Tokenizer, seed: int, kind: str = "linear"
) -> list[tuple[str, str]]:
    """(label, text): the texts with labels that a random rule of BAG_KINDS gives their words.

    Texts of the same words have the same label in any order.
    """
    words = [set(tokenizer(text)) for text in texts]
    positive = BAG_KINDS[kind](words, seed)
    return [
        (POSITIVE if label else NEGATIVE, text) for label, text in zip(positive, texts, strict=True)
    ]


def _by_weights(texts: Sequence[set[str]], seed: int) -> list[bool]:
    """Each word has a weight between -1 and 1, by the seed and the word alone; a text is positive
    if the weights of its words, each counted once, sum to more than in the median text.
    """
    weight = cache(lambda word: 2 * Random(f"{seed} {word}").random() - 1)
    scores = [fsum(map(weight, words)) for words in texts]
    middle = median(scores) if scores else 0.0
    return [score > middle for score in scores]


def _by_two_groups(texts: Sequence[set[str]], seed: int) -> list[bool]:
    """A text is positive if it has a word of one group, and none of another: one XOR the other.

    No sum of weights of single words gives this rule. Each group is filled with random words that
    are neither rare nor in most texts until half of the texts have a word of it.
    """
    frequency = Counter(word for words in texts for word in words)
    least, most = max(2, len(texts) // 200), len(texts) // 4
    words = sorted(word for word, count in frequency.items() if least <= count <= most)
    Random(seed).shuffle(words)
    first, left = _group(words, texts)
    second, _ = _group(left, texts)
    return [first.isdisjoint(words) != second.isdisjoint(words) for words in texts]


def _group(words: Sequence[str], texts: Sequence[set[str]]) -> tuple[set[str], Sequence[str]]:
    """The first of these words that half of the texts have one of, and the others."""
    group: set[str] = set()
    without = list(texts)
    for size, word in enumerate(words):
        if 2 * len(without) <= len(texts):
            return group, words[size:]
        group.add(word)
        without = [text for text in without if word not in text]
    return group, ()


BAG_KINDS: dict[str, Callable[[Sequence[set[str]], int], list[bool]]] = {
    "linear": _by_weights,
    "pairs": _by_two_groups,
}
