"""The material of a comparison of translators: the twins are kept apart from training."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.order.trainings.material import DataSplit, Material
from seqtext.order.translate.twins import Twins, mine_twins, sorted_words, twins_of
from seqtext.tasks.translate.parallel import Parallel
from seqtext.text.tokenizer import Tokenizer


@dataclass(frozen=True)
class PairMaterial(Material):
    """With twins.

    twins    by where they come from, "grammar", "given", "mined"; train and dev have no bag of them
    removed  training and development pairs that went because of their bag, of a fold at most
    """

    twins: dict[str, tuple[Twins, ...]]
    removed: int = 0

    def digest(self) -> str:
        """SHA-256 over everything that a result rests on."""
        return hashlib.sha256(repr([super().digest(), self.twins]).encode()).hexdigest()


def with_twins(
    material: Material,
    pairs: Sequence[Parallel],
    given: dict[str, tuple[Twins, ...]],
    tokenizer: Tokenizer,
) -> PairMaterial:
    """The material without the bags of twins: those that are given, and those among all pairs."""
    everything = Parallel(
        tuple(source for part in pairs for source in part.sources),
        tuple(target for part in pairs for target in part.targets),
    )
    twins = {**given, "mined": mine_twins(everything, tokenizer)}
    twins = {name: some for name, some in twins.items() if some}
    bags = {sorted_words(two.sources[0], tokenizer) for some in twins.values() for two in some}
    parts = tuple(_without(part, bags, tokenizer) for part in material.parts)
    removed = max(
        len(old.train) + len(old.dev) - len(new.train) - len(new.dev)
        for old, new in zip(material.parts, parts, strict=True)
    )
    if not all(len(data) for part in parts for data in (part.train, part.dev)):
        cause = "every source has a twin with the same words in a different order"
        raise SeqtextError("training data", cause, "give more pairs")
    common = {item.name: getattr(material, item.name) for item in fields(material)}
    return PairMaterial(**{**common, "parts": parts}, twins=twins, removed=removed)


def shipped_material(grammar_rows: dict[str, list[tuple[str, ...]]]) -> PairMaterial:
    """The material of the shipped grammar, from the rows that it makes: split -> rows."""
    part = DataSplit(*(_pairs(grammar_rows[name]) for name in ("train", "dev", "test")))
    rows: dict[str, list[tuple[str, str]]] = {}
    for name, source, target in grammar_rows["pairs"]:
        rows.setdefault(name, []).append((source, target))
    description = "the shipped English-Spanish pairs, as they are divided"
    place = np.arange(len(part.test))
    return PairMaterial((part,), place, (), description, {"grammar": twins_of(rows)})


def _pairs(rows: Sequence[tuple[str, ...]]) -> Parallel:
    sources, targets = zip(*rows, strict=True)
    return Parallel(sources, targets)


def _without(part: DataSplit, bags: set[tuple[str, ...]], tokenizer: Tokenizer) -> DataSplit:
    """The split without the bags in training and development."""

    def outside(pairs: Any) -> Any:
        if not bags:
            return pairs
        kept = [i for i, s in enumerate(pairs.read) if sorted_words(s, tokenizer) not in bags]
        return pairs.select(kept)

    return replace(part, train=outside(part.train), dev=outside(part.dev))
