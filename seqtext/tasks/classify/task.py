"""The task `classify`: give a text one of some labels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from seqtext.errors import SeqtextError
from seqtext.network_options import NetworkOptions, check_heads
from seqtext.options import (
    BagOptions,
    ComputeOptions,
    LabelOptions,
    ObjectiveOptions,
    Settings,
    TrainingOptions,
)
from seqtext.registry import CLASSIFIERS, ModelSpec
from seqtext.tasks.task import Task
from seqtext.text.inputs import InputOptions

if TYPE_CHECKING:
    from seqtext.tasks.classify.classifier import Classifier
    from seqtext.tasks.classify.dataset import Dataset, Reading
    from seqtext.tasks.classify.output import LabelOutput
    from seqtext.tasks.classify.training import LabelledProblem


@dataclass(frozen=True)
class FitOptions:
    """Options of `train classify` alone."""

    section: ClassVar[str] = "Options"
    ngrams: int | None = field(
        default=None,
        metadata={"help": "Longest n-gram; the same as :ORDER in --model.", "type": int},
    )
    refit: bool = field(
        default=True,
        metadata={
            "help": "Retrain on the development set too, after choosing C on it (bow, nbsvm)."
        },
    )


class Classify(Task):
    """Labelled texts in, a label for each text out."""

    name, noun, roles = "classify", "classifier", ("label", "text")
    package = "seqtext.tasks.classify"
    settings, extra, output_options = Settings, FitOptions, (LabelOptions,)
    evaluation = "seqtext.report.classify.evaluation:ClassifierEvaluation"
    naming = "NAME, or NAME:ORDER for n-gram models"
    help = """Train a classifier on labelled TRAIN files.

    The model file holds the tokeniser, the vocabulary and the labels: `predict` and `evaluate`
    need nothing else. A log with one line per epoch is written next to it, and a checkpoint while
    a network trains. After a stop or a crash, the same command continues from the checkpoint and
    writes the same bytes as an uninterrupted training.
    """
    examples = """
  seqtext train classify reviews.tsv --model nbsvm --ngrams 2 -o nbsvm.safetensors
  seqtext train classify --format label-first sst.train --dev sst.dev \\
      --model lstm -o lstm.safetensors
  seqtext train classify pos=good.txt neg=bad.txt --model bow -o bow.safetensors
"""

    def models(self) -> dict[str, str]:
        return {name: family.summary for name, family in CLASSIFIERS.items()}

    def parse(self, name: str, extra: FitOptions | None = None) -> ModelSpec:
        order = extra.ngrams if extra else None
        if order is not None and ":" in name:
            cause = f"--model {name} already has an order"
            raise SeqtextError("--ngrams", cause, "omit one of them")
        return ModelSpec.parse(name if order is None else f"{name}:{order}")

    def under(self, spec: ModelSpec, settings: Settings) -> ModelSpec:
        return spec.under(settings.network)

    def unused(self, spec: ModelSpec, reading: "Reading") -> list[tuple[set[str], str]]:
        unused = {item.name for item in fields(NetworkOptions)} - {*spec.family.reads}
        if not spec.varies:
            unused |= {item.name for item in fields(TrainingOptions) + fields(ComputeOptions)}
        elif not spec.family.bag:
            unused |= {item.name for item in fields(BagOptions)}
        if not spec.varies and not spec.family.bag:  # the majority
            unused |= {item.name for item in fields(ObjectiveOptions) + fields(BagOptions)}
        return [(unused if spec.linear else unused | {"refit"}, f"the model {spec}")]

    @property
    def trained(self) -> "type[Classifier]":
        from seqtext.tasks.classify.classifier import Classifier

        return Classifier

    @property
    def floor(self) -> ModelSpec:
        return ModelSpec("majority")

    def read(self, paths: Sequence[str], inputs: InputOptions) -> "Dataset":
        from seqtext.tasks.classify.dataset import read_dataset

        return read_dataset(paths, inputs)

    def overview(self, paths: Sequence[str], data: "Dataset", inputs: InputOptions) -> list[str]:
        from seqtext.tasks.classify.overview import overview

        return overview(paths, data, inputs)

    def refuse(self, data: "Dataset", place: str) -> None:
        from seqtext.tasks.classify.dataset import classes_of

        classes_of(data, place)

    def labels(self, data: "Dataset") -> tuple[str, ...]:
        from seqtext.tasks.classify.dataset import classes_of

        return classes_of(data, "training data")

    def load_for(self, spec: ModelSpec) -> None:
        import_module(spec.family.path.partition(":")[0])

    def check(self, spec: ModelSpec, settings: Settings) -> None:
        if "heads" in spec.family.reads:
            check_heads(settings.network)

    def hidden_step(self, spec: ModelSpec, settings: Settings) -> int:
        if not spec.varies or spec.family.bag:
            return 0
        return 2 * settings.network.heads if "heads" in spec.family.reads else 1

    def size(self, spec: ModelSpec, settings: Settings, classes: int) -> int:
        import torch

        from seqtext.tasks.classify.network import Network

        with torch.device("meta"):
            counted = Network(spec, settings.network, (2, classes)).counted()
        return counted["parameters"] - counted["embedding_parameters"]

    def prepare_for(
        self,
        spec: ModelSpec,
        extra: FitOptions,
        train: "Dataset",
        dev: "Dataset",
        reading: "Reading",
    ) -> "LabelledProblem":
        from seqtext.tasks.classify.training import prepare

        return prepare(train, dev, reading, refit=extra.refit and spec.linear)

    def finished(
        self,
        trained: "Classifier",
        problem: "LabelledProblem",
        settings: Settings,
        extra: FitOptions,
    ) -> "tuple[Classifier, list[str], Sequence[Dataset]]":
        """A linear model is fitted again to both parts."""
        if not problem.ids.refit:
            return trained, [], [problem.train]
        from seqtext.tasks.classify.refit import refitted

        model, line = refitted(trained, problem)
        return model, [line], [problem.train, problem.dev]

    def output(
        self,
        trained: "Classifier",
        as_json: bool,
        is_set: Callable[[str], bool],
        *options: LabelOptions,
    ) -> "LabelOutput":
        from seqtext.tasks.classify.output import LabelOutput

        (labels,) = options
        return LabelOutput(trained, labels.top, as_json)
