"""The report of a comparison of translators: what stands around its sections."""

from seqtext.order.trainings.notes import in_words
from seqtext.order.translate.effects import TranslatorEffects
from seqtext.report.sections import Frame, Report, sections_in
from seqtext.statistics.bleu import NAMES
from seqtext.tasks.translate.parallel import lint_notes
from seqtext.text.quantities import quantity


def _frame(effects: TranslatorEffects) -> Frame:
    models = (*effects.models, *effects.grammar)
    return Frame(
        "Word order in translation",
        "",
        "matters",
        effects.sentence,
        f"{effects.sentences:,} test sentences, {len(effects.models)} translators.",
        {model.model: "blind" if model.blind else "aware" for model in models},
        "translate.terms.html.j2",
        [f"{NAMES[name]}|{signature}" for name, signature in effects.signatures.items()],
        remarks(effects),
        effects.facts["split"],
    )


def remarks(effects: TranslatorEffects) -> list[str]:
    """What is odd in the pairs, and what happened in single trainings, in words."""
    counts = dict(effects.facts["lint"])
    removed = counts.pop("removed")
    lines = [f"of the training pairs {line}" for line in lint_notes(counts)]
    if removed:
        were = quantity(removed, "pair was", "pairs were")
        lines.append(f"{were} left out of training because their words are those of twins")
    return lines + in_words(effects.facts.get("notes", {}))


TRANSLATE = Report(
    "Where word order changes a translation",
    TranslatorEffects,
    _frame,
    sections_in("seqtext.report.translate.sections"),
)
