"""Options that several commands share, each set as one decorator that hands over one object."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from seqtext.text.inputs import FORMATS, InputOptions
from seqtext.text.lines import Decoding
from seqtext.text.tokenizer import TOKENIZERS, Tokenizer

from .sections import in_section

Function = Callable[..., Any]


def decoding_options(function: Function) -> Function:
    """Add --encoding --errors; the command gets `decoding: Decoding`."""

    @click.option(
        "--encoding", default="utf-8", show_default=True, help="Decode the input as this encoding."
    )
    @click.option(
        "--errors",
        type=click.Choice(["strict", "replace"]),
        default="strict",
        show_default=True,
        help="Stop at a byte that is not text, or put U+FFFD in its place.",
    )
    @wraps(function)
    def command(*args: Any, encoding: str, errors: str, **rest: Any) -> Any:
        return function(*args, decoding=Decoding(encoding, errors), **rest)

    return command


def _inputs(columns: str, labels: bool = True) -> Callable[[Function], Function]:
    """Add the fields of InputOptions; `columns`: the help of --columns; `labels`: add --labels."""

    def decorate(function: Function) -> Function:
        @click.option(
            "--format",
            type=click.Choice(list(FORMATS)),
            help="Read this format; by default the extension says which.",
        )
        @click.option("--columns", metavar="ROLES", help=columns)
        @click.option(
            "--header/--no-header",
            default=None,
            help="Take line 1 as names of columns, or as a text; by default csv has names.",
        )
        @click.option(
            "--delimiter",
            metavar="CHARACTER",
            help="Part columns by this delimiter: ; , | @ or tab; without --format as in csv.",
        )
        @click.option(
            "--escape", is_flag=True, help="Take the character after a backslash as it is (csv)."
        )
        @click.option(
            "--join",
            metavar="STRING",
            default=" ",
            help="Put this between several text columns.  [default: a space]",
        )
        @decoding_options
        @wraps(function)
        def command(
            *args: Any,
            format: str | None,
            columns: str | None,
            decoding: Decoding,
            header: bool | None,
            delimiter: str | None,
            escape: bool,
            join: str,
            **rest: Any,
        ) -> Any:
            renaming = rest.pop("labels") if labels else None
            inputs = InputOptions(
                format, columns, decoding, header, delimiter, escape, join, renaming
            )
            return function(*args, inputs=inputs, **rest)

        return _labels_option(command) if labels else command

    return in_section("Input", decorate)


_labels_option = click.option(
    "--labels",
    metavar="OLD=NEW,...",
    help="Read the label OLD as NEW: 1=negative,2=positive.",
)

# Each hands the command `inputs: InputOptions`: of labelled texts, of sentence pairs, of either.
input_options = _inputs(
    "Find label and text by position (text,label), or by name or number (label=NAME,text=3)."
)
pair_input_options = _inputs(
    "Find source and target by position (target,source,-), or by name or number "
    "(source=NAME,target=3).",
    labels=False,
)
model_input_options = _inputs(
    "Find label and text, or source and target for a translator: by position (text,label), "
    "or by name or number (label=NAME,text=3)."
)


group_option = click.option(
    "--group",
    metavar="COLUMN",
    help="Keep together what this column, by name or number, gives one name: a user, a document.",
)


def _tokenizer_options(function: Function) -> Function:
    """Add --tokenizer --cased --no-marks; the command gets `tokenizer: Tokenizer`."""

    @click.option(
        "--tokenizer",
        type=click.Choice(list(TOKENIZERS)),
        default="word",
        show_default=True,
        help="Cut text into tokens so.",
    )
    @click.option("--cased", is_flag=True, help="Keep upper case.")
    @click.option("--no-marks", is_flag=True, help="Drop the tokens that are not words (. , ? …).")
    @wraps(function)
    def command(*args: Any, tokenizer: str, cased: bool, no_marks: bool, **rest: Any) -> Any:
        return function(*args, tokenizer=Tokenizer(tokenizer, cased, not no_marks), **rest)

    return command


tokenizer_options = in_section("Tokens", _tokenizer_options)
