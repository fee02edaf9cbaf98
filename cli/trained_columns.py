"""The columns that a model was trained on, as defaults for the input of a command."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from seqtext.text.delimited import OTHERS
from seqtext.text.inputs import InputOptions
from seqtext.text.remembered import as_trained, read_as_trained

from .command import note

if TYPE_CHECKING:
    from seqtext.tasks.trained import Trained


def input_options_for(
    trained: "Trained", files: Sequence[str], inputs: InputOptions, roles: tuple[str, ...]
) -> list[InputOptions]:
    """Return the options for each file: those of the command, else those of the training."""
    record, labels = trained.origin.get("input"), getattr(trained, "labels", ())
    options = [as_trained(inputs, path, record, roles, labels) for path in files]
    for name in ("columns", "labels", "header", "delimiter", "escape"):
        values = dict.fromkeys(getattr(each, name) for each in options)
        for value in values:
            if value != getattr(inputs, name):
                note(f"seqtext: reading as in training: {_as_flag(name, value)}")
    return options


def _as_flag(name: str, value: str | bool) -> str:
    """Return the option in command-line form."""
    if isinstance(value, bool):
        return f"--{name}" if value else f"--no-{name}"
    return f"--{name} {OTHERS.get(value, value)}"


@contextmanager
def reading_data(
    trained: "Trained", files: Sequence[str], inputs: InputOptions, roles: tuple[str, ...]
) -> Iterator[InputOptions]:
    """Yield the options for files of data that are read together.

    These are the options of the training where all files have one format, else `inputs`.
    """
    options = input_options_for(trained, files, inputs, roles)
    used = options[0] if all(each == options[0] for each in options) else inputs
    with read_as_trained(inputs, used):
        yield used
