"""How translators do on twins: pair accuracy, preference, and some of what was said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from seqtext.order.translate.results import TranslatorResults, TwinsCell
from seqtext.order.translate.twins import Twins
from seqtext.statistics.intervals import Estimate, proportion

LISTED = 12  # twins of a set that the report shows


@dataclass(frozen=True)
class TwinsEffect:
    """One model on one set of twins.

    source    where the twins come from: grammar, given or mined
    pairs     that are twins as the model reads them; left_out: that are none
    accuracy  share of pairs of which both members are translated right
    members   share of members that are
    prefers   share of pairs of which both members' own translations are likelier than their twins'
    """

    source: str
    model: str
    blind: bool
    pairs: int
    left_out: int
    accuracy: Estimate | None
    members: Estimate | None
    prefers: Estimate | None


@dataclass(frozen=True)
class Shown:
    """Twins and what two models said: (source, reference, best model, control) of each member."""

    source: str
    members: tuple[tuple[str, str, str, str], tuple[str, str, str, str]]


def twins_effects(results: TranslatorResults) -> Iterator[TwinsEffect]:
    """Every model on every set of twins."""
    for some in filter(None, (results.grammar, results)):
        for source in some.twins:
            for model, answers in some.on_twins.items():
                blind = some.specs[model].set == "blind"
                yield _effect(source, model, blind, [by_source[source] for by_source in answers])


def _effect(source: str, model: str, blind: bool, cells: Sequence[TwinsCell]) -> TwinsEffect:
    exact = np.stack([cell.exact for cell in cells]).astype(float)  # [seeds, pairs, 2]
    prefers = np.stack([cell.prefers for cell in cells]).astype(float)
    pairs = exact.shape[1]
    return TwinsEffect(
        source=source,
        model=model,
        blind=blind,
        pairs=pairs,
        left_out=cells[0].left_out,
        accuracy=proportion(exact.min(axis=2)) if pairs else None,
        members=proportion(exact.reshape(len(cells), -1)) if pairs else None,
        prefers=proportion(prefers.min(axis=2)) if pairs else None,
    )


def shown(results: TranslatorResults, model: str, control: str) -> Iterator[Shown]:
    """Some twins of each set, with what the first seeds of both models said.

    Those that the model has right come first.
    """
    for some in filter(None, (results, results.grammar)):
        for source, twins in some.twins.items():
            best_cell, control_cell = (some.on_twins[m][0][source] for m in (model, control))
            yield from _shown(source, twins, best_cell, control_cell)


def _shown(
    source: str, twins: Sequence[Twins], best_cell: TwinsCell, control_cell: TwinsCell
) -> Iterator[Shown]:
    """Pairs that are twins to both models: both may read them with other vocabularies."""
    place = {at: j for j, at in enumerate(control_cell.at.tolist())}
    best_first = np.argsort(-best_cell.exact.sum(axis=1, dtype=int), kind="stable").tolist()
    common = [(i, int(best_cell.at[i])) for i in best_first if int(best_cell.at[i]) in place]
    for i, at in common[:LISTED]:
        pair, translations = (
            twins[at],
            (best_cell.said[2 * i :], control_cell.said[2 * place[at] :]),
        )
        first, second = (
            (pair.sources[k], pair.targets[k][0], translations[0][k], translations[1][k])
            for k in (0, 1)
        )
        yield Shown(source, (first, second))
