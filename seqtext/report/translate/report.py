"""The report of a comparison of translators: what stands around its sections."""

from seqtext.order.translate.effects import TranslatorEffects
from seqtext.report.general import verdict_frame
from seqtext.report.models import sets
from seqtext.report.order import assay, claims, costs, doses, learning, slices, worth
from seqtext.report.sections import Report, ReportFrame, sections_in
from seqtext.statistics.bleu import NAMES
from seqtext.tasks.translate.parallel import lint_notes
from seqtext.text.quantities import quantity


def _frame(effects: TranslatorEffects) -> ReportFrame:
    return verdict_frame(
        effects,
        f"{effects.items:,} test sentences, {len(effects.models)} translators.",
        "Word order in translation",
        reads=sets((*effects.models, *effects.grammar)),
        terms="translate.terms.html.j2",
        signatures=[f"{NAMES[name]}|{text}" for name, text in effects.signatures.items()],
        remarks=remarks(effects),
        test=effects.facts["split"],
    )


def remarks(effects: TranslatorEffects) -> list[str]:
    """What is odd in the pairs, in words."""
    counts = dict(effects.facts["lint"])
    removed = counts.pop("removed")
    lines = [f"of the training pairs {line}" for line in lint_notes(counts)]
    if removed:
        were = quantity(removed, "pair was", "pairs were")
        lines.append(f"{were} left out of training because their words are those of twins")
    return lines


TRANSLATE = Report(
    "Where word order changes a translation",
    TranslatorEffects,
    _frame,
    [
        *(module.SECTION for module in (worth, assay, claims, costs, doses, learning, slices)),
        *sections_in("seqtext.report.translate.sections"),
    ],
)
