"""The claims of a report: one family, their p raw and after Holm."""

from collections.abc import Iterator

from seqtext.order.effects.all import Effects
from seqtext.order.effects.claims import Claim
from seqtext.order.effects.figures import between, chance, difference
from seqtext.report.models import score_of, usual
from seqtext.report.schema import many
from seqtext.report.sections import Section, SectionBlock
from seqtext.report.table import Table
from seqtext.text.quantities import quantity


def claims_table(effects: Effects) -> Table:
    """The family of claims, with their p raw and after Holm."""
    score, mean = score_of(effects), usual(effects)
    single = any(model.varies and model.seeds == 1 for model in effects.models)
    apart = "" if score is mean else f" OIG is in points of {mean.noun}."
    alone = (
        " One seed: claims about networks hold for these trained networks only." if single else ""
    )
    return Table(
        "The claims of this report",
        f"{quantity(len(effects.claims), 'claim')}, one family; the rest of the report describes. "
        "p: two-sided; Holm: p adjusted for the number of claims. Bootstrap: a second interval for "
        f"the same points. OIG (order information gain): {mean.noun} when trained and tested in "
        f"order minus when trained and tested on shuffled text.{apart}{alone}",
        ("claim", "model", "over", score.column, "bootstrap", "p", "Holm"),
        "lllrrrr",
        tuple(_claim(claim, score.noun) for claim in effects.claims),
    )


def _claim(claim: Claim, metric: str) -> tuple[str, ...]:
    """`metric`: of the comparison; a claim in another one says so."""
    name = claim.name if claim.metric == metric else f"{claim.name}, {claim.metric}"
    beside = between(claim.bootstrap.low, claim.bootstrap.high) if claim.bootstrap else ""
    chances = chance(claim.p), chance(claim.adjusted)
    return name, claim.model, claim.base, difference(claim.estimate), beside, *chances


def _blocks(effects: Effects) -> Iterator[SectionBlock]:
    if effects.claims:
        yield SectionBlock(claims_table(effects))


_ABOUT = "One family; all else is description. Empty where there are fewer than 50 test items."
_SCHEMA = {"claims": many("claim", _ABOUT)}
SECTION = Section("claims", "Claims", 140, _blocks, _SCHEMA, printed=12)
