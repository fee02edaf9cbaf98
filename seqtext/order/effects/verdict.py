"""The verdict: does the order of the words help here, and what would be needed to tell?

Helps: the best model, chosen on the development set, is better than every blind candidate,
shuffled twins included. That all of them are beaten needs no correction (intersection-union test;
Berger 1982). No worth found: every model that reads order is shown to stay below the margin, in a
comparison that could have found a cue of twice the margin (`seqtext.order.effects.assay`).
"""

from dataclasses import dataclass

from seqtext.order.effects.assay import Assay
from seqtext.order.effects.headline import Contrast, Headline
from seqtext.statistics.hypotheses import items_to_settle, minimum_detectable_effect
from seqtext.statistics.intervals import Estimate
from seqtext.text.quantities import quantity

HELPS, NO_WORTH = "helps", "no worth found"
CANNOT_TELL, NO_CONCLUSION = "cannot tell", "no conclusion"
FEWEST_TEXTS = 50  # different ones; below it nothing is concluded


@dataclass(frozen=True)
class Grounds:
    """What a verdict rests on beside the differences of models.

    texts     different test texts that are not in training
    margin    as a fraction, or in nats, fixed beforehand
    unit      of differences times 100
    faults    failed checks without which no figure can be trusted, in words
    warnings  other failed checks and limits, in words: they open the sentence
    reach     the longest n-gram where only bags were compared, else 0
    assay     None: no cue was planted
    forced    the share of errors that every bag of words makes here, because texts of one bag have
              different labels, without those of identical texts
    """

    texts: int
    margin: float
    unit: str = "points"
    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reach: int = 0
    assay: Assay | None = None
    forced: float = 0.0


@dataclass(frozen=True)
class Odds:
    """How likely the worth of order is above the margin, within it, and below minus the margin."""

    above: float
    within: float
    below: float


@dataclass(frozen=True)
class Verdict:
    """What is shown, and what is not.

    name      "helps" | "no worth found" | "cannot tell" | "no conclusion"
    little    order helps, by less than the margin (90 % interval)
    margin    as a fraction, or in nats, fixed beforehand
    decided   the contrast that the verdict rests on: G, or, where a blind candidate is the best of
              all, the best model that reads order against it; None where there is none
    odds      of its true value
    mde       the smallest true effect found with a power of 80 %
    items     that would settle the question if there is no effect; None where more seeds are needed
    reason    why nothing is concluded; empty where something is
    sentence  all of it in plain English
    """

    name: str
    little: bool
    margin: float
    decided: Contrast | None
    odds: Odds | None
    mde: float | None
    items: int | None
    reason: str
    sentence: str = ""


def verdict(headline: Headline, grounds: Grounds) -> Verdict:
    """The verdict on G, without its sentence (`seqtext.order.effects.sentence`)."""
    worth, margin = headline.worth, grounds.margin
    decided = worth.rival if worth.by_definition else worth.contrast
    if decided is None:
        none = "no model that reads the order of the words was compared"
        return Verdict(NO_CONCLUSION, False, margin, None, None, None, None, none)
    estimate = decided.estimate
    reason = _nothing_concluded(headline, decided, grounds)
    name = NO_CONCLUSION if reason else _name(headline, grounds)
    return Verdict(
        name=name,
        little=name == HELPS and estimate.at(0.9)[1] < margin,
        margin=margin,
        decided=decided,
        odds=_odds(estimate, margin),
        mde=minimum_detectable_effect(estimate),
        items=items_to_settle(estimate, margin) if name == CANNOT_TELL else None,
        reason=reason,
    )


def _nothing_concluded(headline: Headline, decided: Contrast, grounds: Grounds) -> str:
    """Why these results allow no conclusion; empty where they do."""
    if grounds.texts < FEWEST_TEXTS:
        return too_few(grounds.texts)
    if grounds.faults:
        return "; ".join(grounds.faults)
    if headline.learned and not any(one.estimate.low > 0 for one in headline.learned):
        floor = headline.learned[0].base
        best = [name for name in dict.fromkeys((headline.blind, headline.best)) if name != floor]
        return f"nothing was learned: {' and '.join(best) or 'no model'} did not beat {floor}"
    if decided.varies and decided.estimate.seeds == 1:
        return f"only one seed was trained, and the seed changes {decided.model} or {decided.base}"
    return ""


def too_few(texts: int) -> str:
    """What is said of a test set of fewer than FEWEST_TEXTS different texts."""
    counted = quantity(texts, "different test text is", "different test texts are")
    return f"{counted} too few; at least {FEWEST_TEXTS} are needed"


def _name(headline: Headline, grounds: Grounds) -> str:
    beaten = all(one.estimate.low > 0 for one in headline.over_blind)
    if beaten and not headline.worth.by_definition:
        return HELPS
    return NO_WORTH if no_worth(headline, grounds) else CANNOT_TELL


def no_worth(headline: Headline, grounds: Grounds) -> bool:
    """Whether every model that reads order stays below the margin, and a cue would have shown."""
    learned = not headline.learned or headline.learned[0].estimate.low > 0
    assay = grounds.assay
    found = assay is not None and assay.near.held and (assay.far is None or assay.far.held)
    forced = grounds.forced < grounds.margin
    return below(headline.gains, grounds.margin) and learned and found and forced


def below(contrasts: tuple[Contrast, ...], margin: float) -> bool:
    """Whether the upper ends of all 90 % intervals are below the margin, and there are some."""
    ends = [one.estimate.at(0.9)[1] for one in contrasts]
    return bool(ends) and max(ends) < margin


def _odds(estimate: Estimate, margin: float) -> Odds:
    """From the distribution of the estimate's error."""
    if estimate.error == 0:
        value = estimate.value
        return Odds(float(value > margin), float(abs(value) <= margin), float(value < -margin))
    above = estimate.below((estimate.value - margin) / estimate.error)
    below_it = 1 - estimate.below((estimate.value + margin) / estimate.error)
    return Odds(above, 1 - above - below_it, below_it)
