"""The report's folder: every file that `compare` leaves behind."""

from seqtext.order.effects.all import Effects
from seqtext.order.effects.deciding import deciding
from seqtext.order.effects.items import save_items
from seqtext.order.trainings.results import Results
from seqtext.report.classify.report import CLASSIFY
from seqtext.report.classify.sections.texts import LISTED, with_listing
from seqtext.report.folder import write_files


def write_report(folder: str, effects: Effects, results: Results) -> None:
    """Write report.html, report.md, report.json, items.safetensors and items.jsonl."""
    save_items(folder, results)
    page_effects = with_listing(effects, deciding(results, LISTED))
    write_files(folder, CLASSIFY, effects, page_effects)
