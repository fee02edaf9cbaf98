"""The input options of the training, which a model stores and applies to its inputs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from seqtext.errors import SeqtextError
from seqtext.text.columns import Columns
from seqtext.text.formats import for_texts, format_of
from seqtext.text.inputs import InputOptions

NAMED = ("csv", "jsonl")  # formats in which a role may have the same name
_LAYOUT = ("header", "delimiter", "escape")


def to_remember(options: InputOptions, path: str) -> dict[str, Any]:
    """The input options that a model stores; `path`: the first training file."""
    return replace(options, format=format_of(path, options)).to_json()


def as_trained(
    given: InputOptions,
    path: str,
    record: dict[str, Any] | None,
    roles: tuple[str, ...],
    known: tuple[str, ...] = (),
) -> InputOptions:
    """The options for an input of a model: as given, else as in the training.

    --columns of the training apply to these `roles` if the format is the same or also names its
    columns; header, delimiter and escape apply if the format is the same. Labels are renamed as in
    the training. known: the labels of the model.
    """
    given = replace(given, known=known)
    if not record:
        return given
    trained = InputOptions.from_json(record)
    if given.labels is None and "label" in roles:
        given = replace(given, labels=trained.labels)
    name = format_of(path, for_texts(path, given))
    same, columns = name == trained.format, trained.parsed_columns
    layout = given.header is not None or given.delimiter is not None or given.escape
    if same and not layout and given.columns is None:
        given = replace(given, **{key: getattr(trained, key) for key in _LAYOUT})
        given = replace(given, assumed=trained.header is not None)
    if given.columns is not None or columns is None:
        return given
    if same and columns.positions:
        return replace(given, columns=trained.columns, join=trained.join)
    named = _named(columns, roles)
    if named and (same or (name in NAMED and trained.format in NAMED and not columns.by_number)):
        return replace(given, columns=named, join=trained.join)
    return given


def _named(columns: Columns, roles: tuple[str, ...]) -> str:
    """The names of these roles, in the syntax of --columns."""
    wanted = {*roles, *(("text2",) if "text" in roles else ())}
    items = [(role, parts) for role, parts in columns.names.items() if role in wanted]
    return ",".join(f"{role}={'+'.join(map(_quoted, parts))}" for role, parts in items)


def _quoted(name: str) -> str:
    return name if name.isalnum() else '"' + name.replace('"', '""') + '"'


@contextmanager
def read_as_trained(given: InputOptions, used: InputOptions) -> Iterator[None]:
    """Add to an error of an input that its columns are those of the training."""
    try:
        yield
    except SeqtextError as error:
        if used.columns == given.columns or "trained with" in error.cause:
            raise
        cause = f"{error.cause} (the model was trained with --columns {used.columns})"
        raise SeqtextError(error.place, cause, error.remedy) from error
