"""The report of a comparison of translators: what stands around its sections."""

from seqtext.order.translate.effects import TranslatorEffects
from seqtext.report.models import score_of, sets
from seqtext.report.order import claims, costs, doses, learning, slices, worth
from seqtext.report.sections import TONES, Report, ReportFrame, sections_in
from seqtext.statistics.bleu import NAMES
from seqtext.tasks.translate.parallel import lint_notes
from seqtext.text.quantities import quantity


def _frame(effects: TranslatorEffects) -> ReportFrame:
    models = (*effects.models, *effects.grammar)
    verdict = effects.verdict
    return ReportFrame(
        f"Word order in translation: {verdict.name}",
        verdict.name,
        TONES.get(verdict.name, ""),
        verdict.sentence,
        f"{effects.items:,} test sentences, {len(effects.models)} translators.",
        sets(models),
        "translate.terms.html.j2",
        [f"{NAMES[name]}|{signature}" for name, signature in effects.signatures.items()],
        remarks(effects),
        effects.facts["split"],
        score=score_of(effects),
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
        *(module.SECTION for module in (worth, claims, costs, doses, learning, slices)),
        *sections_in("seqtext.report.translate.sections"),
    ],
)
