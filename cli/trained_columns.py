"""The columns that a classifier was trained on, for the inputs of a command; it says so."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from seqtext.text.delimited import OTHERS
from seqtext.text.inputs import InputOptions
from seqtext.text.remembered import as_trained, read_as_trained

from .command import note

if TYPE_CHECKING:
    from seqtext.tasks.classify.classifier import Classifier


def options_for(
    classifier: "Classifier", files: Sequence[str], given: InputOptions, roles: tuple[str, ...]
) -> list[InputOptions]:
    """How each file is read for these roles: as is given, else as the classifier was trained."""
    record = classifier.origin.get("input")
    options = [as_trained(given, path, record, roles, classifier.labels) for path in files]
    for name in ("columns", "labels", "header", "delimiter", "escape"):
        values = dict.fromkeys(getattr(each, name) for each in options)
        for value in values:
            if value != getattr(given, name):
                note(f"seqtext: reads as the model was trained: {_written(name, value)}")
    return options


def _written(name: str, value: str | bool) -> str:
    """The option as a command line has it."""
    if isinstance(value, bool):
        return f"--{name}" if value else f"--no-{name}"
    return f"--{name} {OTHERS.get(value, value)}"


@contextmanager
def labelled(
    classifier: "Classifier", files: Sequence[str], given: InputOptions
) -> Iterator[InputOptions]:
    """How files of labelled texts are read together: those of one format as in the training."""
    options = options_for(classifier, files, given, ("label", "text"))
    used = options[0] if all(each == options[0] for each in options) else given
    with read_as_trained(given, used):
        yield used
