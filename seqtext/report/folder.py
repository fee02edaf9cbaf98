"""The files of a report: report.html, report.md, report.json."""

import json
import os
from typing import Any

from seqtext.report.document import document
from seqtext.report.markdown import markdown
from seqtext.report.page import page
from seqtext.report.sections import Report
from seqtext.system.files import atomic_output


def write_files(folder: str, report: Report[Any], effects: Any, listed: Any, **more: str) -> None:
    """Write the three files and `more` (name -> text).

    listed: the effects for the page, which may list more of the texts.
    """
    record = json.dumps(document(report, effects), indent=1, ensure_ascii=False)
    contents = {"report.json": record + "\n", "report.md": markdown(report, effects)}
    contents |= {"report.html": page(report, listed), **more}
    for name, text in contents.items():
        with atomic_output(os.path.join(folder, name)) as file:
            file.write(text.encode("utf-8", "replace"))
