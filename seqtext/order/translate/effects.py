"""The figures that only a comparison of translators has, beside those of every comparison.

BLEU and chrF are from 0 to 100 here, as a report writes them; the general figures are fractions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from seqtext.order.effects.all import Effects, effects
from seqtext.order.effects.candidates import best_of, candidates
from seqtext.order.effects.checks import Check
from seqtext.order.effects.headline import compared
from seqtext.order.effects.two_by_two import (
    ModelEffect,
    in_order,
    in_score,
    model_effect,
    paired,
    two_by_two,
    when_shuffled,
)
from seqtext.order.trainings.results import SHUFFLED
from seqtext.order.translate.results import TranslatorResults
from seqtext.order.translate.twins_effects import Shown, TwinsEffect, shown, twins_effects
from seqtext.statistics.bleu import NAMES, matches
from seqtext.statistics.intervals import Estimate
from seqtext.text.quantities import quantity


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


@dataclass(frozen=True, kw_only=True)
class TranslatorEffect(ModelEffect):
    """One model, the mean over its seeds.

    blind     its encoder cannot see order
    dev_bleu  what models are chosen by
    scores    bleu and chrf in order
    exact     share of translations that are the very reference
    squares   by score; empty for a blind model
    """

    blind: bool
    dev_bleu: float
    scores: dict[str, Estimate]
    exact: Estimate
    squares: dict[str, Square]


@dataclass(frozen=True)
class Worth:
    """What order is worth: the best model that reads it, over the best order-blind control."""

    model: str
    control: str
    gains: dict[str, Estimate]
    p: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class TranslatorEffects(Effects):
    """All figures."""

    models: tuple[TranslatorEffect, ...]
    grammar: tuple[TranslatorEffect, ...]
    worth: Worth
    twins: tuple[TwinsEffect, ...]
    shown: tuple[Shown, ...]
    signatures: dict[str, str]


def translator_effects(results: TranslatorResults, margin: float = 0.005) -> TranslatorEffects:
    """Every figure of the report."""
    general = effects(results, margin)
    worth, twins, shipped = _worth(results, general), tuple(twins_effects(results)), results.grammar
    common = {item.name: getattr(general, item.name) for item in fields(Effects)}
    own = {
        "models": tuple(_model(results, model) for model in results.specs),
        "checks": (*general.checks, *_checks(results, twins)),
    }
    return TranslatorEffects(
        **{**common, **own},
        grammar=tuple(_model(shipped, model) for model in shipped.specs) if shipped else (),
        worth=worth,
        twins=twins,
        shown=tuple(shown(results, *_asked(results, worth))),
        signatures={name: m.signature for name, m in matches([""], [""]).items()},
    )


def _model(results: TranslatorResults, model: str) -> TranslatorEffect:
    general = model_effect(results, model)
    common = {item.name: getattr(general, item.name) for item in fields(ModelEffect)}
    squares = {}
    if general.set != "blind" and results.select(model, SHUFFLED):
        squares = {metric: _square(results, model, metric) for metric in NAMES}
    return TranslatorEffect(
        **common,
        blind=general.set == "blind",
        dev_bleu=100 * general.dev_accuracy,
        scores={metric: in_score(results, model, metric).times(100) for metric in NAMES},
        exact=in_score(results, model, "exact"),
        squares=squares,
    )


def _square(results: TranslatorResults, model: str, metric: str) -> Square:
    square = two_by_two(results, model, metric)
    assert square is not None
    rows = in_order(results, model, metric=metric), when_shuffled(results, model, metric=metric)
    return Square(
        oo=100 * square.oo,
        os=100 * square.os,
        so=100 * square.so,
        ss=100 * square.ss,
        gain=square.gain.times(100),
        gain_p=results.scores[metric].test(*paired(*rows)).p,
        reliance=square.reliance.times(100),
    )


def _worth(results: TranslatorResults, general: Effects) -> Worth:
    """Of the contrast that the verdict rests on, in both scores."""
    part = general.headline.worth
    pair = part.rival or part.contrast
    gains, p = {}, {}
    for metric in NAMES:
        score, rows = results.scores[metric], compared(results, pair.model, pair.base, metric)
        gains[metric], p[metric] = score.difference(*rows).times(100), score.test(*rows).p
    return Worth(pair.model, pair.base, gains, p)


def _asked(results: TranslatorResults, worth: Worth) -> tuple[str, str]:
    """The model and the control whose translations of twins are shown: those that learned order.

    A candidate that was trained on rearranged sources was not asked; the best control then is.
    """
    model, control = (candidates(results)[name] for name in (worth.model, worth.control))
    blind = [name for name, kind in results.sets.items() if kind == "blind"]
    return model.model, control.name if control.name in blind else best_of(results, blind)


def signed_difference(gain: Estimate) -> str:
    """A difference of scores, signed: +1.9 [1.4, 2.4]. Never -0.0."""
    value, low, high = (round(v, 1) + 0.0 for v in (gain.value, gain.low, gain.high))
    return f"{value:{'+' if value else ''}.1f} [{low:.1f}, {high:.1f}]"


def _checks(results: TranslatorResults, twins: Sequence[TwinsEffect]) -> Iterator[Check]:
    """All checks that these results allow: without twins there is none of the control on them."""
    yield from _blindness(results)
    yield from _on_twins(twins)


def _blindness(results: TranslatorResults) -> Iterator[Check]:
    """Asserted in each training of a blind model: it ends where the network sees order."""
    shipped = results.grammar.cells if results.grammar else ()
    reordered = sum(cell.facts.get("reordered", 0) for cell in (*results.cells, *shipped))
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
