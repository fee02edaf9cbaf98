"""seqtext evaluate: score a model on labelled texts or sentence pairs."""

import json
from dataclasses import fields
from typing import Any

import click

from seqtext.options import ComputeOptions, SearchOptions

from .command import Command, note, refuse_given
from .ending import answer
from .options import model_input_options
from .settings import device_option, options_of, take

OF_TRANSLATORS = ("against", *(item.name for item in fields(SearchOptions)))


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  seqtext evaluate model.safetensors test.tsv
  seqtext evaluate model.safetensors --format label-first sst.dev --json | jq .accuracy
  seqtext evaluate en-de.safetensors test.en test.de --against other.de
""",
)
@click.argument("model", metavar="MODEL")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option(
    "--against",
    metavar="FILE",
    help="A second system's translations, one a line: a paired test of every figure.",
)
@options_of(SearchOptions)
@device_option
@model_input_options
def evaluate(
    model: str, files: tuple[str, ...], as_json: bool, device: str, inputs: Any, **rest: Any
) -> None:
    """Score MODEL on labelled FILEs: accuracy, macro-F1 and more, with 95 % intervals.

    A translator is scored on sentence pairs, one file (source TAB target) or two aligned ones:
    BLEU and chrF, cased and lower-cased, and exact translations. --against and the beam search
    are for translators.
    """
    from seqtext.checkpoint import task_of

    if task_of(model) == "translate":
        from .translations import score

        score(model, files, rest["against"], as_json, device, inputs, take(SearchOptions, rest))
    else:
        refuse_given(OF_TRANSLATORS, "is for translators")
        _score(model, files, as_json, device, inputs)


def _score(model: str, files: tuple[str, ...], as_json: bool, device: str, inputs: Any) -> None:
    from seqtext.classifier import Classifier
    from seqtext.corpus import cut_told
    from seqtext.dataset import read_dataset, unseen_labels
    from seqtext.overview import overview
    from seqtext.report.evaluation import evaluation, render

    classifier = Classifier.load(model)
    classifier.place(ComputeOptions(device))
    data = read_dataset(files, inputs)
    corpus, cut = classifier.encode(data.texts, data.labels)
    record = evaluation(
        corpus.labels,
        classifier.log_probabilities(corpus),
        classifier.labels,
        {**classifier.described(), "n": len(data), "test": data.digest()[:12]},
    )
    for line in overview(files, data, inputs):
        note(f"seqtext: {line}")
    unseen = unseen_labels(data, classifier.labels)
    if unseen:
        note(f"seqtext: {unseen}")
    for line in cut_told(cut, classifier.max_length):
        note(f"seqtext: {line}")
    if as_json:
        answer(json.dumps(record, indent=2, ensure_ascii=False))
    else:
        render(record)
