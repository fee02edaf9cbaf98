"""The answer: does the order of the words matter here, and what would be needed to tell?"""

from dataclasses import dataclass, replace

from seqtext.order.effects.figures import between, difference, points
from seqtext.order.effects.headline import Contrast, Headline, Part
from seqtext.statistics.hypotheses import items_to_settle, minimum_detectable_effect, tost
from seqtext.statistics.intervals import Estimate
from seqtext.text.quantities import quantity

MATTERS, DOES_NOT, INCONCLUSIVE = "matters", "does not matter", "inconclusive"
FEWEST_TEXTS = 50  # different ones; below it nothing is concluded


@dataclass(frozen=True)
class Verdict:
    """What is shown, and what is not.

    name      "matters": the 95 % interval of G lies above 0. "does not matter": it does not, and
              the effect is shown to be below the margin. "inconclusive": neither
    little    the effect is shown to be within the margin (TOST, 90 % interval); it can stand
              beside "matters"
    margin    as a fraction, or in nats, fixed beforehand
    decided   the contrast that the verdict rests on: G, or, where a blind model is the best of
              all, the best model that reads order against it; None where there is none
    mde       the smallest true effect found with a power of 80 %
    items     that would settle an inconclusive question; None where more seeds are needed
    sentence  all of it in plain English
    """

    name: str
    little: bool
    margin: float
    decided: Contrast | None
    mde: float | None
    items: int | None
    sentence: str


def verdict(headline: Headline, texts: int, margin: float, unit: str = "points") -> Verdict:
    """The verdict on G over so many different test texts; `unit` of differences times 100."""
    worth = headline.worth
    decided = worth.rival if worth.by_definition else worth.contrast
    if decided is None:
        none = "No conclusion: no model that reads the order of the words was compared."
        return Verdict(INCONCLUSIVE, False, margin, None, None, None, none)
    mde = minimum_detectable_effect(decided.estimate)
    draft = Verdict(INCONCLUSIVE, False, margin, decided, mde, None, "")
    if texts < FEWEST_TEXTS:
        return replace(draft, sentence=f"No conclusion: {too_few(texts)}.")
    matters = not worth.by_definition and decided.estimate.low > 0
    little = tost(decided.estimate, margin) < 0.05
    draft = replace(
        draft, name=MATTERS if matters else DOES_NOT if little else INCONCLUSIVE, little=little
    )
    if draft.name == INCONCLUSIVE:
        draft = replace(draft, items=items_to_settle(decided.estimate, margin))
    return replace(draft, sentence=_sentence(headline, draft, decided, unit))


def too_few(texts: int) -> str:
    """What is said of a test set of fewer than FEWEST_TEXTS different texts."""
    counted = quantity(texts, "different test text is", "different test texts are")
    return f"{counted} too few; at least {FEWEST_TEXTS} are needed"


def _sentence(headline: Headline, result: Verdict, decided: Contrast, unit: str) -> str:
    if result.name == MATTERS:
        sentence = _matters(headline, result, decided, unit)
    elif result.name == DOES_NOT:
        sentence = _does_not_matter(headline, result, decided, unit)
    else:
        sentence = _inconclusive(headline, result, decided, unit)
    if decided.varies and decided.estimate.seeds == 1:
        sentence += " Only one seed was trained; another may give another verdict."
    return sentence


def _matters(headline: Headline, result: Verdict, decided: Contrast, unit: str) -> str:
    little = f", but by less than the margin of {100 * result.margin:.1f}" if result.little else ""
    worth = _with_unit(unit, difference(decided.estimate))
    return f"Word order matters here{little}: {worth}{_parts(headline)}."


