"""The report of a comparison of classifiers: what stands around its sections."""

from seqtext.order.effects.all import Effects
from seqtext.report.general import verdict_frame
from seqtext.report.sections import Report, ReportFrame, sections_in
from seqtext.text.quantities import quantity


def _frame(effects: Effects) -> ReportFrame:
    seeds = max((model.seeds for model in effects.models if model.varies), default=0)
    trained = quantity(seeds, "seed") if seeds else "models that no seed changes"
    material = f"{effects.items:,} test items, {len(effects.classes)} classes, {trained}."
    if effects.unseen:
        material += (
            f" {effects.unseen} items have a label that training never saw: they count as wrong."
        )
    return verdict_frame(effects, material)


CLASSIFY = Report(
    "Where word order changes the result",
    Effects,
    _frame,
    sections_in("seqtext.report.order", "seqtext.report.classify.sections"),
)
