"""seqtext predict: label or translate files or a pipe, one output line per input line."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

import click

from seqtext.errors import SeqtextError
from seqtext.options import SearchOptions
from seqtext.system.files import atomic_output, display_name, ensure_writable
from seqtext.text.formats import for_texts, format_of
from seqtext.text.inputs import InputOptions

from .command import Command, refuse_given
from .ending import print_result
from .options import model_input_options
from .sections import in_section
from .settings import device_option, options_of, record_from

TRANSLATOR_OPTIONS = ("n_best", "scores", *(f.name for f in fields(SearchOptions)))
CLASSIFIER_OPTIONS = ("top",)

Write = Callable[[str], None]  # gets complete lines with their line feeds


def _output_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of the output."""
    options = (
        click.option(
            "--top",
            type=click.IntRange(1),
            metavar="K",
            help="Write the K most likely labels, each with its probability.",
        ),
        click.option(
            "--json",
            "as_json",
            is_flag=True,
            help="Write one JSON object per line, with every label.",
        ),
        click.option(
            "--keep", is_flag=True, help="Keep the columns of the input, and append the prediction."
        ),
        click.option(
            "-o", "--output", metavar="FILE", help="Output file; created only when complete."
        ),
        click.option(
            "--line-buffered",
            is_flag=True,
            help="Write the output of each line before reading the next.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _search_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of the search for translations."""
    options = (
        options_of(SearchOptions),
        click.option(
            "--n-best",
            type=click.IntRange(1, 1000),
            default=1,
            show_default=True,
            help="Translations written for each line, best first; one for an empty line.",
        ),
        click.option(
            "--scores",
            is_flag=True,
            help="Write score TAB log-probability TAB before each translation.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  echo "not bad at all" | seqtext predict model.safetensors -
  seqtext predict model.safetensors reviews.txt.gz | cut -f1 | sort | uniq -c
  seqtext predict model.safetensors --format tsv test.tsv > labels.tsv
  seqtext predict model.safetensors reviews.csv --keep -o labelled.csv
  seqtext predict model.safetensors --top 3 <(zcat texts.gz) --format lines
  seqtext predict model.safetensors a.txt b.txt --json | jq .probabilities
  seqtext predict en-de.safetensors test.en --format lines > test.de
  seqtext predict en-de.safetensors - --line-buffered
""",
)
@click.argument("model", metavar="MODEL")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@_output_options
@in_section(SearchOptions.section, _search_options)
@device_option
@model_input_options
def predict(
    model: str, files: tuple[str, ...], output: str | None, inputs: InputOptions, **options: Any
) -> None:
    """Label or translate the texts of FILEs (- is stdin) with MODEL.

    A classifier reads the texts of labelled data, a translator the sources of pairs; the columns
    are those of the training unless --columns names others. A classifier writes
    label TAB probability, one line per text. A translator writes one translation per line; with
    --n-best N or --scores it writes N lines per text (one for an empty text), each beginning with
    the number of the text, from 1, and a TAB.
    --keep writes the input lines with the prediction appended: in the columns `predicted` and
    `probability`, or `translation`.
    """
    from seqtext.system.model_file import task_of

    if options["keep"] and options["as_json"]:
        cause = "cannot be combined with --json"
        raise SeqtextError("--keep", cause, "omit one of them; for jsonl input --keep writes JSON")
    task = task_of(model)
    _refuse_missing(files, inputs)
    if output is not None:
        ensure_writable(output, model, *files, *(path.partition("=")[2] for path in files))
    search = record_from(SearchOptions, options)
    if task == "translate":
        from .predict_translations import predict_translations

        refuse_given(CLASSIFIER_OPTIONS, "applies to classifiers only")
        with _output(output) as write:
            predict_translations(model, files, inputs, search, write=write, **options)
    else:
        from .predict_labels import predict_labels

        refuse_given(TRANSLATOR_OPTIONS, "applies to translators only")
        for name in ("n_best", "scores"):
            options.pop(name)
        with _output(output) as write:
            predict_labels(model, files, inputs, write=write, **options)


def _refuse_missing(files: tuple[str, ...], inputs: InputOptions) -> None:
    """Raise SeqtextError for a missing file before anything is written."""
    if len(files) > 1:
        for path in files:
            name = format_of(path, for_texts(path, inputs))
            file = path.partition("=")[2] if name == "files" else path
            if file != "-" and not os.path.lexists(file):
                raise SeqtextError(display_name(file), "no such file", "check the name")


@contextmanager
def _output(output: str | None) -> Iterator[Write]:
    """Yield the function that writes to stdout, or to a file that appears when it is complete."""
    if output is None or output == "-":
        yield lambda lines: print_result(lines, nl=False)
        return
    with atomic_output(output) as file:
        yield lambda lines: (file.write(lines.encode()), None)[1]
