"""seqtext info: description of a model, a vocabulary, counts or a report."""

import json

import click

from .command import Command
from .ending import print_result


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  seqtext info model.safetensors
  seqtext info report/models/lstm.safetensors --json | jq .parameters
  seqtext info reviews.vocab
  seqtext info report
""",
)
@click.argument("path", metavar="MODEL|VOCABULARY|COUNTS|REPORT")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def info(path: str, as_json: bool) -> None:
    """Describe a file or a report: task, model, labels, sizes, how it was made.

    For a classifier also: the number of training texts of each class, the score on the
    development set, the columns it reads, and whether it holds hashes of its training texts, which
    reveal whether a given text was among them. What an older file lacks is "not recorded".
    """
    from seqtext.report.info import info as record_of
    from seqtext.report.info import render_info

    record = record_of(path)
    if as_json:
        print_result(json.dumps(record, indent=2, ensure_ascii=False))
    else:
        render_info(record)