def _parts(headline: Headline) -> str:
    """Where G comes from: n-grams, beyond, or both; what is not shown is said."""
    ngrams, beyond = headline.ngram_part, headline.beyond_part
    if beyond.by_definition:
        return f", all of it from {_bag(headline.ngram)}" + _rival(beyond, "beyond n-grams")
    if ngrams.by_definition:
        return f", all of it beyond n-grams ({headline.best})" + _rival(
            ngrams, "from n-grams alone"
        )
    first, second = ngrams.contrast.estimate, beyond.contrast.estimate
    if first.low > 0 and not _shown(second):
        nothing = f"no gain beyond n-grams is shown: {difference(second)} for {headline.best}"
        return f"; {difference(first)} of it from {_bag(headline.ngram)}; {nothing}"
    return (
        f"; {_bag(headline.ngram)} give {difference(first)}{_doubt(first)}, and order beyond them "
        f"({headline.best}) {difference(second)}{_doubt(second)}"
    )


def _bag(model: str) -> str:
    """What a model of n-grams reads: n-grams up to 3 words (nbsvm:3)."""
    return f"n-grams up to {model.rpartition(':')[2]} words ({model})"


def _rival(part: Part, where: str) -> str:
    rival = part.rival
    if rival is None:
        return ""
    if rival.estimate.low > 0:
        advantage = f"{rival.model} has {difference(rival.estimate)} over {rival.base}"
        return f"; on the test set, but not on the development set, {advantage}"
    return f"; no gain {where} is shown: {difference(rival.estimate)} for {rival.model}"


def _shown(estimate: Estimate) -> bool:
    return not estimate.low <= 0 <= estimate.high


def _doubt(estimate: Estimate) -> str:
    return "" if _shown(estimate) else " (not shown to be above 0)"


def _does_not_matter(headline: Headline, result: Verdict, decided: Contrast, unit: str) -> str:
    interval = between(*decided.estimate.at(0.9))
    figure = _with_unit(unit, f"{points(decided.estimate.value)} {interval}")
    margin = f"{100 * result.margin:.1f}"
    if headline.worth.by_definition:
        return (
            f"Word order does not matter here: {_beaten(headline, decided)} {figure} on the test "
            f"set, within the margin of {margin} (90 % interval)."
        )
    return (
        f"Word order does not matter here: {figure} for {decided.model} over {decided.base}, "
        f"within the margin of {margin} (90 % interval)."
    )


def _inconclusive(headline: Headline, result: Verdict, decided: Contrast, unit: str) -> str:
    figure = _with_unit(unit, difference(decided.estimate))
    if decided.estimate.high < 0 and not headline.worth.by_definition:
        return (
            f"Inconclusive: {decided.model} was better than {decided.base} on the development set "
            f"and is worse on the test set, {figure}; do the two sets have the same source?"
        )
    if headline.worth.by_definition:
        figure = f"{_beaten(headline, decided)} {figure}"
        if decided.estimate.low > 0:
            return f"Inconclusive: {figure} on the test set; the two sets disagree."
    else:
        figure += f" for {decided.model} over {decided.base}"
    needed = _needed(headline, result, decided, unit)
    return f"Inconclusive: {figure} on {decided.estimate.items:,} test items; {needed}."


def _beaten(headline: Headline, decided: Contrast) -> str:
    return (
        f"no model that reads order beat {headline.blind} on the development set, and the best "
        f"of them, {decided.model}, has"
    )


def _needed(headline: Headline, result: Verdict, decided: Contrast, unit: str) -> str:
    """What would settle the question."""
    assert result.mde is not None
    power = f"an effect of {100 * result.mde:.1f} {unit} would be found 8 times in 10"
    if headline.worth.by_definition and decided.estimate.value < -result.margin:
        return f"{power}, but a model so far behind cannot tell what order is worth"
    if result.items is None:
        return f"{power}, and the seeds differ so much that only more seeds would settle it"
    if result.items <= decided.estimate.items:
        return f"{power}, but this one seems to lie close to the margin"
    return f"{power}, and about {_rounded(result.items):,} items would settle it"


def _with_unit(unit: str, figure: str) -> str:
    """+1.9 points [1.4, 2.4]: the unit of the score behind the value."""
    return figure.replace(" ", f" {unit} ", 1)


def _rounded(count: int) -> int:
    """Two significant digits: more would pretend to be exact."""
    step = int(10 ** max(len(str(count)) - 2, 0))
    return -(-count // step) * step
