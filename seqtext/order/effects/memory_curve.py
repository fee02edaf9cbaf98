"""The memory curve: pair accuracy against the distance of the two words that decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from seqtext.order.effects.pair_accuracy import OnPairs, on_pairs
from seqtext.order.trainings.results import LECTURE, MIXED, SHORT, SHORT_DISTANCE, MemoryCell

# A model is said to remember where it is shown to have half of the pairs right: the 95 % interval,
# over seeds and pairs, lies above. What answers by one of the two words alone has a third at most:
# of the three pairs of words, it can have one.
HELD = 0.5


@dataclass(frozen=True, kw_only=True)
class MemoryPoint(OnPairs):
    """One model at one distance.

    form      "set": the architecture as the user set it; "lecture": read from left to right alone,
              and judged by the last state (recurrent models)
    regime    "mixed": trained on all distances; "short": on those of 20 tokens and less
    distance  in tokens: neighbours are 1 apart
    trained   the distance is none beyond those that were trained on
    """

    form: str
    regime: str
    distance: int
    trained: bool


@dataclass(frozen=True)
class MemoryCurve:
    """The points by model (as listed), form, regime and distance; `sentence` says how far each
    model remembers.
    """

    language: str
    sentence: str
    points: tuple[MemoryPoint, ...]


def memory_curve(cells: Sequence[MemoryCell]) -> MemoryCurve | None:
    """The curves of all models; None where no model was tried."""
    groups: dict[tuple[str, str, str], list[MemoryCell]] = {}
    for cell in cells:
        groups.setdefault((cell.model, cell.form, cell.regime), []).append(cell)
    if not groups:
        return None
    models = list(dict.fromkeys(cell.model for cell in cells))
    keys = sorted(groups, key=lambda key: (models.index(key[0]), key[1] == LECTURE, key[2]))
    points = tuple(_point(groups[key], d) for key in keys for d in sorted(groups[key][0].pairs))
    return MemoryCurve(cells[0].language, _sentence(points), points)


def _point(cells: Sequence[MemoryCell], distance: int) -> MemoryPoint:
    """The seeds of one model at one distance."""
    first = cells[0]
    return MemoryPoint(
        form=first.form,
        regime=first.regime,
        distance=distance,
        trained=first.regime == MIXED or distance <= SHORT_DISTANCE,
        **on_pairs(cells, distance),
    )


def reach(points: Sequence[MemoryPoint]) -> int:
    """The distance up to which half of the pairs are shown to be right at every one; 0: none."""
    held = takewhile(
        lambda point: point.accuracy is not None and point.accuracy.low >= HELD,
        sorted(points, key=lambda point: point.distance),
    )
    return max((point.distance for point in held), default=0)


def _sentence(points: Sequence[MemoryPoint]) -> str:
    """How far back each model that reads order remembers: recurrent ones in the lectures' form."""
    lecture = {point.model for point in points if point.form == LECTURE}
    shown = [p for p in points if p.form == LECTURE or p.model not in lecture]
    parts = []
    for regime, told in ((MIXED, "all distances"), (SHORT, f"distances up to {SHORT_DISTANCE}")):
        of_regime = [point for point in shown if point.regime == regime]
        if of_regime:
            parts.append(f"trained on {told}, {_reaches(of_regime)}")
    form = " (recurrent models one-way, judged by the last state)" if lecture else ""
    told = "Memory, as the longest distance in words with at least half of the pairs shown right"
    return f"{told}: {'; '.join(parts)}{form}."


def _reaches(points: Sequence[MemoryPoint]) -> str:
    """`gru up to 100 words apart; lstm and rnn up to 20`, the farthest first."""
    longest = max(point.distance for point in points)
    models: dict[int, list[str]] = {}
    for model in dict.fromkeys(point.model for point in points):
        far = reach([point for point in points if point.model == model])
        models.setdefault(far, []).append(model)
    blind = models.pop(0, [])
    reached = [
        f"{_listed(names)} up to {far}{' (the longest tried)' if far == longest else ''}"
        for far, names in sorted(models.items(), reverse=True)
    ]
    return ", ".join([*reached, f"{_listed(blind)} none"] if blind else reached)


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1])] * (len(names) > 1) + [names[-1]])
