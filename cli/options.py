"""Options that several commands share; each decorator passes one object to the command."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any

import click

from seqtext.text.inputs import FORMATS, InputOptions
from seqtext.text.lines import Decoding
from seqtext.text.tokenizer import TOKENIZERS, Tokenizer

from .sections import Decorator, in_section

Function = Callable[..., Any]


def with_options(*decorators: Decorator) -> Decorator:
    """Return one decorator that adds the options in this order."""

    def decorate(function: Function) -> Function:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def record_from(record: type, values: dict[str, Any]) -> Any:
    """Remove the fields of a record from `values` and return the record."""
    names = [item.name for item in fields(record)]
    return record(**{name: values.pop(name) for name in names if name in values})


def decoding_options(function: Function) -> Function:
    """Add --encoding and --errors; the command gets `decoding: Decoding`."""

    @click.option("--encoding", default="utf-8", show_default=True, help="Encoding of the input.")
    @click.option(
        "--errors",
        type=click.Choice(["strict", "replace"]),
        default="strict",
        show_default=True,
        help="What to do with invalid bytes: stop, or replace them with U+FFFD.",
    )
    @wraps(function)
    def command(*args: Any, encoding: str, errors: str, **options: Any) -> Any:
        return function(*args, decoding=Decoding(encoding, errors), **options)

    return command


def _inputs(columns: str, labels: bool = True) -> Decorator:
    """Add the fields of InputOptions; `columns`: the help of --columns; `labels`: add --labels."""

    def decorate(function: Function) -> Function:
        @click.option(
            "--format",
            type=click.Choice(list(FORMATS)),
            help="Input format.  [default: by file extension]",
        )
        @click.option("--columns", metavar="ROLES", help=columns)
        @click.option(
            "--header/--no-header",
            default=None,
            help="Whether line 1 holds column names.  [default: in csv, or if --columns has names]",
        )
        @click.option(
            "--delimiter",
            metavar="CHARACTER",
            help="Column delimiter: ; , | @ or tab. Implies csv unless --format is set.",
        )
        @click.option(
            "--escape", is_flag=True, help="Read a backslash as the escape character (csv)."
        )
        @click.option(
            "--join",
            metavar="STRING",
            default=" ",
            help="String between several text columns.  [default: a space]",
        )
        @decoding_options
        @wraps(function)
        def command(*args: Any, **options: Any) -> Any:
            return function(*args, inputs=record_from(InputOptions, options), **options)

        return _labels_option(command) if labels else command

    return in_section("Input", decorate)


_labels_option = click.option(
    "--labels",
    metavar="OLD=NEW,...",
    help="Rename labels: 1=negative,2=positive.",
)

# Each passes `inputs: InputOptions`: for labelled texts, for sentence pairs, or for either.
input_options = _inputs(
    "Columns of label and text, by position (text,label), or by name or number (label=NAME,text=3)."
)
pair_input_options = _inputs(
    "Columns of source and target, by position (target,source,-), or by name or number "
    "(source=NAME,target=3).",
    labels=False,
)
model_input_options = _inputs(
    "Columns of label and text (for a translator: source and target), by position (text,label), "
    "or by name or number (label=NAME,text=3)."
)


dev_option = click.option(
    "--dev",
    metavar="FILE",
    multiple=True,
    help="Development set.  [default: a tenth of TRAIN, set aside]",
)


def seeds_option(default: int) -> Decorator:
    """Add --seeds."""
    text = "Trainings per network, each with its own seed."
    kind = click.IntRange(1)
    return click.option("--seeds", type=kind, default=default, show_default=True, help=text)


group_option = click.option(
    "--group",
    metavar="COLUMN",
    help="Keep records with the same value in this column (name or number) together, "
    "for example those of a user.",
)


def _tokenizer_options(function: Function) -> Function:
    """Add --tokenizer, --cased and --no-marks; the command gets `tokenizer: Tokenizer`."""

    @click.option(
        "--tokenizer",
        type=click.Choice(list(TOKENIZERS)),
        default="word",
        show_default=True,
        help="How to split text into tokens.",
    )
    @click.option("--cased", is_flag=True, help="Keep upper case; by default all is lower-cased.")
    @click.option("--no-marks", is_flag=True, help="Drop tokens that are not words (. , ? …).")
    @wraps(function)
    def command(*args: Any, tokenizer: str, cased: bool, no_marks: bool, **options: Any) -> Any:
        return function(*args, tokenizer=Tokenizer(tokenizer, cased, not no_marks), **options)

    return command


tokenizer_options = in_section("Tokens", _tokenizer_options)
