"""Options that several commands share, each set as one decorator that hands over one object."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from seqtext.formats import FORMATS, InputOptions
from seqtext.text import Decoding
from seqtext.tokenizer import TOKENIZERS, Tokenizer

Function = Callable[..., Any]


def _inputs(columns: str) -> Callable[[Function], Function]:
    """Add --format --columns --encoding --errors; `columns`: what the second says of itself."""

    def decorate(function: Function) -> Function:
        @click.option(
            "--format",
            type=click.Choice(list(FORMATS)),
            help="Format of the input; by default its extension says it.",
        )
        @click.option("--columns", metavar="ROLES", help=columns)
        @click.option(
            "--encoding", default="utf-8", show_default=True, help="Encoding of the input."
        )
        @click.option(
            "--errors",
            type=click.Choice(["strict", "replace"]),
            default="strict",
            show_default=True,
            help="What to do with a byte that is not text: stop, or put U+FFFD in its place.",
        )
        @wraps(function)
        def command(
            *args: Any,
            format: str | None,
            columns: str | None,
            encoding: str,
            errors: str,
            **rest: Any,
        ) -> Any:
            inputs = InputOptions(format, columns, Decoding(encoding, errors))
            return function(*args, inputs=inputs, **rest)

        return command

    return decorate


# Each hands the command `inputs: InputOptions`: of labelled texts, of sentence pairs, of either.
input_options = _inputs(
    "Where label and text stand: text,label (tsv) or label=NAME,text=NAME (csv, jsonl)."
)
pair_input_options = _inputs(
    "Where source and target stand: target,source,- (tsv) or source=NAME,target=NAME (csv, jsonl)."
)
model_input_options = _inputs(
    "Where label and text stand, or source and target for a translator: text,label (tsv) or "
    "label=NAME,text=NAME (csv, jsonl)."
)


def tokenizer_options(function: Function) -> Function:
    """Add --tokenizer --cased --no-marks; the command gets `tokenizer: Tokenizer`."""

    @click.option(
        "--tokenizer",
        type=click.Choice(list(TOKENIZERS)),
        default="word",
        show_default=True,
        help="How text is cut into tokens.",
    )
    @click.option("--cased", is_flag=True, help="Keep upper case.")
    @click.option("--no-marks", is_flag=True, help="Drop the tokens that are not words (. , ? …).")
    @wraps(function)
    def command(*args: Any, tokenizer: str, cased: bool, no_marks: bool, **rest: Any) -> Any:
        return function(*args, tokenizer=Tokenizer(tokenizer, cased, not no_marks), **rest)

    return command
