"""Dose curves: what a model loses as its test texts are moved about more and more."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from seqtext.order.effects.two_by_two import NOTHING, in_order, stacked
from seqtext.order.trainings.results import ORDERED, Cell, Doses, Results, of_passes
from seqtext.statistics.intervals import Estimate
from seqtext.statistics.scores import Score

IN_ORDER = "in order"  # the point without any dose


@dataclass(frozen=True)
class DosePoint:
    """A perturbation of the test texts, and what is left.

    name        as `order shuffle --mode` takes it, such as "blocks:3"; "in order" for none
    neighbours  DND, the mean share of broken neighbours (local); over texts of two tokens or more
    moved       mean normalised displacement (global): 1 for a full shuffle, 1.5 for reversal
    accuracy    on the perturbed texts, over seeds and items; without labels the standard score
    drop        accuracy in order less this accuracy, paired by item
    """

    name: str
    neighbours: float
    moved: float
    accuracy: Estimate
    drop: Estimate


@dataclass(frozen=True)
class DoseCurve:
    """One model that reads order, trained in order, on all perturbations.

    points         the first is in order; the others as they were listed. Of some tasks over part
                   of the test items
    by_neighbours  Spearman's rank correlation of accuracy with DND over the points; None where one
                   of the two is the same everywhere
    by_moved       the same with the displacement
    """

    model: str
    points: tuple[DosePoint, ...]
    by_neighbours: float | None
    by_moved: float | None


def dose_curves(results: Results) -> tuple[DoseCurve, ...]:
    """A curve for every model whose cells hold doses, in the order of the report."""
    chosen = (results.select(model, ORDERED) for model in results.sets)
    return tuple(_curve(results, cells) for cells in chosen if _names(cells))


def _names(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The doses of a model: all its seeds have the same."""
    return cells[0].doses.names if cells and cells[0].doses else ()


def _curve(results: Results, cells: Sequence[Cell]) -> DoseCurve:
    doses = [cell.doses for cell in cells if cell.doses is not None]
    at = doses[0].at
    base = stacked(in_order(results, cells[0].model))[:, at]  # [seeds, items, columns]
    score = results.scores[results.standard].over(results.units.select(at))
    points = [DosePoint(IN_ORDER, 0.0, 0.0, score.interval(base), NOTHING)]
    gold = results.gold[at]
    points += [_point(score, gold, doses, base, i) for i in range(len(doses[0].names))]
    accuracy = [point.accuracy.value for point in points]
    return DoseCurve(
        cells[0].model,
        tuple(points),
        rank_correlation([point.neighbours for point in points], accuracy),
        rank_correlation([point.moved for point in points], accuracy),
    )


def _point(
    score: Score, gold: np.ndarray, doses: Sequence[Doses], base: np.ndarray, i: int
) -> DosePoint:
    one = slice(i, i + 1)
    rows = np.stack([score.rows(of_passes(d.test, one), gold)[0] for d in doses])
    return DosePoint(
        doses[0].names[i],
        _mean(np.concatenate([dose.neighbours[i] for dose in doses])),
        _mean(np.concatenate([dose.moved[i] for dose in doses])),
        score.interval(rows),
        score.difference(base, rows),
    )


def _mean(values: np.ndarray) -> float:
    """Over the texts of two tokens or more; 0 where there is none: nothing can be moved."""
    defined = values[~np.isnan(values)]
    return float(defined.mean(dtype=np.float64)) if len(defined) else 0.0


def rank_correlation(dose: Sequence[float], accuracy: Sequence[float]) -> float | None:
    """Spearman's rho; None for fewer than three points, or where either never changes."""
    if len(dose) < 3 or len(set(dose)) == 1 or len(set(accuracy)) == 1:
        return None
    return float(spearmanr(dose, accuracy).statistic)
