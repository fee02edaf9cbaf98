"""seqtext info: what a model, a vocabulary, counts or a report is."""

import json

import click

from .command import Command
from .ending import answer


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
    """Tell what a file or a report is: task, model, labels, sizes, how it was made.

    Of a classifier also how many texts of each class it was trained on, its score on the
    development set, the columns it reads, and whether it holds hashes of its training texts, by
    which its owner can tell which texts were among them. What an older file does not hold is
    "not recorded".
    """
    from seqtext.report.info import info as record_of
    from seqtext.report.info import render

    record = record_of(path)
    if as_json:
        answer(json.dumps(record, indent=2, ensure_ascii=False))
    else:
        render(record)
