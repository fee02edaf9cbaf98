"""The report's folder: every file that `compare` leaves behind."""

import json
import os

from seqtext.files import atomic_output
from seqtext.order.deciding import deciding
from seqtext.order.effects import Effects
from seqtext.order.items import save_items
from seqtext.order.results import Results
from seqtext.report.comparison_markdown import markdown
from seqtext.report.comparison_record import report_record
from seqtext.report.page import LISTED, page


def write_report(folder: str, effects: Effects, results: Results) -> None:
    """Write report.html, report.md, report.json, items.safetensors and items.jsonl."""
    save_items(folder, results)
    record = json.dumps(report_record(effects), indent=1, ensure_ascii=False)
    contents = {"report.json": record + "\n", "report.md": markdown(effects)}
    contents["report.html"] = page(effects, deciding(results, LISTED))
    for name, text in contents.items():
        with atomic_output(os.path.join(folder, name)) as file:
            file.write(text.encode("utf-8", "replace"))
