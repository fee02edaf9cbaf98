"""Controls: data with a known answer, to test a whole comparison.

Positive: the label is in the order of the words and in nothing else, so G must be large. Negative:
the label depends on the words only, so order must not matter.
"""

from collections.abc import Sequence
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


def bag_control(texts: Sequence[str], tokenizer: Tokenizer, seed: int) -> list[tuple[str, str]]:
    """(label, text): the texts with labels that a random bag of words gives them.

    Each word has a weight between -1 and 1, by the seed and the word alone; a text is positive if
    the weights of its words, each counted once, sum to more than in the median text. Texts of the
    same words have the same label in any order.
    """
    weight = cache(lambda word: 2 * Random(f"{seed} {word}").random() - 1)
    scores = [fsum(weight(word) for word in set(tokenizer(text))) for text in texts]
    middle = median(scores) if scores else 0.0
    return [
        (POSITIVE if score > middle else NEGATIVE, text)
        for score, text in zip(scores, texts, strict=True)
    ]
