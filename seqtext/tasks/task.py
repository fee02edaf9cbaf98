"""The task: what models learn to do, as the commands and the laboratory know it.

A new task is a folder here with a subclass of Task, and its line in TASKS.
"""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

from seqtext.errors import SeqtextError, unknown_name
from seqtext.log import Log
from seqtext.options import ComputeOptions
from seqtext.system.files import display_name
from seqtext.tasks.compared import Compared, Spec
from seqtext.text.inputs import InputOptions
from seqtext.text.quantities import quantity

if TYPE_CHECKING:
    import numpy as np

    from seqtext.statistics.scores import Score
    from seqtext.tasks.data import Data
    from seqtext.tasks.output import Output
    from seqtext.tasks.trained import Trained
    from seqtext.training.resume import KeeperOf
    from seqtext.words.corpus import Corpus
    from seqtext.words.vocabulary import Vocabulary

TASKS = {
    "classify": "seqtext.tasks.classify.task:Classify",
    "translate": "seqtext.tasks.translate.task:Translate",
}

Order = Callable[["np.ndarray"], "np.ndarray"]  # the ids of a text -> a permutation of them


def task_named(name: str) -> "Task":
    """The task of this name. Raises SeqtextError for a name that is not in TASKS."""
    if name not in TASKS:
        raise unknown_name("task", "task", name, TASKS)
    task: Task = resolve_name(TASKS[name])()
    return task


def task_of_file(path: str) -> "Task":
    """The task of a model file. Raises SeqtextError for a file that holds no trained model."""
    from seqtext.system.model_file import read_model, task_of

    name = task_of(path)
    if name in TASKS:
        return task_named(name)
    read_model(path)  # raises for a damaged file
    raise SeqtextError(path, "is not a trained model", "give a model that `seqtext train` wrote")


@dataclass(frozen=True)
class NoOptions:
    """No extra options."""


class Problem(Protocol):
    """Training and development data as ids: each text was read once."""

    @property
    def train(self) -> "Data":
        """The training data as read."""

    @property
    def dev(self) -> "Data":
        """The development data as read."""

    @property
    def vocabulary(self) -> "Vocabulary":
        """Of the texts that a model reads."""

    @property
    def texts(self) -> tuple["Corpus", "Corpus"]:
        """These texts of both parts as ids."""

    @property
    def cut(self) -> int:
        """Number of texts longer than a model reads."""

    def encode(self, data: Any) -> tuple["Corpus", int]:
        """The texts of other data as ids, and the number of texts that were cut."""

    def rearranged(self, order: Order) -> Self:
        """The same data with the tokens of each text in another order."""


