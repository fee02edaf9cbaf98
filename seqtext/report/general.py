"""The report of a task that has no report of its own: the sections that all comparisons have."""

from typing import Any

from seqtext.order.effects.all import Effects
from seqtext.order.effects.items import save_items
from seqtext.order.trainings.results import Results
from seqtext.report.folder import write_files
from seqtext.report.models import score_of, sets
from seqtext.report.sections import TONES, Report, ReportFrame, sections_in
from seqtext.text.quantities import quantity


def verdict_frame(
    effects: Any, material: str, subject: str = "Word order", **more: Any
) -> ReportFrame:
    """The frame of any report that has a verdict; `more`: fields of it."""
    verdict = effects.verdict
    usual = {"reads": sets(effects.models), "terms": "classify.terms.html.j2"}
    return ReportFrame(
        f"{subject}: {verdict.name}",
        verdict.name,
        TONES.get(verdict.name, ""),
        verdict.sentence,
        material,
        score=score_of(effects),
        **(usual | more),
    )


def _frame(effects: Effects) -> ReportFrame:
    models = quantity(len(effects.models), "model")
    return verdict_frame(effects, f"{effects.items:,} test items, {models}.")


GENERAL = Report(
    "Where word order changes the result", Effects, _frame, sections_in("seqtext.report.order")
)


def write_general_report(folder: str, effects: Effects, results: Results) -> None:
    """Write report.html, report.md, report.json and the results by item."""
    save_items(folder, results)
    write_files(folder, GENERAL, effects, effects)
