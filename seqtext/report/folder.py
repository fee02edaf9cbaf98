"""The report's folder: report.json, report.md and report.html, each written whole or not at all."""

import json
import os

from seqtext.files import atomic_output
from seqtext.order.effects import Effects
from seqtext.report.markdown import markdown
from seqtext.report.page import page
from seqtext.report.record import report_record


def write_report(folder: str, effects: Effects) -> None:
    """Write the three files into `folder`, which exists."""
    record = json.dumps(report_record(effects), indent=1, ensure_ascii=False, allow_nan=False)
    texts = {
        "report.json": record + "\n",
        "report.md": markdown(effects),
        "report.html": page(effects),
    }
    for name, text in texts.items():
        with atomic_output(os.path.join(folder, name)) as file:
            file.write(text.encode("utf-8", "replace"))
