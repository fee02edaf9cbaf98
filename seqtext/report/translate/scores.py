"""The scores of translators: as figures, and as the table of all models."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from seqtext.order.effects.figures import share
from seqtext.order.translate.effects import TranslatorEffect
from seqtext.report.table import Table
from seqtext.statistics.bleu import NAMES
from seqtext.statistics.intervals import Estimate

_IN_FRACTIONS = {"accuracy", "dev_accuracy", "dev_score", "square", "macro_f1", "bits"}


def records(effects: Sequence[TranslatorEffect]) -> list[dict[str, Any]]:
    """The models in report.json: BLEU and chrF from 0 to 100, and not as fractions again."""
    names = [item.name for item in fields(TranslatorEffect) if item.name not in _IN_FRACTIONS]
    return [{name: getattr(model, name) for name in names} for model in effects]


def score(estimate: Estimate) -> str:
    """BLEU or chrF with its interval: 38.2 [37.1, 39.3]."""
    return f"{estimate.value:.1f} [{estimate.low:.1f}, {estimate.high:.1f}]"


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