class Task(Compared):
    """One task.

    name      of `train NAME`, of model files and in TASKS
    noun      a trained model: "classifier"
    package   has the modules `training` (with functions `prepare`, `fit` and `appraised`) and
              `scores` (with SCORES); a task without them overrides these four
    naming    how models are named: "NAME, or NAME:ORDER"
    help      of the command that trains a model
    examples  of that command, indented by two spaces
    roles     the columns of its data: ("label", "text")
    settings  the record of all options of a model, a record of options in each field
    omitted   options of the settings that it does not have
    extra     the record of options that only the command `train` has
    answering       the records of options of `evaluate` and `predict`
    output_options  those of `predict` alone
    evaluation      "module:Class" of the evaluation (`seqtext.report.evaluation`)
    """

    name: ClassVar[str]
    noun: ClassVar[str]
    roles: ClassVar[tuple[str, ...]]
    package: ClassVar[str]
    naming: ClassVar[str] = "NAME"
    help: ClassVar[str]
    examples: ClassVar[str]
    settings: ClassVar[type] = NoOptions
    omitted: ClassVar[tuple[str, ...]] = ()
    extra: ClassVar[type] = NoOptions
    answering: ClassVar[tuple[type, ...]] = ()
    output_options: ClassVar[tuple[type, ...]] = ()
    evaluation: ClassVar[str] = "seqtext.report.evaluation:ScoreEvaluation"

    # --- models --------------------------------------------------------------------------------

    @abstractmethod
    def models(self) -> dict[str, str]:
        """The names of the models, each with a line that describes it."""

    @abstractmethod
    def parse(self, name: str, extra: Any = None) -> Spec:
        """The model of this name, under these extra options. Raises SeqtextError if there is
        none.
        """

    def under(self, spec: Any, settings: Any) -> Any:
        """The model that these options turn this one into: `cnn` of width 1 is `cnn-blind`."""
        return spec

    def unused(self, spec: Any, reading: Any) -> list[tuple[set[str], str]]:
        """The names of the options that are not used, and why not."""
        return []

    @property
    @abstractmethod
    def trained(self) -> "type[Trained]":
        """The class that reads its model files."""

    def load(self, path: str, compute: ComputeOptions) -> Any:
        """The model of a file, on a device."""
        trained = self.trained.load(path)
        trained.place(compute)
        return trained

    # --- data ----------------------------------------------------------------------------------

    @abstractmethod
    def read(self, paths: Sequence[str], inputs: InputOptions) -> "Data":
        """The data of some files. Raises SeqtextError if there is none."""

    def overview(self, paths: Sequence[str], data: Any, inputs: InputOptions) -> list[str]:
        """Lines on the files as they were read."""
        units = quantity(len(data), data.unit)
        return [f"{' '.join(map(display_name, paths))}: {units}, {data.left_out:,} left out"]

    def refuse(self, data: Any, place: str) -> None:
        """Raise SeqtextError if no model can learn from this training data."""

    def lint(self, train: Any, dev: Any, reading: Any) -> list[str]:
        """Lines on what in the data makes figures too good, or learning impossible."""
        return []

    # --- training ------------------------------------------------------------------------------

    def _own(self, module: str) -> Any:
        """A module of the task's package."""
        return import_module(f"{self.package}.{module}")

    @property
    def scores(self) -> "dict[str, Score]":
        scores: dict[str, Score] = self._own("scores").SCORES
        return scores

    def prepare(self, train: Any, dev: Any, reading: Any, labels: tuple[str, ...] = ()) -> Problem:
        """The data as ids of vocabularies that are built from the training data.

        labels: those that a model gives, if not only those of this training data.
        """
        problem: Problem = self._own("training").prepare(train, dev, reading, labels)
        return problem

    def prepare_for(self, spec: Any, extra: Any, train: Any, dev: Any, reading: Any) -> Problem:
        """The data as ids, for a model under the extra options of the command `train`."""
        return self.prepare(train, dev, reading)

    def fit(
        self, spec: Any, problem: Any, settings: Any, seed: int, log: Log, keeper_of: "KeeperOf"
    ) -> "Trained":
        """A model fitted to the problem; `keeper_of` returns the keeper for a fingerprint."""
        fit = self._own("training").fit
        trained: Trained = fit(spec, problem, settings, seed, log, keeper_of)
        return trained

    def appraised(self, trained: Any, problem: Any, settings: Any) -> tuple[Any, list[str]]:
        """The model with its score on the development data as origin, and notes for the user."""
        appraised, notes = self._own("training").appraised(trained, problem, settings)
        return appraised, notes

    def finished(
        self, trained: Any, problem: Any, settings: Any, extra: Any
    ) -> tuple["Trained", list[str], Sequence["Data"]]:
        """The model that is saved, notes for the user, and the data that it learned from."""
        return trained, [], [problem.train]

    def remembered(self, inputs: InputOptions, path: str) -> dict[str, Any]:
        """What a model file records of its input: how to read other files with its columns."""
        from seqtext.text.remembered import to_remember

        return {"input": to_remember(inputs, path)}

    # --- answers -------------------------------------------------------------------------------

    def refuse_output(self, keep: bool, *options: Any) -> None:
        """Raise SeqtextError for options of the output that cannot be combined."""

    @abstractmethod
    def output(
        self, trained: Any, as_json: bool, is_set: Callable[[str], bool], *options: Any
    ) -> "Output":
        """What `predict` writes. options: the records in `answering` and `output_options`;
        `is_set`: whether the user has set an option.
        """


def train(
    task: Task,
    spec: Any,
    train: Any,
    dev: Any,
    reading: Any,
    settings: Any,
    seed: int,
    log: Log,
    keeper_of: "KeeperOf | None" = None,
) -> tuple[Any, list[str]]:
    """Prepare, fit and score on the development data: the model, and notes for the user."""
    from seqtext.training.resume import nobody

    problem = task.prepare(train, dev, reading)
    trained = task.fit(spec, problem, settings, seed, log, keeper_of or nobody)
    return task.appraised(trained, problem, settings)
