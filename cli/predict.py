"""seqtext predict: label or translate files or a pipe, one line out for each line in."""

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
from .ending import answer
from .options import model_input_options
from .sections import in_section
from .settings import device_option, options_of, take

OF_TRANSLATORS = ("n_best", "scores", *(f.name for f in fields(SearchOptions)))
OF_CLASSIFIERS = ("top",)

Write = Callable[[str], None]  # whole lines, with their ends


def _answer_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What is written of each text, and where."""
    options = (
        click.option(
            "--top",
            type=click.IntRange(1),
            metavar="K",
            help="Write the K likeliest labels, each with its probability.",
        ),
        click.option(
            "--json", "as_json", is_flag=True, help="Write a JSON object a line, with every label."
        ),
        click.option(
            "--keep", is_flag=True, help="Keep the columns of the input; add the answer behind."
        ),
        click.option("-o", "--output", metavar="FILE", help="Write here, whole or not at all."),
        click.option(
            "--line-buffered", is_flag=True, help="Answer each line before the next is read."
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _search_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """How translations are looked for, and which are written."""
    options = (
        options_of(SearchOptions),
        click.option(
            "--n-best",
            type=click.IntRange(1, 1000),
            default=1,
            show_default=True,
            help="Write so many translations of a line, the best first; of an empty line one.",
        ),
        click.option(
            "--scores",
            is_flag=True,
            help="Write score TAB log-probability TAB before a translation.",
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
@_answer_options
@in_section(SearchOptions.section, _search_options)
@device_option
@model_input_options
def predict(
    model: str, files: tuple[str, ...], output: str | None, inputs: InputOptions, **rest: Any
) -> None:
    """Label or translate the texts of FILEs (- is stdin), as the model was trained to.

    Of labelled texts a classifier reads the texts, of pairs a translator reads the sources; the
    columns are those of the training where --columns names no others. A classifier writes
    label TAB probability, one line a text. A translator writes a translation a line; with
    --n-best N or --scores, N lines a text (an empty one has one), which begin with its number,
    from 1, TAB.
    --keep writes the lines of the input with the answer behind them: in columns `predicted` and
    `probability`, of a translator `translation`.
    """
    from seqtext.system.model_file import task_of

    if rest["keep"] and rest["as_json"]:
        cause = "goes without --json"
        raise SeqtextError("--keep", cause, "leave one out; of jsonl it keeps and adds keys")
    task = task_of(model)
    _refuse_missing(files, inputs)
    if output is not None:
        ensure_writable(output, model, *files, *(path.partition("=")[2] for path in files))
    search = take(SearchOptions, rest)
    if task == "translate":
        from .predict_translations import translate

        refuse_given(OF_CLASSIFIERS, "is for classifiers")
        with _opened(output) as write:
            translate(model, files, inputs, search, write=write, **rest)
    else:
        from .predict_labels import label

        refuse_given(OF_TRANSLATORS, "is for translators")
        for name in ("n_best", "scores"):
            rest.pop(name)
        with _opened(output) as write:
            label(model, files, inputs, write=write, **rest)


def _refuse_missing(files: tuple[str, ...], inputs: InputOptions) -> None:
    """Raise SeqtextError for a file that is not there before another is answered."""
    if len(files) > 1:
        for path in files:
            name = format_of(path, for_texts(path, inputs))
            file = path.partition("=")[2] if name == "files" else path
            if file != "-" and not os.path.lexists(file):
                raise SeqtextError(
                    display_name(file), "does not exist", "name a file that can be read"
                )


@contextmanager
def _opened(output: str | None) -> Iterator[Write]:
    """What writes the answers: to stdout, or to a file that appears when it is whole."""
    if output is None or output == "-":
        yield lambda lines: answer(lines, nl=False)
        return
    with atomic_output(output) as file:
        yield lambda lines: (file.write(lines.encode()), None)[1]
