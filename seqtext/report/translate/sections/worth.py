"""What the order of the source's words is worth in BLEU and in chrF."""

from collections.abc import Iterator

from seqtext.order.effects.figures import chance
from seqtext.order.translate.effects import TranslatorEffects, signed_difference
from seqtext.report.schema import one
from seqtext.report.sections import Section, SectionBlock
from seqtext.report.table import Table
from seqtext.statistics.bleu import NAMES


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
        "The same in BLEU and in chrF",
        "The best model that reads order compared with the best one that is blind to it, both "
        f"chosen by BLEU on the development set. 95 % intervals over {over}; p: two-sided, "
        "approximate randomisation.",
        ("", "model", "over", "gain", "p"),
        "lllrr",
        tuple(rows),
    )


def _blocks(effects: TranslatorEffects) -> Iterator[SectionBlock]:
    yield SectionBlock(translator_worth_table(effects))


SECTION = Section("gains", "BLEU and chrF", 11, _blocks, {"worth": one("worth")})
