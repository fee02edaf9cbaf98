"""report.html: one self-contained page that a double click opens; a loop over the sections."""

import base64
import hashlib
from typing import Any

from markupsafe import Markup

from seqtext.report.sections import Report
from seqtext.report.signature import signature
from seqtext.report.templates import environment


def page(report: Report[Any], effects: Any) -> str:
    """The page as HTML. User text is escaped by Jinja2; plots and figures are Markup."""
    frame, pages = report.frame(effects), environment()
    parts = report.blocks(effects)
    scripts = [section.script for section, _ in parts if section.script]
    script = "\n".join(pages.get_template(name).render() for name in scripts)
    return pages.get_template("page.html.j2").render(
        title=report.title,
        frame=frame,
        effects=effects,
        sets=frame.reads,
        parts=parts,
        sentences=[b.sentence for _, blocks in parts for b in blocks if b.sentence],
        broken=sum(not check.passed for check in effects.checks),
        signatures=[signature(effects.facts), *frame.signatures],
        script=Markup(script),
        script_hash=_hash(script),
    )


def _hash(script: str) -> str:
    """What the page's security policy lets run: this script and no other."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
