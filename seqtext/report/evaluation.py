"""The evaluation of a trained model: its answers, their record, and the tables of the record."""

import sys
from abc import ABC, abstractmethod
from importlib import import_module
from typing import Any, TextIO

from seqtext.errors import SeqtextError
from seqtext.order.effects.figures import between, chance, percent
from seqtext.report.record import to_json
from seqtext.report.signature import signature
from seqtext.report.table import Table
from seqtext.tasks.judged import Judged
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
        """The answers of a second system, from a file with one line of output per unit."""

    @abstractmethod
    def evaluate(
        self, trained: Any, data: Any, other: Any, *options: Any
    ) -> tuple[dict[str, Any], list[str]]:
        """The record, and what the user should know of it; `other`: answers of a second system."""

    @abstractmethod
    def tables(self, record: dict[str, Any]) -> list[Table]:
        """The figures of the record."""

    def signatures(self, record: dict[str, Any]) -> list[str]:
        """Lines before the signature of the record."""
        return []

    def render(self, record: dict[str, Any], file: TextIO | None = None) -> None:
        """Print the record as tables: to stdout, or to `file`."""
        from seqtext.report.terminal import console, show_line, show_table

        out = console(file or sys.stdout)
        for table in self.tables(record):
            show_table(table, out)
        show_line("\n".join([*self.signatures(record), record["signature"]]), out)


class ScoreEvaluation(Evaluation):
    """Every score of the task with its interval: for a task without an evaluation of its own."""

    def answers(self, trained: Any, data: Any, place: str, *options: Any) -> Judged:
        judged: Judged = trained.judge(data)
        return judged

    def read_answers(self, path: str, data: Any, decoding: Decoding) -> Any:
        raise SeqtextError(path, "is not a trained model", "name a second model")

    def evaluate(
        self, trained: Any, data: Any, other: Judged | None, *options: Any
    ) -> tuple[dict[str, Any], list[str]]:
        judged: Judged = trained.judge(data)
        facts = {**trained.described(), "n": len(data), "test": data.digest()[:12]}
        scores = {
            metric: to_json(score.interval(judged.rows(metric)))
            for metric, score in judged.scores.items()
        }
        record = {
            "n": len(data),
            **scores,
            "against": None if other is None else _against(judged, other),
            "signature": signature(facts),
        }
        units = f"{data.unit}s"
        seen = trained.seen.warnings(trained.digests(data.read), units) if trained.seen else []
        return record, seen

    def tables(self, record: dict[str, Any]) -> list[Table]:
        figures = {name: value for name, value in record.items() if name not in _NO_SCORES}
        rows = tuple(_row(name, figure) for name, figure in figures.items())
        tables = [Table(f"n = {record['n']:,}", "", _HEADER, "lrr", rows)]
        if record["against"]:
            compared = tuple(
                (*_row(name, each["difference"]), chance(each["p"]))
                for name, each in record["against"].items()
            )
            title = "Difference: this model minus the other"
            tables.append(Table(title, "", (*_HEADER, "p"), "lrrr", compared))
        return tables


_NO_SCORES = ("n", "against", "signature")
_HEADER = ("", "%", "95 % interval")


def _row(name: str, figure: dict[str, Any]) -> tuple[str, str, str]:
    return name, percent(figure["value"]), between(figure["low"], figure["high"])


def _against(judged: Judged, other: Judged) -> dict[str, Any]:
    """The paired difference of each score, and the p of its test."""
    record = {}
    for metric, score in judged.scores.items():
        pair = judged.rows(metric), other.rows(metric)
        p = score.exact(*pair)
        p = score.test(*pair).p if p is None else p
        record[metric] = {"difference": to_json(score.difference(*pair)), "p": p}
    return record


def evaluation_of(task: Task) -> Evaluation:
    """The evaluation of a task."""
    module, name = task.evaluation.split(":")
    evaluation: Evaluation = getattr(import_module(module), name)()
    return evaluation
