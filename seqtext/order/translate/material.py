"""The material of a comparison of translators: the pairs divided, and the twins kept apart."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from seqtext.errors import SeqtextError
from seqtext.order.translate.twins import Twins, mine_twins, sorted_words
from seqtext.tasks.data import hold_out
from seqtext.tasks.translate.pair_reading import PairReading
from seqtext.tasks.translate.parallel import Parallel, first_of_each
from seqtext.text.tokenizer import Tokenizer

TEST_SHARE, TEST_MOST = 0.1, 3000  # of what is set aside where no file is given
DEV_SHARE, DEV_MOST = 0.1, 1000


@dataclass(frozen=True)
class PairMaterial:
    """What translators learn from, are chosen on and are judged on.

    twins    by where they come from, "grammar", "given", "mined"; train and dev have no bag of them
    removed  training and development pairs that went because of their bag
    told     how the split was made, in words
    """

    train: Parallel
    dev: Parallel
    test: Parallel
    twins: dict[str, tuple[Twins, ...]]
    removed: int
    told: str

    def digest(self) -> str:
        """SHA-256 over everything that a result rests on."""
        parts = [pairs.digest() for pairs in (self.train, self.dev, self.test)]
        return hashlib.sha256(repr([parts, self.twins]).encode()).hexdigest()


def divide_pairs(
    train: Parallel,
    dev: Parallel | None,
    test: Parallel | None,
    user_twins: dict[str, tuple[Twins, ...]],
    split_seed: int,
    reading: PairReading,
) -> PairMaterial:
    """Split the pairs as far as the user has not, and hold out every bag that has twins.

    Without a test file the development file is the test as well; without either, parts are set
    aside. Of a test set, pairs with two sides are judged, each source once.
    """
    description = "the given file"
    tokenizer = Tokenizer(cased=reading.cased)
    parts = [part for part in (train, dev, test) if part is not None]
    twins = {**user_twins, "mined": mine_twins(_all(parts), tokenizer)}
    if test is None and dev is not None:
        test, description = dev, "the development file, which also chose the epoch (optimistic)"
    elif test is None:
        train, test = hold_out(
            train, _share(train, TEST_SHARE, TEST_MOST), split_seed, reading.digests
        )
        description = "a tenth of the training file, at most 3,000 pairs, set aside by source"
    if dev is None:
        train, dev = hold_out(
            train, _share(train, DEV_SHARE, DEV_MOST), split_seed, reading.digests
        )
    present = {name: pairs for name, pairs in twins.items() if pairs}
    judged = first_of_each(test.whole(), reading.digests)
    material = PairMaterial(train, dev, judged, present, 0, description)
    return _without_twins(material, tokenizer)


def _all(parts: Sequence[Parallel]) -> Parallel:
    return Parallel(
        tuple(source for part in parts for source in part.sources),
        tuple(target for part in parts for target in part.targets),
    )


def _share(pairs: Parallel, share: float, most: int) -> float:
    return min(share, most / len(pairs))


def _without_twins(material: PairMaterial, tokenizer: Tokenizer) -> PairMaterial:
    bags = {
        sorted_words(pair.sources[0], tokenizer)
        for twins in material.twins.values()
        for pair in twins
    }
    kept = [_outside(part, bags, tokenizer) for part in (material.train, material.dev)]
    removed = len(material.train) + len(material.dev) - sum(map(len, kept))
    if not all(map(len, kept)):
        cause = "every source has a twin with the same words in a different order"
        raise SeqtextError("training data", cause, "give more pairs")
    return replace(material, train=kept[0], dev=kept[1], removed=removed)


def _outside(pairs: Parallel, bags: set[tuple[str, ...]], tokenizer: Tokenizer) -> Parallel:
    if not bags:
        return pairs
    return pairs.select(
        i for i, s in enumerate(pairs.sources) if sorted_words(s, tokenizer) not in bags
    )
