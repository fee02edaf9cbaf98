"""The certificate: the multiset of n-grams of a text, and whether two texts have the same one."""

from collections import Counter
from collections.abc import Hashable, Sequence

Gram = tuple[Hashable, ...]
BOUNDARY = None  # no token is None


def bag(tokens: Sequence[Hashable], order: int) -> Counter[Gram]:
    """All n-grams of the text, n = 1 … order, with order-1 boundary markers on each side.

    N-grams of markers only are omitted: they carry no information about the text.
    """
    grams: Counter[Gram] = Counter()
    for n in range(1, order + 1 if len(tokens) else 1):
        margin = (BOUNDARY,) * (n - 1)  # more of them would only add n-grams of markers
        padded = (*margin, *tokens, *margin)
        grams.update(zip(*(padded[i:] for i in range(n)), strict=False))
    return grams


def same_bag(first: Sequence[Hashable], second: Sequence[Hashable], order: int) -> bool:
    """True if no function of the bag of this order can distinguish the two texts."""
    # dict(): a Counter compares key by key in Python, for counts of zero that are not there
    return len(first) == len(second) and dict(bag(first, order)) == dict(bag(second, order))


def is_pair(first: Sequence[Hashable], second: Sequence[Hashable], order: int) -> bool:
    """True if two *different* texts have the same bag: the proof that a minimal pair needs."""
    return list(first) != list(second) and same_bag(first, second, order)


def order_between(first: Sequence[Hashable], second: Sequence[Hashable], limit: int) -> int:
    """The largest order up to `limit` at which two different texts are a pair; 0 if none."""
    orders = range(limit, 0, -1)
    return next((order for order in orders if is_pair(first, second, order)), 0)
