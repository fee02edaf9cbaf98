"""The figures of a comparison of translators: pure functions of its results.

A_ij is the score trained on i and judged on j, with o = sources in order, s = shuffled. OIG, the
order information gain, is A_oo - A_ss; OR, the order reliance, A_oo - A_os.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqtext.order.effects.checks import Check
from seqtext.order.trainings.results import ORDERED, SHUFFLED
from seqtext.order.translate.plan import GRAMMAR
from seqtext.order.translate.results import IN_ORDER, MIXED, TranslatorCell, TranslatorResults
from seqtext.order.translate.twins_effects import Shown, TwinsEffect, shown, twins_effects
from seqtext.statistics.bleu import NAMES, Matches, interval, score_difference
from seqtext.statistics.intervals import Estimate, proportion
from seqtext.text.quantities import quantity
from seqtext.translators import sees_order


@dataclass(frozen=True)
class Square:
    """The 2 x 2 in one score: trained (o in order, s shuffled), then judged; gain is OIG."""

    oo: float
    os: float
    so: float
    ss: float
    gain: Estimate
    gain_p: float
    reliance: Estimate


@dataclass(frozen=True)
class TranslatorEffect:
    """One model, the mean over its seeds.

    blind     its encoder cannot see order
    dev_bleu  what models are chosen by
    scores    bleu and chrf in order
    exact     share of translations that are the very reference
    squares   by score; empty for a blind model
    """

    model: str
    blind: bool
    seeds: int
    dev_bleu: float
    scores: dict[str, Estimate]
    exact: Estimate
    squares: dict[str, Square]
    facts: dict[str, Any]


@dataclass(frozen=True)
class Worth:
    """What order is worth: the best model that reads it, over the best order-blind control."""

    model: str
    control: str
    gains: dict[str, Estimate]
    p: dict[str, float]


@dataclass(frozen=True)
class TranslatorEffects:
    """All figures."""

    sentence: str
    sentences: int
    models: tuple[TranslatorEffect, ...]
    grammar: tuple[TranslatorEffect, ...]
    worth: Worth
    twins: tuple[TwinsEffect, ...]
    shown: tuple[Shown, ...]
    checks: tuple[Check, ...]
    signatures: dict[str, str]
    facts: dict[str, Any]


def translator_effects(results: TranslatorResults) -> TranslatorEffects:
    """Every figure of the report."""
    models = tuple(_model(results, name, ORDERED) for name in results.models)
    grammar = tuple(
        _model(results, name, GRAMMAR) for name in results.models if results.of(name, GRAMMAR)
    )
    worth = _worth(results, models)
    twins = tuple(twins_effects(results))
    first = results.of(worth.model, ORDERED)[0]
    return TranslatorEffects(
        sentence=_sentence(worth, models),
        sentences=len(results.material.test),
        models=models,
        grammar=grammar,
        worth=worth,
        twins=twins,
        shown=tuple(shown(results, worth.model, worth.control)),
        checks=tuple(_checks(results, twins)),
        signatures=first.facts["signatures"],
        facts=results.facts,
    )


def _model(results: TranslatorResults, name: str, trained: str) -> TranslatorEffect:
    cells = results.of(name, trained)
    exact = np.stack([cell.judged[IN_ORDER].exact for cell in cells])
    squares = {}
    if trained == ORDERED and sees_order(name):
        squares = {metric: _square(results, name, metric) for metric in NAMES}
    return TranslatorEffect(
        model=name,
        blind=not sees_order(name),
        seeds=len(cells),
        dev_bleu=float(np.mean([cell.facts["dev_bleu"] for cell in cells])),
        scores={metric: interval(_matches(cells, metric, IN_ORDER)) for metric in NAMES},
        exact=proportion(exact),
        squares=squares,
        facts=cells[0].facts,
    )


def _matches(cells: Sequence[TranslatorCell], metric: str, view: str) -> list[Matches]:
    return [cell.judged[view].matches[metric] for cell in cells]


def _square(results: TranslatorResults, name: str, metric: str) -> Square:
    matches_of = {
        trained[0] + view[0]: _matches(results.of(name, trained), metric, view)
        for trained in (ORDERED, SHUFFLED)
        for view in (IN_ORDER, MIXED)
    }
    oo, os, so, ss = (
        float(np.mean([m.score for m in matches_of[k]])) for k in ("oo", "os", "so", "ss")
    )
    gain, p = score_difference(matches_of["oo"], matches_of["ss"])
    reliance, _ = score_difference(matches_of["oo"], matches_of["os"])
    return Square(oo, os, so, ss, gain, p, reliance)


def _worth(results: TranslatorResults, models: Sequence[TranslatorEffect]) -> Worth:
    """Both are chosen on the development set; of equals, the first."""
    best, control = (
        max((m for m in models if m.blind == blind), key=lambda m: m.dev_bleu).model
        for blind in (False, True)
    )
    gains, p = {}, {}
    for metric in NAMES:
        best_matches, control_matches = (
            _matches(results.of(m, ORDERED), metric, IN_ORDER) for m in (best, control)
        )
        gains[metric], p[metric] = score_difference(best_matches, control_matches)
    return Worth(best, control, gains, p)


def signed_difference(gain: Estimate) -> str:
    """A difference of scores, signed: +1.9 [1.4, 2.4]. Never -0.0."""
    value, low, high = (round(v, 1) + 0.0 for v in (gain.value, gain.low, gain.high))
    return f"{value:{'+' if value else ''}.1f} [{low:.1f}, {high:.1f}]"


def _sentence(worth: Worth, models: Sequence[TranslatorEffect]) -> str:
    gain = worth.gains["bleu"]
    scores = {model.model: model.scores["bleu"].value for model in models}
    both_scores = (
        f"{worth.model} reaches {scores[worth.model]:.1f} BLEU, the order-blind control "
        f"{worth.control} {scores[worth.control]:.1f}"
    )
    value, _, between = signed_difference(gain).partition(" ")
    ends = f"{value} BLEU {between}. {both_scores}."
    if max(model.seeds for model in models) == 1:
        ends += " Only one seed was trained; another may give another result."
    if gain.low > 0:
        return f"The order of the source's words matters: it is worth {ends}"
    if gain.high < 0:
        return f"The order-blind control is better: {ends}"
    return f"No gain from the order of the source's words is shown: {ends}"


def _checks(results: TranslatorResults, twins: Sequence[TwinsEffect]) -> Iterator[Check]:
    """All checks that these results allow: without twins there is none of the control on them."""
    yield from _blindness(results)
    yield from _on_twins(twins)
    lint = results.facts["lint"]
    yield Check(
        "no source of the test set stands in training",
        not lint["shared"],
        f"{lint['shared']:,} of {quantity(len(results.material.test), 'test source')} in training",
    )


def _blindness(results: TranslatorResults) -> Iterator[Check]:
    """Asserted in each training of a blind model: it ends where the network sees order."""
    reordered = sum(cell.facts.get("reordered", 0) for cell in results.cells)
    if reordered:
        detail = (
            f"the network gives {quantity(reordered, 'source')} and their reversals the same bits"
        )
        yield Check("the order-blind control is blind", True, detail)


def _on_twins(twins: Sequence[TwinsEffect]) -> Iterator[Check]:
    blind = [pair for pair in twins if pair.blind and pair.accuracy]
    broken = [pair for pair in blind if pair.accuracy and pair.accuracy.value > 0]
    solved = [pair for pair in blind if pair.prefers and pair.prefers.value > 0]
    pairs = sum(pair.pairs for pair in blind)
    if not pairs:
        return
    yield Check(
        "the order-blind control has no pair of twins right",
        not broken,
        f"the order-blind control has {'some' if broken else 'none'} of "
        f"{quantity(pairs, 'pair')} of twins right, over all seeds",
    )
    yield Check(
        "nor does it prefer the right translations of both",
        not solved,
        f"the order-blind control prefers both right translations in "
        f"{'some' if solved else 'none'} of {quantity(pairs, 'pair')} of twins, over all seeds",
    )
