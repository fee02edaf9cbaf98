"""What an architecture makes of guaranteed pairs: two texts, one k-gram bag, two labels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqtext.order.results import Results, SuiteCell
from seqtext.significance import Estimate, proportion


@dataclass(frozen=True)
class PairAccuracy:
    """One model on the pairs of one order.

    pairs           with a certificate; `left_out` have none under this model's tokens
    accuracy        share of pairs with both members right: 0 for a bag of n-grams up to `order`;
                    None where no pair has a certificate
    members         share of the members that are right
    kept            share of the same-label reorderings that are right; None where there are none
    discrimination  accuracy + kept - 1: at most 0 for a blind or constant model
    """

    model: str
    language: str
    order: int
    seeds: int
    pairs: int
    left_out: int
    accuracy: Estimate | None
    members: float
    kept: Estimate | None
    discrimination: float | None


def pair_accuracies(results: Results) -> tuple[PairAccuracy, ...]:
    """All languages, models (as listed) and orders."""
    groups: dict[tuple[str, str], list[SuiteCell]] = {}
    for cell in results.suites:
        groups.setdefault((cell.language, cell.model), []).append(cell)
    listed = list(results.sets)
    keys = sorted(groups, key=lambda key: (key[0], listed.index(key[1])))
    return tuple(
        _pair_accuracy(groups[key], order) for key in keys for order in sorted(groups[key][0].pairs)
    )


def _pair_accuracy(cells: Sequence[SuiteCell], order: int) -> PairAccuracy:
    """The seeds of one model on one order: they are judged on the same pairs."""
    members = np.stack([cell.pairs[order] for cell in cells])  # [seeds, pairs, 2]
    kept = np.stack([cell.kept[order] for cell in cells])  # [seeds, reorderings]
    both = _share(members.min(axis=2))
    same = _share(kept)
    return PairAccuracy(
        model=cells[0].model,
        language=cells[0].language,
        order=order,
        seeds=len(cells),
        pairs=members.shape[1],
        left_out=cells[0].left_out.get(order, 0),
        accuracy=both,
        members=float(members.mean()) if members.size else 0.0,
        kept=same,
        discrimination=both.value + same.value - 1 if both and same else None,
    )


def _share(right: np.ndarray) -> Estimate | None:
    """[seeds, cases]; None where there is no case."""
    return proportion(right.astype(float)) if right.size else None
