"""Twins: two sources with the same words in a different order, and what models make of them."""

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from seqtext.order.effects.figures import share
from seqtext.order.translate.effects import TranslatorEffects
from seqtext.order.translate.twins_effects import TwinsEffect
from seqtext.report.schema import many
from seqtext.report.sections import FIGURES, Grid, Section, SectionBlock
from seqtext.report.shapes.rows import MIDDLE, Row, point, rows_plot
from seqtext.report.shapes.svg import Axis, dot
from seqtext.report.table import Table
from seqtext.report.translate.sections.translations import ORIGINS, columns, of_set


def twins_table(effects: TranslatorEffects, source: str) -> Table:
    """A row for each model on one set of twins."""
    of_source = [effect for effect in effects.twins if effect.source == source]
    left_out = max(effect.left_out for effect in of_source)
    return Table(
        f"Twins {ORIGINS[source]}",
        "Two sources with the same words in a different order and with different translations. "
        "Both right: pairs with both members translated right; prefers: pairs in which, for each "
        "member, its own translation is likelier than its twin's. A model blind to order has 0."
        + (f" Up to {left_out:,} pairs are no twins as a model reads them." if left_out else ""),
        ("model", "pairs", "both right %", "members %", "prefers %"),
        "lrrrr",
        tuple(_cells(effect) for effect in of_source),
    )


def _cells(effect: TwinsEffect) -> tuple[str, ...]:
    shares = (effect.accuracy, effect.members, effect.prefers)
    cells = ["-" if estimate is None else share(estimate) for estimate in shares]
    return effect.model, f"{effect.pairs:,}", *cells


def twins_plot(effects: TranslatorEffects, source: str) -> Markup:
    """Pairs with both members right, in percent; a ring: both preferred."""
    axis = Axis([0.0, 1.0])
    solved = [t for t in effects.twins if t.source == source and t.accuracy and t.prefers]
    rows = [_row(axis, effect) for effect in solved]
    title = f"Twins with both members right, {source}"
    return rows_plot(f"twins-{source}", title, axis, lambda v: f"{100 * v:.0f}", rows)


def _row(axis: Axis, effect: TwinsEffect) -> Row:
    assert effect.accuracy is not None
    assert effect.prefers is not None
    style = "blind" if effect.blind else "aware"
    marks = [*point(axis, effect.accuracy, style)]
    marks.append(dot(axis(effect.prefers.value), MIDDLE, f"hollow {style}", 8))
    return Row(effect.model, "", marks, share(effect.accuracy))


_LEGEND = (
    ("", "blind to order"),
    ("full", "both right"),
    ("hollow", "both members prefer their own translation"),
)


def _blocks(effects: TranslatorEffects) -> Iterator[SectionBlock]:
    for source in dict.fromkeys(effect.source for effect in effects.twins):
        table = twins_table(effects, source)
        grids = [Grid(table, FIGURES)]
        rows = tuple(member for twins in of_set(effects, source) for member in twins.members)
        if rows:
            translations = Table("Translations", "", columns(effects), "llll", rows)
            grids.append(Grid(translations, "Translations", style="said", opened=True))
        yield SectionBlock(table, None, _LEGEND, partial(twins_plot, effects, source), grids)


SECTION = Section("twins", "Twins", 25, _blocks, {"twins": many("twins", "By set and model.")})
