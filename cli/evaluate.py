"""seqtext evaluate: score a model on a labelled file."""

import json
from typing import Any

import click

from .command import Command, note
from .options import input_options


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  seqtext evaluate model.safetensors test.tsv
  seqtext evaluate model.safetensors --format label-first sst.dev --json | jq .accuracy
""",
)
@click.argument("model", metavar="MODEL")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@input_options
def evaluate(model: str, files: tuple[str, ...], as_json: bool, inputs: Any) -> None:
    """Score MODEL on labelled FILEs: accuracy, macro-F1 and more, with 95 % intervals."""
    from seqtext.classifier import Classifier
    from seqtext.dataset import read_dataset, unseen_labels
    from seqtext.report.evaluation import evaluation, render

    classifier = Classifier.load(model)
    data = read_dataset(files, inputs)
    corpus, cut = classifier.encode(data.texts, data.labels)
    record = evaluation(
        corpus.labels,
        classifier.log_probabilities(corpus),
        classifier.labels,
        {**classifier.described(), "n": len(data), "test": data.digest()[:12]},
    )
    unseen = unseen_labels(data, classifier.labels)
    if unseen:
        note(f"seqtext: {unseen}")
    if cut:
        note(f"seqtext: {cut} texts were cut after {classifier.max_length} tokens")
    if as_json:
        click.echo(json.dumps(record, indent=2, ensure_ascii=False))
    else:
        render(record)
