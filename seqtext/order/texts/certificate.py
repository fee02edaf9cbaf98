"""The certificate: the multiset of n-grams of a text, and whether two texts have the same one."""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

Gram = tuple[Hashable, ...]
BOUNDARY = None  # no token is None


def bag(tokens: Sequence[Hashable], order: int) -> Counter[Gram]:
    """All n-grams of the text, n = 1 … order, with order-1 boundary markers on each side.

    N-grams of markers only are omitted: they carry no information about the text.
    """
    grams: Counter[Gram] = Counter()
    for n in range(1, order + 1 if len(tokens) else 1):
        grams.update(_grams(tokens, n))
    return grams


def _grams(tokens: Sequence[Hashable], n: int) -> Iterator[Gram]:
    """The n-grams of one length; more markers would only add n-grams of markers."""
    margin = (BOUNDARY,) * (n - 1)
    padded = (*margin, *tokens, *margin)
    return zip(*(padded[i:] for i in range(n)), strict=False)


def same_bag(first: Sequence[Hashable], second: Sequence[Hashable], order: int) -> bool:
    """True if no function of the bag of this order can distinguish the two texts.

    The longest n-grams decide: with their markers each shorter n-gram is the beginning of exactly
    one of them, so that equal numbers of these are equal numbers of all.
    """
    if len(first) != len(second) or order < 1:
        return len(first) == len(second)
    # dict(): a Counter compares key by key in Python, for counts of zero that are not there
    return dict(Counter(_grams(first, order))) == dict(Counter(_grams(second, order)))


def is_pair(first: Sequence[Hashable], second: Sequence[Hashable], order: int) -> bool:
    """True if two *different* texts have the same bag: the proof that a minimal pair needs."""
    return list(first) != list(second) and same_bag(first, second, order)


def order_between(first: Sequence[Hashable], second: Sequence[Hashable], limit: int) -> int:
    """The largest order up to `limit` at which two different texts are a pair; 0 if none."""
    orders = range(limit, 0, -1)
    return next((order for order in orders if is_pair(first, second, order)), 0)
