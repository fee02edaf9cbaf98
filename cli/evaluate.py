"""seqtext evaluate: score a model on labelled texts or sentence pairs."""

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import click

from seqtext.options import ComputeOptions, SearchOptions

from .command import Command, note, refuse_given
from .ending import print_result
from .options import model_input_options
from .settings import device_option, options_of, record_from
from .trained_columns import reading_labelled

if TYPE_CHECKING:
    import numpy as np

    from seqtext.tasks.classify.dataset import Dataset

TRANSLATOR_OPTIONS = tuple(item.name for item in fields(SearchOptions))


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
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
@click.option(
    "--against",
    metavar="FILE",
    help="Compare by a paired test with a second model, or with another system's output (one line "
    "per text).",
)
@options_of(SearchOptions)
@device_option
@model_input_options
def evaluate(
    model: str, files: tuple[str, ...], as_json: bool, device: str, inputs: Any, **options: Any
) -> None:
    """Score MODEL on labelled FILEs: accuracy, macro-F1 and more, with 95 % intervals.

    --against names a second model, or a file of labels as `predict` writes them, one line per
    text. McNemar's exact test shows which of the two is right more often.

    A translator is scored on sentence pairs, one file (source TAB target) or two aligned files:
    BLEU and chrF, cased and lower-cased, and the share of exact translations; --against names
    another system's translations. The search options apply to translators only.
    """
    from seqtext.system.model_file import task_of

    if task_of(model) == "translate":
        from .translations import evaluate_translations

        search = record_from(SearchOptions, options)
        evaluate_translations(model, files, options["against"], as_json, device, inputs, search)
    else:
        refuse_given(TRANSLATOR_OPTIONS, "applies to translators only")
        _score(model, files, options["against"], as_json, device, inputs)


def _score(
    model: str,
    files: tuple[str, ...],
    against: str | None,
    as_json: bool,
    device: str,
    inputs: Any,
) -> None:
    from seqtext.report.classify.evaluation import evaluate_classifier, render_classification
    from seqtext.tasks.classify.classifier import Classifier
    from seqtext.tasks.classify.dataset import read_dataset, refuse_unknown
    from seqtext.tasks.classify.overview import overview

    classifier = Classifier.load(model)
    classifier.place(ComputeOptions(device))
    with reading_labelled(classifier, files, inputs) as inputs:
        data = read_dataset(files, inputs)
    refuse_unknown(data, classifier.labels, " ".join(files))
    other = _is_right(against, data, device, inputs) if against else None
    record, warnings = evaluate_classifier(classifier, data, other)
    for line in [*overview(files, data, inputs), *warnings]:
        note(f"seqtext: {line}")
    if as_json:
        print_result(json.dumps(record, indent=2, ensure_ascii=False))
    else:
        render_classification(record)


def _is_right(path: str, data: "Dataset", device: str, inputs: Any) -> "np.ndarray":
    """Return whether a second model, or a file of predictions, is right: bool [texts]."""
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
