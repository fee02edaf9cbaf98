"""The evaluation of a trained model: its answers, their record, and the tables of the record."""

from abc import ABC, abstractmethod
from importlib import import_module
from typing import Any, TextIO

from seqtext.tasks.task import Task
from seqtext.text.lines import Decoding


class Evaluation(ABC):
    """How the models of a task are evaluated. `options`: the records in `Task.answering`."""

    def refuse(self, trained: Any, data: Any, place: str) -> None:  # noqa: B027
        """Raise SeqtextError if no answer of the model to these units could be right."""

    @abstractmethod
    def answers(self, trained: Any, data: Any, place: str, *options: Any) -> Any:
        """The answers of a second model from the file `place`, for a paired test."""

    @abstractmethod
    def read_answers(self, path: str, data: Any, decoding: Decoding) -> Any:
        """The same from a file of answers as `predict` writes them, a line for each unit."""

    @abstractmethod
    def evaluate(
        self, trained: Any, data: Any, other: Any, *options: Any
    ) -> tuple[dict[str, Any], list[str]]:
        """The record, and what the user should know of it; `other`: answers of a second system."""

    @abstractmethod
    def render(self, record: dict[str, Any], file: TextIO | None = None) -> None:
        """Print the record as tables: to stdout, or to `file`."""


def evaluation_of(task: Task) -> Evaluation:
    """The evaluation of a task."""
    module, name = task.evaluation.split(":")
    evaluation: Evaluation = getattr(import_module(module), name)()
    return evaluation
