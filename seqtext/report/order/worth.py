"""What word order is worth: G and its two parts."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from seqtext.order.effects.all import Effects
from seqtext.order.effects.figures import difference, points
from seqtext.order.effects.headline import Contrast, Part
from seqtext.report.models import score_of
from seqtext.report.schema import one
from seqtext.report.sections import Section, SectionBlock
from seqtext.report.shapes.rows import MIDDLE, Row, bar, heading, margin_marks, rows_plot, whisker
from seqtext.report.shapes.svg import Axis, dot
from seqtext.report.table import Table
from seqtext.statistics.intervals import Estimate


def worth_table(effects: Effects) -> Table:
    """G and its two parts, in points."""
    best_models, score = effects.headline, score_of(effects)
    parts = [
        ("G, the worth of order", best_models.worth),
        ("  n-gram part", best_models.ngram_part),
        ("  beyond n-grams", best_models.beyond_part),
    ]
    return Table(
        "What word order is worth",
        f"{score.gain}, 95 % intervals; the best models are chosen on the development set.",
        ("", "model", "over", score.column),
        "lllr",
        tuple(row for name, part in parts for row in _part_rows(name, part)),
    )


def _part_rows(name: str, part: Part) -> Iterable[tuple[str, ...]]:
    if not part.by_definition:
        yield (name, *_contrast(part.contrast))
        return
    yield name, part.contrast.model, "itself", "0.0 by definition"
    if part.rival:
        yield ("    not chosen", *_contrast(part.rival))


def _contrast(contrast: Contrast) -> tuple[str, str, str]:
    return contrast.model, contrast.base, difference(contrast.estimate)


def worth_plot(effects: Effects) -> Markup:
    """G and its parts as steps from the best blind model, each with its interval."""
    best_models, margin = effects.headline, effects.verdict.margin
    start = best_models.ngram_part.contrast.estimate.value
    steps = [
        ("G, the worth of order", best_models.worth, 0.0, "whole"),
        ("from n-grams", best_models.ngram_part, 0.0, "ngram"),
        ("beyond n-grams", best_models.beyond_part, start, "aware"),
    ]
    ends = [0.0, margin, -margin]
    for _, part, base, _ in steps:
        estimate = _drawn(part)
        ends += [base + estimate.low, base + estimate.high]
    axis = Axis(ends)
    return rows_plot(
        "worth",
        f"What word order is worth, in {score_of(effects).in_words}",
        axis,
        points,
        [_step(axis, *step) for step in steps],
        margin_marks(axis, margin),
        [heading(axis, 0, f"{best_models.blind}, no order")],
    )


def _drawn(part: Part) -> Estimate:
    """What is drawn of a part: its rival's figure where it is 0 by definition."""
    return part.rival.estimate if part.by_definition and part.rival else part.contrast.estimate


def _step(axis: Axis, name: str, part: Part, base: float, style: str) -> Row:
    estimate = _drawn(part)
    low, high, end = (base + e for e in (estimate.low, estimate.high, estimate.value))
    if not part.by_definition:
        marks = [bar(axis, base, end, style), *whisker(axis, low, high)]
        return Row(name, part.contrast.model, marks, difference(estimate))
    if part.rival is None:
        return Row(name, "", [], "0 by definition")
    marks = [*whisker(axis, low, high, "faint"), dot(axis(end), MIDDLE, f"hollow {style}", 4.5)]
    return Row(name, f"{part.rival.model}, not chosen", marks, "0 by definition")


def _blocks(effects: Effects) -> Iterator[SectionBlock]:
    table, margin = worth_table(effects), 100 * effects.verdict.margin
    if not effects.verdict.decided:
        yield SectionBlock(table, "No model that reads word order was compared.", grids=())
        return
    noun, best = score_of(effects).noun, effects.headline
    note = (
        f"Steps of {noun} from the best order-blind model. {table.note} Shaded: the margin of "
        f"±{margin:.1f}, below which a difference does not matter."
    )
    if any(part.rival for part in (best.worth, best.ngram_part, best.beyond_part)):
        note += (
            " Dashed: the same model was chosen twice, so the part is 0; the best model that was "
            "not chosen is shown for comparison."
        )
    yield SectionBlock(table, note, plot=lambda: worth_plot(effects))


_SCHEMA = {"verdict": one("verdict"), "headline": one("headline")}
SECTION = Section("worth", "Worth", 10, _blocks, _SCHEMA)
