"""Twins: two sources with the same words in another order, and different translations.

A translator that is blind to order says the same to both; as no translation is right for both, it
gets no pair right. They are shipped, given in a file, or mined from the user's own pairs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.order.texts.cases import pair_rows
from seqtext.system.files import display_name
from seqtext.tasks.translate.parallel import Parallel
from seqtext.text.lines import Decoding
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.corpus import encode_texts
from seqtext.words.vocabulary import Vocabulary

COLUMNS = ("pair_id", "source", "target")
MOST = 500  # that are mined: more say no more


@dataclass(frozen=True)
class Twins:
    """A pair.

    sources  the two members
    targets  what each may be translated as, at least one; nothing is right for both
    """

    sources: tuple[str, str]
    targets: tuple[tuple[str, ...], tuple[str, ...]]


def sorted_words(source: str, tokenizer: Tokenizer) -> tuple[str, ...]:
    """The words of a source, sorted."""
    return tuple(sorted(tokenizer(source)))


def mine_twins(pairs: Parallel, tokenizer: Tokenizer, most: int = MOST) -> tuple[Twins, ...]:
    """The twins among sentence pairs, at most one of each bag, in the order of the file.

    All translations that a source has in the file are right for it.
    """
    alike: dict[int, list[int]] = {}  # by a hash: the words of all sources would fill the memory
    for i, source in enumerate(pairs.sources):
        alike.setdefault(hash(sorted_words(source, tokenizer)), []).append(i)
    mined: list[Twins] = []
    for at in alike.values():
        for orders in _by_order(pairs, at, tokenizer) if len(at) > 1 else ():
            twins = _of_group(pairs, orders)
            if twins is not None and len(mined) < most:
                mined.append(twins)
    return tuple(mined)


def _by_order(
    pairs: Parallel, at: Sequence[int], tokenizer: Tokenizer
) -> Iterator[list[list[int]]]:
    """Sources in groups of one bag, each by the orders that its words stand in."""
    groups: dict[tuple[str, ...], dict[tuple[str, ...], list[int]]] = {}
    for i in at:
        tokens = tuple(tokenizer(pairs.sources[i]))
        groups.setdefault(tuple(sorted(tokens)), {}).setdefault(tokens, []).append(i)
    return (list(orders.values()) for orders in groups.values() if len(orders) > 1)


def _of_group(pairs: Parallel, orders: Sequence[list[int]]) -> Twins | None:
    """The first source of a group, and the first other one whose translations all differ."""
    sides = [tuple(dict.fromkeys(_plain(pairs.targets[i]) for i in at)) for at in orders]
    for other in range(1, len(orders)):
        if all(sides[0]) and all(sides[other]) and not set(sides[0]) & set(sides[other]):
            sources = pairs.sources[orders[0][0]], pairs.sources[orders[other][0]]
            return Twins(sources, (sides[0], sides[other]))
    return None


def _plain(text: str) -> str:
    """One space for any white space: what makes two translations the same."""
    return " ".join(text.split())


def read_twins(path: str, decoding: Decoding = Decoding()) -> tuple[Twins, ...]:
    """The pairs of a TSV file with the header pair_id, source, target; two rows a pair.

    Raises SeqtextError for another header or number of columns, at file:line, and for a pair that
    has not two rows with different translations.
    """
    rows: dict[str, list[tuple[str, str]]] = {}
    for name, source, target in pair_rows(path, COLUMNS, decoding):
        rows.setdefault(name, []).append((source, _plain(target)))
    for name, members in rows.items():
        if len(members) != 2 or members[0][1] == members[1][1]:
            cause = f"the pair {name!r} has not two rows with different translations"
            raise SeqtextError(
                display_name(path), cause, "give each pair_id two sources and two targets"
            )
    if not rows:
        raise SeqtextError(display_name(path), "holds no pairs", "give a file with some")
    return twins_of(rows)


def twins_of(rows: dict[str, list[tuple[str, str]]]) -> tuple[Twins, ...]:
    """Twins from two rows each, source and target."""
    return tuple(
        Twins((first[0], second[0]), ((first[1],), (second[1],))) for first, second in rows.values()
    )


def certified_twins(
    twins: Sequence[Twins], vocabulary: Vocabulary, max_length: int | None
) -> tuple[Twins, ...]:
    """Those whose two sources are one bag of ids in two orders, as a translator reads them."""
    members = [source for pair in twins for source in pair.sources]
    corpus, _ = encode_texts(members, vocabulary, None, max_length)
    return tuple(
        pair
        for i, pair in enumerate(twins)
        if np.array_equal(np.sort(corpus[2 * i]), np.sort(corpus[2 * i + 1]))
        and not np.array_equal(corpus[2 * i], corpus[2 * i + 1])
    )
