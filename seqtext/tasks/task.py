"""The task: what models learn to do, as the commands and the laboratory know it.

A new task is a folder here with a subclass of Task, and its line in TASKS.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

from seqtext.errors import SeqtextError, unknown_name
from seqtext.log import Log
from seqtext.options import ComputeOptions
from seqtext.system.files import display_name
from seqtext.text.inputs import InputOptions
from seqtext.text.quantities import quantity

if TYPE_CHECKING:
    import numpy as np

    from seqtext.statistics.scores import Score
    from seqtext.tasks.data import Data
    from seqtext.tasks.output import Output
    from seqtext.tasks.trained import Trained
    from seqtext.text.tokenizer import Tokenizer
    from seqtext.training.resume import KeeperOf
    from seqtext.words.corpus import Corpus
    from seqtext.words.vocabulary import Vocabulary

TASKS = {
    "classify": "seqtext.tasks.classify.task:Classify",
    "translate": "seqtext.tasks.translate.task:Translate",
}

SAMPLE = 1000  # texts that are tokenised for a forecast
Share = tuple[float, int | None]  # of data that is set aside, and the most units
Order = Callable[[int, int], "np.ndarray"]  # (text, number of tokens) -> a permutation of them


def task_named(name: str) -> "Task":
    """The task of this name. Raises SeqtextError for a name that is not in TASKS."""
    if name not in TASKS:
        raise unknown_name("task", "task", name, TASKS)
    module, kind = TASKS[name].split(":")
    task: Task = getattr(import_module(module), kind)()
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


class Spec(Protocol):
    """A model by name; `str()` gives the name with its order: nbsvm:2."""

    @property
    def ngrams(self) -> int:
        """The longest n-gram that it reads; 1 for a model of single words or of whole texts."""

    @property
    def set(self) -> str:
        """ "blind", "ngram" or "aware": what it can see of the order of the words."""

    @property
    def varies(self) -> bool:
        """Whether the seed changes the model."""

    @property
    def cost(self) -> float:
        """Seconds of a training per million tokens, for rough forecasts."""

    def read(self, settings: Any) -> dict[str, Any]:
        """The settings that change its figures, by group: JSON-able."""


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


class Task(ABC):
    """One task.

    name      of `train NAME`, of model files and in TASKS
    noun      a trained model: "classifier"
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

    What the laboratory (`seqtext.order`) uses in addition:

    margin       differences of a score below it, in points, count as no difference
    set_aside    shares of the test and development set, and the most units of each
    dosed        test units of which perturbed versions are asked, at most; None: all
    bf16_on_cpu  models train in bf16 on CPUs that have it
    libraries    those that change the figures, beside numpy and torch
    """

    name: ClassVar[str]
    noun: ClassVar[str]
    roles: ClassVar[tuple[str, ...]]
    naming: ClassVar[str] = "NAME"
    help: ClassVar[str]
    examples: ClassVar[str]
    settings: ClassVar[type] = NoOptions
    omitted: ClassVar[tuple[str, ...]] = ()
    extra: ClassVar[type] = NoOptions
    answering: ClassVar[tuple[type, ...]] = ()
    output_options: ClassVar[tuple[type, ...]] = ()
    evaluation: ClassVar[str] = "seqtext.report.evaluation:ScoreEvaluation"
    margin: ClassVar[float] = 1.0
    set_aside: ClassVar[tuple[Share, Share]] = ((0.2, None), (0.1, None))
    dosed: ClassVar[int | None] = None
    bf16_on_cpu: ClassVar[bool] = False
    libraries: ClassVar[tuple[str, ...]] = ()

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

    @property
    @abstractmethod
    def scores(self) -> "dict[str, Score]":
        """The scores by metric; the first one is the usual."""

    @property
    def floor(self) -> Spec | None:
        """The model that has learned nothing, such as the most frequent label, if there is one."""
        return None

    def load(self, path: str, compute: ComputeOptions) -> Any:
        """The model of a file, on a device."""
        trained = self.trained.load(path)
        trained.place(compute)
        return trained

    # --- data ----------------------------------------------------------------------------------

    def tokens(self, data: Any, reading: Any) -> int:
        """About how many tokens a training on these data reads, from a sample of its texts."""
        step = max(1, len(data) // SAMPLE)
        sample = data.read[::step]
        tokens = sum(len(self.tokenizer(reading)(text)) for text in sample)
        return max(1, round(tokens / len(sample) * len(data)))

    def unspaced(self, data: Any, reading: Any) -> list[str]:
        """A line where the texts are in a script that this tokeniser does not split."""
        from seqtext.text.unspaced import unspaced_in

        return list(filter(None, [unspaced_in(data.read, self.tokenizer(reading))]))

    def tokenizer(self, reading: Any) -> "Tokenizer":
        """The tokeniser of the texts that are read, or one that finds about as many tokens."""
        tokenizer: Tokenizer = reading.tokenizer
        return tokenizer

    @abstractmethod
    def read(self, paths: Sequence[str], inputs: InputOptions) -> "Data":
        """The data of some files. Raises SeqtextError if there is none."""

    def overview(self, paths: Sequence[str], data: Any, inputs: InputOptions) -> list[str]:
        """Lines on the files as they were read."""
        units = quantity(len(data), data.unit)
        return [f"{' '.join(map(display_name, paths))}: {units}, {data.left_out:,} left out"]

    def refuse(self, data: Any, place: str) -> None:  # noqa: B027
        """Raise SeqtextError if no model can learn from this training data."""

    def lint(self, train: Any, dev: Any, reading: Any) -> list[str]:
        """Lines on what in the data makes figures too good, or learning impossible."""
        return []

    # --- training ------------------------------------------------------------------------------

    def labels(self, data: Any) -> tuple[str, ...]:
        """The labels of this training data, which all models of a comparison give; () without."""
        return ()

    @abstractmethod
    def prepare(self, train: Any, dev: Any, reading: Any, labels: tuple[str, ...] = ()) -> Problem:
        """The data as ids of vocabularies that are built from the training data.

        labels: those that a model gives, if not only those of this training data.
        """

    def prepare_for(self, spec: Any, extra: Any, train: Any, dev: Any, reading: Any) -> Problem:
        """The data as ids, for a model under the extra options of the command `train`."""
        return self.prepare(train, dev, reading)

    @abstractmethod
    def fit(
        self, spec: Any, problem: Any, settings: Any, seed: int, log: Log, keeper_of: "KeeperOf"
    ) -> "Trained":
        """A model fitted to the problem; `keeper_of` returns the keeper for a fingerprint."""

    def load_for(self, spec: Any) -> None:  # noqa: B027
        """Load the modules of a training, whose memory is not that of the training."""

    def check(self, spec: Any, settings: Any) -> None:  # noqa: B027
        """Raise SeqtextError for options that this model cannot have together."""

    def hidden_step(self, spec: Any, settings: Any) -> int:
        """The sizes --hidden that a network can have are multiples of this; 0: it has one size."""
        return 0

    def size(self, spec: Any, settings: Any, classes: int) -> int:
        """The number of parameters other than embeddings; nothing is allocated."""
        raise NotImplementedError

    @abstractmethod
    def appraised(self, trained: Any, problem: Any, settings: Any) -> tuple["Trained", list[str]]:
        """The model with its score on the development data as origin, and notes for the user."""

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

    def refuse_output(self, keep: bool, *options: Any) -> None:  # noqa: B027
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
