"""seqtext report: finished reports."""

import os

import click

from .command import Command
from .ending import print_result
from .group import CommandGroup


@click.group(cls=CommandGroup)
def report() -> None:
    """Show finished reports."""


@report.command(
    "show",
    cls=Command,
    epilog="""\b
Examples:
  seqtext report show report
  seqtext report show report | less
""",
)
@click.argument("folder", metavar="FOLDER")
def show_report(folder: str) -> None:
    """Print the report that `compare` wrote into FOLDER.

    Nothing is trained or computed: the figures are those of FOLDER/report.json.
    """
    from seqtext.report.reports import report_of
    from seqtext.report.stored import effects_of, read_record, task_of
    from seqtext.report.terminal import show_report as show_effects

    record = read_record(folder)
    task_report = report_of(task_of(record))
    if task_report.restorable:
        show_effects(task_report, effects_of(record, task_report.effects, folder))
    else:
        print_result(_markdown(folder), nl=False)


def _markdown(folder: str) -> str:
    """Return the text of report.md."""
    from seqtext.text.lines import read_file_lines

    return "".join(f"{line}\n" for line in read_file_lines(os.path.join(folder, "report.md")))
