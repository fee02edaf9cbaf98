"""The report's folder: every file that `compare` leaves behind."""

import json
import os

from seqtext.order.effects.all import Effects
from seqtext.order.effects.deciding import deciding
from seqtext.order.effects.items import save_items
from seqtext.order.trainings.results import Results
from seqtext.report.classify.markdown import report_markdown
from seqtext.report.classify.page import LISTED, report_page
from seqtext.report.classify.record import report_record
from seqtext.system.files import atomic_output


def write_report(folder: str, effects: Effects, results: Results) -> None:
    """Write report.html, report.md, report.json, items.safetensors and items.jsonl."""
    save_items(folder, results)
    record = json.dumps(report_record(effects), indent=1, ensure_ascii=False)
    contents = {"report.json": record + "\n", "report.md": report_markdown(effects)}
    contents["report.html"] = report_page(effects, deciding(results, LISTED))
    for name, text in contents.items():
        with atomic_output(os.path.join(folder, name)) as file:
            file.write(text.encode("utf-8", "replace"))
