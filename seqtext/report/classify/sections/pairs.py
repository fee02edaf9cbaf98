"""Pairs that only order tells apart: pair accuracy by k, a table for each language."""

from collections.abc import Iterator

from seqtext.order.effects.all import Effects
from seqtext.order.effects.figures import percent
from seqtext.order.effects.pair_accuracy import PairAccuracy
from seqtext.report.classify.suite import LANGUAGES
from seqtext.report.schema import many
from seqtext.report.sections import Grid, Section, SectionBlock
from seqtext.report.shapes.visible import visible
from seqtext.report.table import Table
from seqtext.text.quantities import quantity


def pairs_table(effects: Effects, language: str) -> Table:
    """Pair accuracy by k; a model a row."""
    of_language = [pair for pair in effects.pairs if pair.language == language]
    orders = sorted({pair.order for pair in of_language})
    count = max((pair.pairs for pair in of_language), default=0)
    some_left_out = any(pair.left_out for pair in of_language)
    rows = []
    for model in dict.fromkeys(pair.model for pair in of_language):
        of_model = {pair.order: pair for pair in of_language if pair.model == model}
        kept = [pair.kept.value for pair in of_model.values() if pair.kept]
        mean = percent(sum(kept) / len(kept)) if kept else ""
        left_out = (
            (f"{sum(pair.left_out for pair in of_model.values()):,}",) if some_left_out else ()
        )
        rows.append((model, *(_pair(of_model.get(order)) for order in orders), mean, *left_out))
    unfit = "Left out: texts that are no pair as the model reads them, or have an unknown word."
    most = f"Up to {quantity(count, 'pair')}." if count else "No pair tests order."
    return Table(
        f"Pairs that only order tells apart ({LANGUAGES.get(language, visible(language))})",
        f"Percentage of pairs with both texts right, by order k: the two texts share all n-grams "
        f"up to k words. A bag of k-grams has 0; guessing has 25. {most} Kept: percentage of "
        f"reorderings with the same label that are right.{' ' + unfit if some_left_out else ''}",
        (
            "model",
            *(f"k={order}" for order in orders),
            "kept",
            *(("left out",) if some_left_out else ()),
        ),
        "l" + "r" * (len(orders) + (2 if some_left_out else 1)),
        tuple(rows),
    )


def _pair(pair: PairAccuracy | None) -> str:
    return percent(pair.accuracy.value) if pair and pair.accuracy else ""


def _blocks(effects: Effects) -> Iterator[SectionBlock]:
    for language in dict.fromkeys(pair.language for pair in effects.pairs):
        table = pairs_table(effects, language)
        yield SectionBlock(table, grids=[Grid(table, style="heat")])


_SCHEMA = {"pairs": many("pairs", "By language, model and order; empty where no suite was run.")}
SECTION = Section("pairs", "Pairs", 50, _blocks, _SCHEMA)
