"""The table of a suite: what a model makes of pairs that only order tells apart."""

from collections.abc import Sequence

from seqtext.order.effects.figures import between, percent
from seqtext.order.effects.pair_accuracy import PairAccuracy, pair_accuracies
from seqtext.order.trainings.results import SuiteCell
from seqtext.report.table import Table
from seqtext.text.quantities import quantity

LANGUAGES = {"en": "English", "es": "Spanish"}
COLUMNS = (
    "In percent. k: both texts of a pair have the same n-grams up to k words. Both right: pairs, "
    "with the 95 % interval; a bag of k-grams has 0, guessing has 25. One right: texts; guessing "
    "has 50. Kept: texts right after a reordering that keeps the label. Discrimination: both right "
    "+ kept - 100, at most 0 without order. Left out: texts that are no pair as the model reads "
    "them, or have an unknown word."
)


def suite_table(cells: Sequence[SuiteCell]) -> Table:
    """One architecture or model, trained with one seed or several, on pairs of every order."""
    first = cells[0]
    language = LANGUAGES.get(first.language, first.language)
    seeds = f", {quantity(len(cells), 'seed')}" if len(cells) > 1 else ""
    return Table(
        f"{first.model} on pairs that only order tells apart ({language}{seeds})",
        COLUMNS,
        ("k", "pairs", "both right", "", "one right", "kept", "discrimination", "left out"),
        "rrrrrrrr",
        tuple(_row(pair) for pair in pair_accuracies(cells, [first.model])),
    )


def _row(pair: PairAccuracy) -> tuple[str, ...]:
    both, kept = pair.accuracy, pair.kept
    return (
        str(pair.order),
        f"{pair.pairs:,}",
        percent(both.value) if both else "-",
        between(both.low, both.high) if both else "",
        percent(pair.members) if both else "-",
        percent(kept.value) if kept else "-",
        "-" if pair.discrimination is None else f"{100 * pair.discrimination:+.1f}",
        f"{pair.left_out:,}",
    )
