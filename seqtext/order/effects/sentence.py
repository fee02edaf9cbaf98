"""The sentence of a verdict, in plain English."""

from seqtext.order.effects.assay import Assay
from seqtext.order.effects.figures import between, difference, points
from seqtext.order.effects.headline import Headline, Part
from seqtext.order.effects.verdict import (
    HELPS,
    NO_CONCLUSION,
    NO_WORTH,
    Grounds,
    Verdict,
    below,
)
from seqtext.statistics.intervals import Estimate


def sentence(headline: Headline, verdict: Verdict, grounds: Grounds) -> str:
    """All of the verdict, with what limits it before it."""
    opening = "".join(f"{_capital(warning)}. " for warning in grounds.warnings)
    if verdict.name == NO_CONCLUSION:
        return f"{opening}No conclusion: {verdict.reason}."
    if verdict.name == HELPS:
        return opening + _helps(headline, verdict, grounds)
    if verdict.name == NO_WORTH:
        return opening + _no_worth(headline, grounds)
    return opening + _cannot_tell(headline, verdict, grounds)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _subject(grounds: Grounds) -> str:
    """Word order, or what of it was looked at."""
    return f"Word order within {grounds.reach} words" if grounds.reach else "Word order"


def _helps(headline: Headline, verdict: Verdict, grounds: Grounds) -> str:
    contrast = headline.worth.contrast
    little = f", by less than the margin of {100 * verdict.margin:.1f}" if verdict.little else ""
    worth = f"{_with_unit(grounds.unit, difference(contrast.estimate))} over {contrast.base}"
    parts = f"{_ngram_part(headline)}{_beyond_part(headline, grounds)}"
    return f"{_subject(grounds)} helps here{little}: {worth}{parts}."


def _ngram_part(headline: Headline) -> str:
    """What n-grams give of G."""
    part = headline.ngram_part
    if not part.by_definition:
        if headline.beyond_part.by_definition:
            return f", all of it from {_reads(headline.ngram)}"
        estimate = part.contrast.estimate
        return f"; {_reads(headline.ngram)} gives {difference(estimate)}{_doubt(estimate)}"
    nothing = f"; no gain from n-grams alone is shown{_rival(part)}" if part.rival else ""
    return f", all of it beyond n-grams ({headline.best}){nothing}"


def _reads(name: str) -> str:
    """What a candidate that reads n-grams sees: order within 3 words (nbsvm:3)."""
    words = name.removeprefix("local:").partition(" ")[0] if name.startswith("local:") else ""
    return f"order within {words or name.rpartition(':')[2]} words ({name})"


def _beyond_part(headline: Headline, grounds: Grounds) -> str:
    """What lies beyond n-grams: shown, shown to be small, not shown, or not examined."""
    if not headline.beyond:
        return "; beyond n-grams: not examined"
    part = headline.beyond_part
    if not part.by_definition:
        if headline.ngram_part.by_definition:
            return ""
        estimate = part.contrast.estimate
        proven = all(one.estimate.low > 0 for one in headline.over_ngrams)
        doubt = "" if proven else " (not shown to be above 0)"
        return f"; order beyond that ({headline.best}) {difference(estimate)}{doubt}"
    assay = grounds.assay
    if below(headline.beyond, grounds.margin) and assay and assay.far and assay.far.held:
        return "; beyond n-grams less than the margin for every model that reads farther"
    return f"; no gain beyond n-grams is shown{_rival(part)}"


def _rival(part: Part) -> str:
    assert part.rival is not None
    return f": {difference(part.rival.estimate)} for {part.rival.model}"


def _doubt(estimate: Estimate) -> str:
    return "" if not estimate.low <= 0 <= estimate.high else " (not shown to be above 0)"


def _no_worth(headline: Headline, grounds: Grounds) -> str:
    most = max(headline.gains, key=lambda one: one.estimate.at(0.9)[1])
    figure = f"{points(most.estimate.value)} {between(*most.estimate.at(0.9))}"
    assert grounds.assay is not None
    return (
        f"No worth of {_lower(_subject(grounds))} was found: every model that reads order has less "
        f"than {100 * grounds.margin:.1f} {grounds.unit} over {most.base} (at most {most.model}, "
        f"{figure}, 90 % interval), and {_held(grounds.assay)}."
    )


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]


def _held(assay: Assay) -> str:
    """What the assay found: a planted cue worth 2.0 points was found by gru (+1.8 near …)."""
    cues = [cue for cue in (assay.near, assay.far) if cue and cue.held]
    parts = ", ".join(f"{points(cue.gain.value)} {cue.distance} by {cue.model}" for cue in cues)
    return f"a planted cue worth {100 * assay.near.worth:.1f} was found ({parts})"


def _cannot_tell(headline: Headline, verdict: Verdict, grounds: Grounds) -> str:
    decided = verdict.decided
    assert decided is not None
    assert verdict.odds is not None
    figure = _with_unit(grounds.unit, difference(decided.estimate))
    if headline.worth.by_definition:
        figure = (
            f"no model that reads order beat {headline.blind} on the development set; the best of "
            f"them, {decided.model}, has {figure}"
        )
    else:
        figure += f" for {decided.model} over {decided.base}"
    odds = verdict.odds
    chances = (
        f"above the margin {100 * odds.above:.0f} %, within {100 * odds.within:.0f} %, "
        f"below {100 * odds.below:.0f} %"
    )
    why = _unbeaten(headline) or _why(headline, verdict, grounds)
    return f"Cannot tell: {figure} on {decided.estimate.items:,} test items; {chances}; {why}."


def _unbeaten(headline: Headline) -> str:
    """The blind candidates that keep a positive G from being shown."""
    if headline.worth.by_definition or headline.worth.contrast.estimate.low <= 0:
        return ""
    close = [one for one in headline.over_blind if one.estimate.low <= 0]
    worst = min(close, key=lambda one: one.estimate.low)
    return f"over {worst.base} it is only {difference(worst.estimate)}"


def _why(headline: Headline, verdict: Verdict, grounds: Grounds) -> str:
    """What keeps "no worth" from being said, and what would settle the question."""
    assay = grounds.assay
    if below(headline.gains, grounds.margin):
        if assay is None:
            return "no cue was planted, so a real effect might have been missed"
        if assay.near.held:
            return "no worth was found among neighbouring words; farther a planted cue was missed"
        return f"a planted cue worth {100 * assay.near.worth:.1f} was not found either"
    needed = f"{100 * (verdict.mde or 0):.1f} {grounds.unit} would be found 8 times in 10"
    if verdict.items is None:
        return f"{needed}, and only more seeds would settle it"
    return f"{needed}, and {_rounded(verdict.items):,} items would settle it if there is no effect"


def _with_unit(unit: str, figure: str) -> str:
    """+1.9 points [1.4, 2.4]: the unit of the score behind the value."""
    return figure.replace(" ", f" {unit} ", 1)


def _rounded(count: int) -> int:
    """Two significant digits: more would pretend to be exact."""
    step = int(10 ** max(len(str(count)) - 2, 0))
    return -(-count // step) * step
