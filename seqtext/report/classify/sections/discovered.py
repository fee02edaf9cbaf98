"""Words found in the data: those over-represented among the texts that order decides."""

from collections.abc import Iterator

from markupsafe import Markup

from seqtext.order.effects.all import Effects
from seqtext.order.effects.discovered_slices import DiscoveredSlice, DiscoveredSlices
from seqtext.order.effects.figures import difference, percent, points
from seqtext.report.schema import optional
from seqtext.report.sections import Section, SectionBlock
from seqtext.report.shapes.rows import Row, margin_axis, margin_marks, point, rows_plot
from seqtext.report.shapes.svg import Axis
from seqtext.report.shapes.visible import visible
from seqtext.report.table import Table
from seqtext.statistics.intervals import Estimate

FOUND = 10  # rows; report.json has all


def found_slices_table(ngrams: DiscoveredSlices) -> Table:
    """Words over-represented among the texts that order decides."""
    share = percent(ngrams.decided_tested / max(ngrams.tested_on, 1))
    return Table(
        "Where order matters: words that stand out",
        f"Found on {ngrams.found_on:,} test texts, tested on the other {ngrams.tested_on:,}, of "
        f"which order decides {share} % ({ngrams.reader}). OIG: order information gain of "
        f"{ngrams.reader}. p: Fisher's exact test, adjusted by Holm; exploratory: not confirmed.",
        ("words", "texts", "decided", "decided %", "OIG", "p"),
        "lrrrrr",
        tuple(map(_cells, ngrams.slices[:FOUND])),
    )


def _cells(part: DiscoveredSlice) -> tuple[str, ...]:
    share = percent(part.decided / part.texts)
    gain = points(part.gain.value) if part.gain else ""
    if part.p is None:
        sure = "exploratory"
    else:
        sure = f"{part.p:.1g}" if part.p < 0.001 else f"{part.p:.3f}"
    return visible(part.ngram), f"{part.texts:,}", f"{part.decided:,}", share, gain, sure


def found_plot(ngrams: DiscoveredSlices, margin: float) -> Markup:
    """OIG of the texts that hold each n-gram, in the second half."""
    with_gain = [(part, part.gain) for part in ngrams.slices[:FOUND] if part.gain]
    axis = margin_axis([gain for _, gain in with_gain], margin)
    rows = [_row(axis, part, gain) for part, gain in with_gain]
    title = f"Order information gain of {ngrams.reader} by n-gram, in points"
    return rows_plot("found", title, axis, points, rows, margin_marks(axis, margin))


def _row(axis: Axis, part: DiscoveredSlice, gain: Estimate) -> Row:
    sure = "exploratory" if part.p is None else _chance(part.p)
    style = "hollow whole" if part.p is None else "whole"
    small = f"n\u00a0=\u00a0{part.texts:,}, {sure}"
    return Row(f"“{visible(part.ngram)}”", small, point(axis, gain, style), difference(gain))


def _chance(p: float) -> str:
    return "p\u00a0<\u00a00.001" if p < 0.001 else f"p\u00a0=\u00a0{p:.3f}"


def _blocks(effects: Effects) -> Iterator[SectionBlock]:
    ngrams, margin = effects.found, effects.verdict.margin
    if not ngrams or not ngrams.slices:
        return
    table = found_slices_table(ngrams)
    if not any(part.gain for part in ngrams.slices):
        yield SectionBlock(table)
        return
    note = (
        f"{table.note} The dots: OIG of {ngrams.reader}, in points, in the texts that contain "
        "these words; hollow: exploratory. Shaded: the margin."
    )
    yield SectionBlock(table, note, plot=lambda: found_plot(ngrams, margin))


SECTION = Section("found", "Words found", 110, _blocks, {"found": optional("found_slices")})
