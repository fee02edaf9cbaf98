"""The learning curve: would more training data change the verdict?

Each model is trained on 1/8, 1/4, 1/2 and all of the texts, the smaller sets within the larger, and
judged on the same test items. At each size the verdict is made anew, its models chosen anew.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from seqtext.order.effects.figures import between, points
from seqtext.order.effects.figures import difference as in_points
from seqtext.order.effects.headline import compared, headline
from seqtext.order.effects.two_by_two import in_order, stacked
from seqtext.order.effects.verdict import (
    CANNOT_TELL,
    FEWEST_TEXTS,
    HELPS,
    Grounds,
    too_few,
    verdict,
)
from seqtext.order.trainings.plan import WHOLE
from seqtext.order.trainings.results import Results
from seqtext.statistics.intervals import Estimate
from seqtext.statistics.scores import Score

STABLE = 3  # the largest sizes, two doublings, over which a stable verdict is the same


@dataclass(frozen=True)
class LearningPoint:
    """The comparison with one in `share` of the training texts.

    texts       that were trained on; with folds, those of the first
    model, base  the contrast that the verdict rests on: G, or, where a blind model is the best of
                all, the best model that reads order, over the best blind one
    worth       accuracy of `model` less that of `base`
    verdict     as the verdict of the report; no cue is planted here, so never "no worth found"
    accuracies  of every model, over seeds and items
    """

    share: int
    texts: int
    model: str
    base: str
    worth: Estimate
    verdict: str
    accuracies: dict[str, Estimate]


@dataclass(frozen=True)
class LearningCurve:
    """The points, the smallest first, and what they say of more data.

    slope     what a doubling of the texts adds to G: the slope of the line of least squares through
              G by log2 of the texts, from the same items at all sizes
    doubled   where that line stands at twice the texts that there are
    stable    the verdict is the same over the last two doublings
    expected  the verdict on `doubled`, by the rule that makes the others
    sentence  the answer in plain English
    """

    points: tuple[LearningPoint, ...]
    slope: Estimate
    doubled: Estimate
    stable: bool
    expected: str
    sentence: str


def learning_curve(results: Results, margin: float) -> LearningCurve | None:
    """None where there are no trainings on parts of the texts, or no model reads order."""
    shares = [*sorted(results.learning, reverse=True), WHOLE]
    sizes = [_at(results, share) for share in shares]
    best, texts, unit = [headline(size) for size in sizes], results.different(), results.score.unit
    grounds = Grounds(texts, margin, unit)
    decided = [verdict(best_models, grounds) for best_models in best]
    if len(shares) < 2 or any(answer.decided is None for answer in decided):
        return None
    points_, rows = [], []
    score = results.scores[results.standard]
    for share, at_size, answer in zip(shares, sizes, decided, strict=True):
        assert answer.decided is not None
        pair = answer.decided.model, answer.decided.base
        worth, accuracies = answer.decided.estimate, _accuracies(at_size)
        trained_on = int(at_size.cells[0].facts["texts"])
        points_.append(LearningPoint(share, trained_on, *pair, worth, answer.name, accuracies))
        rows.append(compared(at_size, *pair))
    slope, doubled = _line(score, rows, [-math.log2(share) for share in shares])
    curve = _judged(tuple(points_), slope, doubled, texts, unit)
    alone = slope.seeds == 1 and any(answer.decided and answer.decided.varies for answer in decided)
    warned = " Only one seed per size was trained; another may differ." if alone else ""
    return replace(curve, sentence=curve.sentence + warned)


def _at(results: Results, share: int) -> Results:
    """The results of the models that were trained on one in `share` of the texts."""
    return results if share == WHOLE else replace(results, cells=results.learning[share])


def _accuracies(results: Results) -> dict[str, Estimate]:
    score = results.scores[results.standard]
    return {model: score.interval(stacked(in_order(results, model))) for model in results.sets}


def _line(
    score: Score, rows: Sequence[tuple[np.ndarray, np.ndarray]], places: Sequence[float]
) -> tuple[Estimate, Estimate]:
    """Slope of the least-squares line, and where it stands one step beyond the last place.

    rows: of both models, [seeds, items, columns], at each place; 1 seed where no seed changes
    them. Both are weighted sums of the differences at all places, on the same items.
    """
    x = np.array(places)
    from_mean = x - x.mean()
    slope = from_mean / (from_mean**2).sum()
    beyond = 1 / len(x) + (x[-1] + 1 - x.mean()) * slope
    return score.combined(rows, slope), score.combined(rows, beyond)


def _judged(
    curve_points: tuple[LearningPoint, ...],
    slope: Estimate,
    doubled: Estimate,
    texts: int,
    unit: str,
) -> LearningCurve:
    last = [point.verdict for point in curve_points[-STABLE:]]
    stable = len(set(last)) == 1
    expected = HELPS if texts >= FEWEST_TEXTS and doubled.low > 0 else CANNOT_TELL
    sentence = _sentence(curve_points, slope, doubled, stable, expected, texts, unit)
    return LearningCurve(curve_points, slope, doubled, stable, expected, sentence)


def _sentence(
    curve_points: Sequence[LearningPoint],
    slope: Estimate,
    doubled: Estimate,
    stable: bool,
    expected: str,
    texts: int,
    unit: str,
) -> str:
    if texts < FEWEST_TEXTS:
        return f"More data: no conclusion, {too_few(texts)}."
    trend = (
        f"each doubling of the training texts adds {points(slope.value)} {unit} "
        f"{between(slope.low, slope.high)} to what order is worth"
    )
    if slope.low <= 0 <= slope.high:
        trend += " (no trend is shown)"
    line = f"the line through the sizes reaches {in_points(doubled)} with twice the texts"
    return f"{_answer(curve_points, stable, expected)}: {trend}, and {line}."


def _answer(curve_points: Sequence[LearningPoint], stable: bool, expected: str) -> str:
    """Whether more data would change the verdict, as far as the curve tells."""
    now = curve_points[-1].verdict
    if not stable:
        sizes = ", ".join(
            f"{point.verdict} with {point.texts:,}" for point in curve_points[-STABLE:]
        )
        return f"More data may change the verdict, which was not the same over the sizes ({sizes})"
    if expected == now:
        settle = "is not expected to settle the question"
        same = settle if now == CANNOT_TELL else "is not expected to change the verdict"
        return f"More data {same}, which is the same over the last two doublings"
    if expected == CANNOT_TELL:
        return "Whether more data would change the verdict cannot be told from this curve"
    return f"More data may change the verdict, to {expected!r}"
