"""The tables of a comparison of translators, as strings: terminal, Markdown and page alike."""

from seqtext.order.effects.figures import chance, share
from seqtext.order.translate.effects import (
    Square,
    TranslatorEffect,
    TranslatorEffects,
    signed_difference,
)
from seqtext.order.translate.twins_effects import TwinsEffect
from seqtext.report.shapes.visible import visible
from seqtext.report.table import Table
from seqtext.statistics.bleu import NAMES
from seqtext.statistics.intervals import Estimate

_WHENCE = {
    "grammar": "from the shipped grammar",
    "given": "from your file",
    "mined": "found in your data",
}
_SHOWN = 2  # twins of a set in the terminal and in Markdown; the page has more


def translator_tables(effects: TranslatorEffects) -> list[Table]:
    """All tables of numbers, those that have no row left out."""
    all_tables = [
        translator_worth_table(effects),
        translators_table(effects.models, f"Translators, {effects.sentences:,} test sentences"),
        translator_squares_table(effects),
        *twins_tables(effects),
        translators_table(effects.grammar, "The same models on the shipped English-Spanish pairs"),
    ]
    return [table for table in all_tables if table.rows]


def score(estimate: Estimate) -> str:
    """BLEU or chrF with its interval: 38.2 [37.1, 39.3]."""
    return f"{estimate.value:.1f} [{estimate.low:.1f}, {estimate.high:.1f}]"


def translator_worth_table(effects: TranslatorEffects) -> Table:
    """The best model over the control."""
    worth = effects.worth
    rows = [
        (
            NAMES[name],
            worth.model,
            worth.control,
            signed_difference(estimate),
            chance(worth.p[name]),
        )
        for name, estimate in worth.gains.items()
    ]
    single = all(model.seeds == 1 for model in effects.models)
    over = "sentences, of one seed" if single else "seeds and sentences"
    return Table(
        "What the order of the source's words is worth",
        "The best model that reads order compared with the best one that is blind to it, both "
        f"chosen by BLEU on the development set. 95 % intervals over {over}; p: two-sided, "
        "approximate randomisation.",
        ("", "model", "over", "gain", "p"),
        "lllrr",
        tuple(rows),
    )


def translators_table(effects: tuple[TranslatorEffect, ...], title: str) -> Table:
    """All models, trained and judged in order."""
    rows = [
        (
            model.model,
            *(score(model.scores[name]) for name in NAMES),
            share(model.exact),
            str(model.seeds),
        )
        for model in effects
    ]
    note = "Trained and tested in order. Exact: translations equal to the reference, in percent."
    return Table(title, note, ("model", *NAMES.values(), "exact %", "seeds"), "lrrrr", tuple(rows))


def translator_squares_table(effects: TranslatorEffects) -> Table:
    """The 2 x 2 of each model that reads order, in both scores."""
    rows = [
        (NAMES[name], model.model, *_square(square))
        for name in NAMES
        for model in effects.models
        for key, square in model.squares.items()
        if key == name
    ]
    return Table(
        "Sources in order and shuffled",
        "A_ij: score when trained on i and tested on j (o in order, s shuffled). OIG (order "
        "information gain) = A_oo - A_ss; OR (order reliance) = A_oo - A_os: the loss when only "
        "the test sources are shuffled.",
        ("", "model", "A_oo", "A_os", "A_so", "A_ss", "OIG", "OR"),
        "llrrrrrr",
        tuple(rows),
    )


def _square(square: Square) -> tuple[str, ...]:
    values = (square.oo, square.os, square.so, square.ss)
    reliance = signed_difference(square.reliance).partition(" ")[0]
    return *(f"{value:.1f}" for value in values), signed_difference(square.gain), reliance


def twins_tables(effects: TranslatorEffects) -> list[Table]:
    """A table for each set of twins."""
    return [_twins(effects, source) for source in dict.fromkeys(t.source for t in effects.twins)]


def _twins(effects: TranslatorEffects, source: str) -> Table:
    of_source = [effect for effect in effects.twins if effect.source == source]
    left_out = max(effect.left_out for effect in of_source)
    return Table(
        f"Twins {_WHENCE[source]}",
        "Two sources with the same words in a different order and with different translations. "
        "Both right: pairs with both members translated right; prefers: pairs in which, for each "
        "member, its own translation is likelier than its twin's. A model blind to order has 0."
        + (f" Up to {left_out:,} pairs are no twins as a model reads them." if left_out else ""),
        ("model", "pairs", "both right %", "members %", "prefers %"),
        "lrrrr",
        tuple(_row(effect) for effect in of_source),
    )


def _row(effect: TwinsEffect) -> tuple[str, ...]:
    shares = (effect.accuracy, effect.members, effect.prefers)
    cells = ["-" if estimate is None else share(estimate) for estimate in shares]
    return effect.model, f"{effect.pairs:,}", *cells


def translations_tables(effects: TranslatorEffects, most: int = _SHOWN) -> list[Table]:
    """Some twins of each set, with what the best model and the control made of them."""
    tables = []
    for source in dict.fromkeys(shown.source for shown in effects.shown):
        of_source = [shown for shown in effects.shown if shown.source == source][:most]
        rows = [
            (label, visible(text))
            for shown in of_source
            for member in shown.members
            for label, text in zip(
                ("source", "right", effects.worth.model, effects.worth.control), member, strict=True
            )
        ]
        title = f"Translations of twins {_WHENCE[source]}"
        tables.append(Table(title, "", ("", "text"), "ll", tuple(rows)))
    return tables
