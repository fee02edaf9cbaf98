"""seqtext predict: answer the texts of files or a pipe, one output line per input line."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from seqtext.errors import SeqtextError
from seqtext.options import ComputeOptions
from seqtext.system.files import atomic_output, display_name, ensure_writable
from seqtext.tasks.task import task_of_file
from seqtext.text.added_columns import AddedColumns, refuse_other_columns
from seqtext.text.formats import for_texts, format_of, read_records
from seqtext.text.inputs import InputOptions
from seqtext.text.records import Record
from seqtext.text.remembered import read_as_trained

from .command import Command, is_set, print_notes
from .ending import print_result
from .options import model_input_options, with_options
from .settings import answering_options, device_option, records_of
from .trained_columns import input_options_for

if TYPE_CHECKING:
    from seqtext.tasks.output import Output

Write = Callable[[str], None]  # gets complete lines with their line feeds


_output_options = with_options(
    click.option("--json", "as_json", is_flag=True, help="Write one JSON object per line."),
    click.option(
        "--keep", is_flag=True, help="Keep the columns of the input, and append the prediction."
    ),
    click.option("-o", "--output", metavar="FILE", help="Output file; created only when complete."),
    click.option(
        "--line-buffered",
        is_flag=True,
        help="Write the output of each line before reading the next.",
    ),
)


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
@answering_options("answering", "output_options")
@device_option
@model_input_options
def predict(
    model: str,
    files: tuple[str, ...],
    output: str | None,
    as_json: bool,
    keep: bool,
    line_buffered: bool,
    device: str,
    inputs: InputOptions,
    **options: Any,
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
    if keep and as_json:
        cause = "cannot be combined with --json"
        raise SeqtextError("--keep", cause, "omit one of them; for jsonl input --keep writes JSON")
    task = task_of_file(model)
    _refuse_missing(files, inputs)
    if output is not None:
        ensure_writable(output, model, *files, *(path.partition("=")[2] for path in files))
    records = records_of(task, options, "answering", "output_options")
    task.refuse_output(keep, *records)
    with _writer(output) as write:
        trained = task.load(model, ComputeOptions(device))
        answers = task.output(trained, as_json, is_set, *records)
        role = task.roles[-1] if task.roles[0] == "label" else task.roles[0]
        read = input_options_for(trained, files, inputs, (role,))
        columns = _with_columns(files, inputs, read, role, answers.names) if keep else []
        if columns and (header := columns[0].header()) is not None:
            write(header + "\n")
        for number, (path, each) in enumerate(zip(files, read, strict=True)):
            added = columns[number] if keep else None
            with read_as_trained(inputs, each):
                for lines in _lines(answers, path, each, role, added, line_buffered):
                    write(lines)
        print_notes(answers.notes())


def _refuse_missing(files: tuple[str, ...], inputs: InputOptions) -> None:
    """Raise SeqtextError for a missing file before anything is written."""
    if len(files) > 1:
        for path in files:
            name = format_of(path, for_texts(path, inputs))
            file = path.partition("=")[2] if name == "files" else path
            if file != "-" and not os.path.lexists(file):
                raise SeqtextError(display_name(file), "no such file", "check the name")


@contextmanager
def _writer(output: str | None) -> Iterator[Write]:
    """Yield the function that writes to stdout, or to a file that appears when it is complete."""
    if output is None or output == "-":
        yield lambda lines: print_result(lines, nl=False)
        return
    with atomic_output(output) as file:
        yield lambda lines: (file.write(lines.encode()), None)[1]


def _with_columns(
    files: Sequence[str],
    inputs: InputOptions,
    read: Sequence[InputOptions],
    role: str,
    names: tuple[str, ...],
) -> list[AddedColumns]:
    """Return the added columns of each file; raise SeqtextError if its columns cannot be kept."""
    columns = []
    for path, options in zip(files, read, strict=True):
        with read_as_trained(inputs, options):
            source = read_records(path, for_texts(path, options), (role,))
        columns.append(AddedColumns(path, source, names, options.escape))
    refuse_other_columns(columns)
    return columns


def _lines(
    answers: "Output",
    path: str,
    options: InputOptions,
    role: str,
    added: AddedColumns | None,
    line_buffered: bool,
) -> Iterator[str]:
    """Yield complete lines."""
    if added is None and not line_buffered and role == "text":
        from seqtext.kernel.blocks import read_blocks

        yield from map(answers.lines, answers.stream(read_blocks(path, options)))
        return
    source = added.source if added else read_records(path, for_texts(path, options), (role,))
    for some, records in _with_records(answers, source.records, role, line_buffered):
        if added is None:
            yield answers.lines(some)
        else:
            rows = zip(records, answers.rows(some), strict=True)
            yield "".join(added.row(record, values) + "\n" for record, values in rows)


def _with_records(
    answers: "Output", records: Iterable[Record], role: str, line_buffered: bool
) -> Iterator[tuple[Any, list[Record]]]:
    """Yield answers with their records: one at a time, or in blocks that are read ahead."""
    if line_buffered:
        for record in records:
            yield answers.of([record.values[role]]), [record]
        return
    from seqtext.kernel.blocks import blocks_of

    waiting: deque[Record] = deque()

    def texts() -> Iterator[str]:
        for record in records:
            waiting.append(record)
            yield record.values[role]

    for some in answers.stream(blocks_of(texts())):
        yield some, [waiting.popleft() for _ in range(len(some))]
