"""Command-line options made from the fields of option records, which hold name and help."""

from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, fields
from functools import wraps
from typing import Any

import click

from seqtext.options import ComputeOptions
from seqtext.tasks.task import TASKS, Task, task_named

from .command import refuse_given
from .options import input_options, pair_input_options, record_from, tokenizer_options
from .sections import Decorator, in_section, section_of

split_seed_option = click.option(
    "--split-seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Random seed of the split; independent of the seeds of trainings.",
)

text_hashes_option = click.option(
    "--text-hashes/--no-text-hashes",
    default=True,
    show_default=True,
    help="Store a 32-bit hash of each training text in the model file, so that evaluate can report "
    "texts seen in training.",
)

_min_count_option = click.option(
    "--min-count",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Read words that occur less often as <unk>.",
)


def _max_length_option(default: int) -> Decorator:
    text = "Cut texts after this many tokens (0: never)."
    kind = click.IntRange(0)
    return click.option("--max-length", type=kind, default=default, show_default=True, help=text)


_DEVICE = ComputeOptions.__dataclass_fields__["device"]


def device_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --device, for commands that train nothing."""
    return in_section(section_of(ComputeOptions), _option(_DEVICE))(function)


def options_of(*records: type, without: tuple[str, ...] = ()) -> Decorator:
    """Return a decorator that adds an option for each field of the records, except `without`."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for record in reversed(records):
            for item in reversed(fields(record)):
                if item.name not in without:
                    function = in_section(section_of(record), _option(item))(function)
        return function

    return decorate


def _option(item: "Field[Any]") -> Decorator:
    flag, metadata = "--" + item.name.replace("_", "-"), item.metadata
    default = None if item.default is MISSING else item.default
    text = metadata["help"]
    if metadata.get("flag"):
        return click.option(flag, item.name, is_flag=True, help=text)
    if isinstance(default, bool):
        declared = f"{flag}/--no-{flag[2:]}"
        return click.option(declared, item.name, default=default, show_default=True, help=text)
    kind: Any = metadata.get("type", str) if default is None else type(default)
    if "choices" in metadata:
        kind = click.Choice(metadata["choices"])
    more: dict[str, Any] = {"metavar": metadata["metavar"]} if "metavar" in metadata else {}
    return click.option(
        flag, item.name, type=kind, default=default, show_default=True, help=text, **more
    )


def _reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of tokeniser and vocabulary; the command gets `reading: Reading`."""

    @tokenizer_options
    @_min_count_option
    @click.option(
        "--max-size", type=click.IntRange(3), help="Largest vocabulary.  [default: no limit]"
    )
    @_max_length_option(2000)
    @wraps(function)
    def command(*args: Any, max_length: int, **options: Any) -> Any:
        from seqtext.tasks.classify.dataset import Reading

        options["max_length"] = max_length or None
        return function(*args, reading=record_from(Reading, options), **options)

    return command


def _pair_reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of tokeniser and vocabulary; the command gets `reading: PairReading`."""

    @click.option(
        "--tokenizer",
        type=click.Choice(["bpe", "word", "char"]),
        default="bpe",
        show_default=True,
        help="How to split text into tokens.",
    )
    @click.option("--cased", is_flag=True, help="Keep upper case in the source.")
    @click.option(
        "--subwords",
        type=click.IntRange(10),
        default=8000,
        show_default=True,
        help="Largest number of subwords (bpe).",
    )
    @click.option(
        "--apart", is_flag=True, help="Learn subwords for each language separately (bpe)."
    )
    @_min_count_option
    @_max_length_option(200)
    @wraps(function)
    def command(*args: Any, max_length: int, **options: Any) -> Any:
        from seqtext.tasks.translate.pair_reading import PairReading

        options["max_length"] = max_length or None
        return function(*args, reading=record_from(PairReading, options), **options)

    return command


reading_options = in_section("Tokens", _reading_options)
pair_reading_options = in_section("Tokens", _pair_reading_options)


_READING_OPTIONS = {"translate": pair_reading_options}  # all others have the usual ones


def settings_records(task: Task) -> list[type]:
    """Return the records of options that the settings of a task consist of."""
    return [item.type for item in fields(task.settings)]  # type: ignore[misc]


def task_options(task: Task) -> Decorator:
    """Add the options of a task; the command gets `inputs`, `reading` and `settings`."""
    records = settings_records(task)
    inputs = pair_input_options if "source" in task.roles else input_options
    reading = _READING_OPTIONS.get(task.name, reading_options)

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @options_of(task.extra)
        @inputs
        @reading
        @options_of(*records, without=task.omitted)
        @wraps(function)
        def command(*args: Any, **options: Any) -> Any:
            settings = task.settings(*(record_from(record, options) for record in records))
            return function(*args, settings=settings, **options)

        return command

    return decorate


def answering_options(*kinds: str) -> Decorator:
    """Add the options of all tasks of these kinds: `answering`, `output_options`."""
    records = {record: None for task in map(task_named, TASKS) for record in _records(task, kinds)}
    return options_of(*records)


def _records(task: Task, kinds: Sequence[str]) -> list[type]:
    return [record for kind in kinds for record in getattr(task, kind)]


def records_of(task: Task, options: dict[str, Any], *kinds: str) -> list[Any]:
    """Return the records of a task; raise SeqtextError if an option of another task is set."""
    own = _records(task, kinds)
    for other in map(task_named, TASKS):
        foreign = {item.name for record in _records(other, kinds) for item in fields(record)}
        foreign -= {item.name for record in own for item in fields(record)}
        refuse_given(foreign, f"applies to {other.noun}s only")
    return [record_from(record, options) for record in own]


def models_help(task: Task) -> str:
    """Return the list of a task's models for the end of a command's help."""
    models = task.models()
    width = max(map(len, models))
    lines = (f"  {name:<{width}}  {summary}" for name, summary in models.items())
    return f"\b\nModels ({task.naming}):\n" + "\n".join(lines)
