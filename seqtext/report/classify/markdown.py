"""The report of a comparison as Markdown."""

from seqtext.order.effects.all import Effects
from seqtext.report.classify.tables import deciding_texts_table, main_tables
from seqtext.report.classify.terms_tables import terms_tables
from seqtext.report.classify.where_tables import where_tables
from seqtext.report.markdown import code, listed, plain, section
from seqtext.report.signature import signature


def report_markdown(effects: Effects) -> str:
    """The whole report: verdict, tables, deciding texts, checks, and how it was made."""
    parts = ["# Where word order changes the result", f"**{plain(effects.verdict.sentence)}**"]
    if effects.memory:
        parts.append(plain(effects.memory.sentence))
    if effects.learning:
        parts.append(plain(effects.learning.sentence))
    shown = [*main_tables(effects), *terms_tables(effects), *where_tables(effects)]
    parts += [section(table) for table in shown]
    deciding = deciding_texts_table(effects)
    if deciding:
        parts.append(section(deciding))
    parts += ["## Checks", listed(effects.checks), "## How it was made"]
    if "command" in effects.facts:
        parts.append(code(effects.facts["command"]))
    parts.append(code(signature(effects.facts)))
    return "\n\n".join(parts) + "\n"
