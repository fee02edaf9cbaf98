"""seqtext evaluate: score a model on labelled texts or sentence pairs."""

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import click

from seqtext.options import ComputeOptions, SearchOptions

from .command import Command, note, refuse_given
from .ending import answer
from .options import model_input_options
from .settings import device_option, options_of, take
from .trained_columns import labelled

if TYPE_CHECKING:
    import numpy as np

    from seqtext.tasks.classify.dataset import Dataset

OF_TRANSLATORS = tuple(item.name for item in fields(SearchOptions))


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  seqtext evaluate model.safetensors test.tsv
  seqtext evaluate model.safetensors --format label-first sst.dev --json | jq .accuracy
  seqtext evaluate nbsvm.safetensors test.tsv --against lstm.safetensors
  seqtext evaluate en-de.safetensors test.en test.de --against other.de
""",
)
@click.argument("model", metavar="MODEL")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option(
    "--against",
    metavar="FILE",
    help="Compare with a second model, or a second system's answers, a line each: a paired test.",
)
@options_of(SearchOptions)
@device_option
@model_input_options
def evaluate(
    model: str, files: tuple[str, ...], as_json: bool, device: str, inputs: Any, **rest: Any
) -> None:
    """Score MODEL on labelled FILEs: accuracy, macro-F1 and more, with 95 % intervals.

    --against names a second model, or labels as `predict` writes them, a line a text: who is right
    more often, by McNemar's exact test.

    A translator is scored on sentence pairs, one file (source TAB target) or two aligned ones:
    BLEU and chrF, cased and lower-cased, and exact translations; --against names a second system's
    translations. The beam search is for translators.
    """
    from seqtext.system.model_file import task_of

    if task_of(model) == "translate":
        from .translations import score

        score(model, files, rest["against"], as_json, device, inputs, take(SearchOptions, rest))
    else:
        refuse_given(OF_TRANSLATORS, "is for translators")
        _score(model, files, rest["against"], as_json, device, inputs)


def _score(
    model: str,
    files: tuple[str, ...],
    against: str | None,
    as_json: bool,
    device: str,
    inputs: Any,
) -> None:
    from seqtext.report.classify.evaluation import evaluated, render
    from seqtext.tasks.classify.classifier import Classifier
    from seqtext.tasks.classify.dataset import read_dataset, refuse_unknown
    from seqtext.tasks.classify.overview import overview

    classifier = Classifier.load(model)
    classifier.place(ComputeOptions(device))
    with labelled(classifier, files, inputs) as inputs:
        data = read_dataset(files, inputs)
    refuse_unknown(data, classifier.labels, " ".join(files))
    other = _right(against, data, device, inputs) if against else None
    record, told = evaluated(classifier, data, other)
    for line in [*overview(files, data, inputs), *told]:
        note(f"seqtext: {line}")
    if as_json:
        answer(json.dumps(record, indent=2, ensure_ascii=False))
    else:
        render(record)


def _right(path: str, data: "Dataset", device: str, inputs: Any) -> "np.ndarray":
    """bool [texts]: whether a second model, or a file of predictions, is right."""
    import numpy as np

    from seqtext.system.model_file import is_model
    from seqtext.tasks.classify.classifier import Classifier
    from seqtext.tasks.classify.dataset import refuse_unknown
    from seqtext.text.predictions import read_predictions

    if is_model(path) or path.endswith(".safetensors"):
        other = Classifier.load(path)
        other.place(ComputeOptions(device))
        refuse_unknown(data, other.labels, path)
        corpus, _ = other.encode(data.texts, data.labels)
        return other.log_probabilities(corpus).argmax(axis=1) == corpus.labels
    labels = read_predictions(path, len(data), inputs.decoding)
    refuse_unknown(data, labels, path)
    return np.array(list(map(str.__eq__, labels, data.labels)))
