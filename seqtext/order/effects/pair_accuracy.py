"""What an architecture makes of guaranteed pairs: two texts, one k-gram bag, two labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqtext.order.trainings.results import MemoryCell, SuiteCell
from seqtext.statistics.intervals import Estimate, proportion


@dataclass(frozen=True, kw_only=True)
class OnPairs:
    """A model on pairs of one kind.

    pairs           with a certificate; `left_out` have none under this model's tokens
    accuracy        share of pairs with both members right: 0 for a bag that the members share,
                    1/4 on average for guessing; None where no pair has a certificate
    members         share of the members that are right
    kept            share of the same-label reorderings that are right; None where there are none
    discrimination  accuracy + kept - 1: at most 0 for a blind or constant model
    """

    model: str
    seeds: int
    pairs: int
    left_out: int
    accuracy: Estimate | None
    members: float
    kept: Estimate | None
    discrimination: float | None


@dataclass(frozen=True, kw_only=True)
class PairAccuracy(OnPairs):
    """A model on the pairs whose members share all n-grams up to `order` words."""

    language: str
    order: int


def pair_accuracies(cells: Sequence[SuiteCell], models: Sequence[str]) -> tuple[PairAccuracy, ...]:
    """All languages, models (in this order) and orders."""
    groups: dict[tuple[str, str], list[SuiteCell]] = {}
    for cell in cells:
        groups.setdefault((cell.language, cell.model), []).append(cell)
    keys = sorted(groups, key=lambda key: (key[0], models.index(key[1])))
    return tuple(
        PairAccuracy(language=key[0], order=order, **on_pairs(groups[key], order))
        for key in keys
        for order in sorted(groups[key][0].pairs)
    )


def on_pairs(cells: Sequence[SuiteCell] | Sequence[MemoryCell], kind: int) -> dict[str, Any]:
    """The fields of `OnPairs`: the seeds of one model, judged on the same pairs of one kind."""
    members = np.stack([cell.pairs[kind] for cell in cells])  # [seeds, pairs, 2]
    both = _share(members.min(axis=2))
    same = _share(np.stack([cell.kept[kind] for cell in cells]))  # of [seeds, reorderings]
    return {
        "model": cells[0].model,
        "seeds": len(cells),
        "pairs": members.shape[1],
        "left_out": cells[0].left_out.get(kind, 0),
        "accuracy": both,
        "members": float(members.mean()) if members.size else 0.0,
        "kept": same,
        "discrimination": both.value + same.value - 1 if both and same else None,
    }


def _share(right: np.ndarray) -> Estimate | None:
    """[seeds, cases]; None where there is no case."""
    return proportion(right.astype(float)) if right.size else None
