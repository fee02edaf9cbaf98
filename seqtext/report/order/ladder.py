"""The n-gram ladder, and every model in order."""

from collections.abc import Iterator

from markupsafe import Markup

from seqtext.order.effects.all import Effects
from seqtext.order.effects.figures import difference, percent, share
from seqtext.order.effects.headline import Rung
from seqtext.order.effects.two_by_two import ModelEffect
from seqtext.report.models import reads, score_of, usual
from seqtext.report.schema import many
from seqtext.report.sections import FIGURES, Grid, Section, SectionBlock
from seqtext.report.shapes.rows import Row, point, rows_plot
from seqtext.report.shapes.svg import Axis, ends
from seqtext.report.table import Table
from seqtext.statistics.scores import Score


def models_table(effects: Effects) -> Table:
    """Every model in order."""
    score = score_of(effects)
    return Table(
        "Models",
        f"{effects.items:,} test items, 95 % intervals over seeds and items; "
        f"dev: {score.noun} on {effects.dev_items:,} development items; any: the same for every "
        f"seed. {_split(effects)}",
        ("model", "reads", "seeds", "dev", usual(effects).header, "macro-F1 %"),
        "llrrrr",
        tuple(_model(model, score) for model in effects.models),
    )


def _split(effects: Effects) -> str:
    """How the test items were chosen, as a sentence: part of what the figures are worth."""
    split = effects.facts.get("split", "")
    return f"Test: {split}." if split else ""


def _model(model: ModelEffect, score: Score) -> tuple[str, ...]:
    seeds = str(model.seeds) if model.varies else "any"
    scores = share(model.accuracy), share(model.macro_f1) if model.macro_f1 else ""
    dev = f"{-model.dev_score:.3f}" if score.metric == "log-loss" else percent(model.dev_score)
    return model.model, reads(model), seeds, dev, *scores


def ladder_table(effects: Effects) -> Table:
    """B_1…B_5."""
    score = score_of(effects)
    steps = "" if score.metric == "accuracy" else f" The last column: {score.gain}."
    return Table(
        "The n-gram ladder",
        f"B_k: the best model, by the development set, that reads n-grams up to k words.{steps}",
        ("k", "model", usual(effects).header, "gain over the rung below"),
        "llrr",
        tuple(
            (
                str(rung.order),
                rung.model,
                share(rung.accuracy),
                difference(rung.step.estimate) if rung.step else "",
            )
            for rung in effects.ladder
        ),
    )


def ladder_plot(effects: Effects) -> Markup:
    """Accuracy of the best bag of each order, and of every network that reads order."""
    aware = [m for m in effects.models if m.set == "aware"]
    accuracies = [rung.accuracy for rung in effects.ladder] + [m.accuracy for m in aware]
    axis = Axis(ends(accuracies))
    rows = [_rung(axis, rung) for rung in effects.ladder]
    rows += [Row(m.model, "", point(axis, m.accuracy, "aware"), share(m.accuracy)) for m in aware]
    return rows_plot("ladder", "Accuracy by what a model reads, in percent", axis, percent, rows)


def _rung(axis: Axis, rung: Rung) -> Row:
    marks = point(axis, rung.accuracy, "ngram" if rung.order > 1 else "blind")
    return Row(f"k = {rung.order}", rung.model, marks, share(rung.accuracy))


_LEGEND = (("", "sees words only"), ("ngram", "sees n-grams"), ("aware", "sees order"))
_BARS = (
    " Bars are 95 % intervals over seeds and items; models share the items, so two that overlap "
    "may still differ."
)


def _blocks(effects: Effects) -> Iterator[SectionBlock]:
    table, models = ladder_table(effects), models_table(effects)
    yield SectionBlock(
        table,
        table.note + _BARS,
        _LEGEND,
        lambda: ladder_plot(effects),
        [Grid(table, FIGURES), Grid(models, "All models as a table", models.note)],
        [models, table],
        f"{table.title} and the networks",
    )


_SCHEMA = {
    "ladder": many("rung", "The best bag of n-grams for each length, lowest first."),
    "models": many("model", "In the order they were asked for."),
}
SECTION = Section("ladder", "Ladder", 20, _blocks, _SCHEMA)
