"""The reports by task: a task without a report of its own has the general one."""

from importlib import import_module
from typing import Any

from seqtext.report.sections import Report

_OWN = {
    "classify": "seqtext.report.classify.report:CLASSIFY",
    "translate": "seqtext.report.translate.report:TRANSLATE",
}


def report_of(task: str) -> Report[Any]:
    """The report of a task."""
    module, _, name = _OWN.get(task, "seqtext.report.general:GENERAL").partition(":")
    report: Report[Any] = getattr(import_module(module), name)
    return report
