"""seqtext evaluate: score a model on labelled texts or sentence pairs."""

import json
from typing import Any

import click

from seqtext.options import ComputeOptions
from seqtext.tasks.task import Task, task_of_file

from .command import Command, print_notes
from .ending import print_result
from .options import model_input_options
from .settings import answering_options, device_option, records_of
from .trained_columns import reading_data


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
@answering_options("answering")
@device_option
@model_input_options
def evaluate(
    model: str,
    files: tuple[str, ...],
    as_json: bool,
    against: str | None,
    device: str,
    inputs: Any,
    **options: Any,
) -> None:
    """Score MODEL on labelled FILEs: accuracy, macro-F1 and more, with 95 % intervals.

    --against names a second model, or a file of labels as `predict` writes them, one line per
    text. McNemar's exact test shows which of the two is right more often.

    A translator is scored on sentence pairs, one file (source TAB target) or two aligned files:
    BLEU and chrF, cased and lower-cased, and the share of exact translations; --against names
    another translator or another system's translations. The search options apply to translators
    only.
    """
    from seqtext.report.evaluation import evaluation_of

    task, compute = task_of_file(model), ComputeOptions(device)
    records = records_of(task, options, "answering")
    trained, evaluation = task.load(model, compute), evaluation_of(task)
    with reading_data(trained, files, inputs, task.roles) as inputs:
        data = task.read(files, inputs)
    evaluation.refuse(trained, data, " ".join(files))
    other = _other(task, against, data, compute, inputs, records) if against else None
    record, lines = evaluation.evaluate(trained, data, other, *records)
    print_notes([*task.overview(files, data, inputs), *lines])
    if as_json:
        print_result(json.dumps(record, indent=2, ensure_ascii=False))
    else:
        evaluation.render(record)


def _other(
    task: Task, path: str, data: Any, compute: ComputeOptions, inputs: Any, records: list[Any]
) -> Any:
    """Return the answers of a second model, or those of a file."""
    from seqtext.report.evaluation import evaluation_of
    from seqtext.system.model_file import is_model

    if is_model(path) or path.endswith(".safetensors"):
        return evaluation_of(task).answers(task.load(path, compute), data, path, *records)
    return evaluation_of(task).read_answers(path, data, inputs.decoding)


def show_test_scores(task: Task, trained: Any, test: Any) -> None:
    """Print the scores on the test set that was set aside."""
    from seqtext.report.evaluation import evaluation_of

    evaluation = evaluation_of(task)
    record, lines = evaluation.evaluate(trained, test, None, *(each() for each in task.answering))
    print_notes(f"test: {line}" for line in lines)
    evaluation.render(record)
