"""Write the properties of docs/*.schema.json from the sections of the reports: `make schemas`."""

import json
from pathlib import Path

from seqtext.report.classify.report import CLASSIFY
from seqtext.report.document import schema
from seqtext.report.translate.report import TRANSLATE

for name, report in (("report", CLASSIFY), ("translation-report", TRANSLATE)):
    path = Path(__file__).with_name(f"{name}.schema.json")
    written = schema(report, json.loads(path.read_text(encoding="utf-8")))
    path.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
