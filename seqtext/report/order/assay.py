"""The assay: whether a planted cue of known worth was found."""

from collections.abc import Iterator

from seqtext.order.effects.all import Effects
from seqtext.order.effects.assay import Assay, Cue
from seqtext.order.effects.figures import difference, points
from seqtext.report.schema import optional
from seqtext.report.sections import Section, SectionBlock
from seqtext.report.table import Table


def assay_table(assay: Assay) -> Table:
    """A row for each cue."""
    return Table(
        "Could a worth of order have been found? A planted cue",
        "Two pairs of marker words are planted in a copy of all texts, and their order agrees with "
        f"the label in {100 * assay.q:.0f} % of the texts. Worth: the points that a perfect reader "
        "of the cue adds to the best order-blind model, by construction. Gain: the points that the "
        "model which gains most has by reading the cue. Found: the gain is above 0, and with it "
        "the model would be the margin better than the best order-blind model.",
        ("cue", "tokens apart", "worth", "model", "gain", "found"),
        "lrrlrl",
        tuple(_row(cue) for cue in (assay.near, assay.far) if cue),
    )


def _row(cue: Cue) -> tuple[str, ...]:
    held = "yes" if cue.held else "no"
    apart, worth = str(cue.tokens), points(cue.worth)
    return cue.distance, apart, worth, cue.model, difference(cue.gain), held


def _blocks(effects: Effects) -> Iterator[SectionBlock]:
    if effects.assay:
        yield SectionBlock(assay_table(effects.assay))


_ABOUT = "Null where no cue was planted. Only where a cue was found can no worth be concluded."
_SCHEMA = {"assay": optional("assay", _ABOUT)}
SECTION = Section("assay", "Planted cue", 15, _blocks, _SCHEMA, printed=11)
