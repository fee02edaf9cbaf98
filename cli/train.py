"""seqtext train: fit a model to labelled text and write it as one file."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import click

from seqtext.errors import SeqtextError
from seqtext.options import (
    BagOptions,
    ComputeOptions,
    NetworkOptions,
    ObjectiveOptions,
    Settings,
    TrainingOptions,
)
from seqtext.registry import ModelSpec

from .command import Command, note, refuse_given
from .group import Defaulting
from .options import group_option
from .settings import classifier_options, models_help, text_hashes_option
from .train_translate import translate
from .training_run import run_options, training_run

if TYPE_CHECKING:
    from seqtext.log import Log
    from seqtext.tasks.classify.classifier import Classifier
    from seqtext.tasks.classify.dataset import Dataset
    from seqtext.training.resume import KeeperOf


@click.group(cls=Defaulting)
def train() -> None:
    """Train a model.

    COMMAND may be left out: `train TRAIN...` is `train classify TRAIN...`.

    \b
    seqtext train reviews.tsv --model nbsvm:2 -o nbsvm.safetensors
    seqtext train translate pairs.tsv --model transformer -o en-de.safetensors
    """


@train.command(
    cls=Command,
    epilog=models_help()
    + """

\b
Examples:
  seqtext train classify reviews.tsv --model nbsvm --ngrams 2 -o nbsvm.safetensors
  seqtext train classify --format label-first sst.train --dev sst.dev \\
      --model lstm -o lstm.safetensors
  seqtext train classify pos=good.txt neg=bad.txt --model bow -o bow.safetensors
""",
)
@click.argument("train_files", metavar="TRAIN...", nargs=-1, required=True)
@click.option(
    "--dev", metavar="FILE", help="Choose by this set; else a tenth of TRAIN is set aside."
)
@click.option(
    "--model", metavar="NAME[:ORDER]", required=True, help="Train this one of those below."
)
@click.option("--ngrams", type=int, help="Read n-grams up to this length, as :ORDER says it too.")
@click.option(
    "--refit/--no-refit",
    default=True,
    show_default=True,
    help="Learn from the development set too, once it has chosen C (bow, nbsvm).",
)
@click.option(
    "--test-share",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Set this share of TRAIN aside first, as `split` does, and print the score on it.",
)
@group_option
@text_hashes_option
@run_options
@classifier_options
def classify(
    train_files: tuple[str, ...],
    dev: str | None,
    model: str,
    ngrams: int | None,
    refit: bool,
    test_share: float | None,
    group: str | None,
    text_hashes: bool,
    output: str,
    **rest: Any,
) -> None:
    """Train a classifier on labelled TRAIN files.

    The model file holds the tokeniser, the vocabulary and the labels: `predict` and `evaluate`
    need nothing else. A log, one line an epoch, is written beside it; while a network trains, so is
    a checkpoint: stopped or killed, the same command goes on from there to the same bytes.
    """
    from seqtext.system.files import ensure_writable
    from seqtext.text.remembered import to_remember

    spec = _spec_of(model, ngrams, rest["settings"])
    named = (path.partition("=")[2] for path in train_files)  # label=file
    ensure_writable(output, *train_files, *named, dev, rest["settings"].network.vectors)
    if rest["threads"] and spec.varies:
        import torch

        torch.set_num_threads(rest["threads"])
    data, dev_data, test, read = _divided(train_files, dev, test_share, group, rest)
    epochs = rest["settings"].training.epochs if spec.varies else 1
    origin = {"input": to_remember(rest["inputs"], train_files[0])}
    with training_run(output, epochs, f"{spec}, seed {rest['seed']}", read) as run:
        classifier, told = _trained(
            spec, data, dev_data, rest, run, origin, refit and _is_linear(spec), text_hashes
        )
        classifier.save(output)
    for line in told:
        note(f"seqtext: {line}")
    if test is not None:
        _show_score(classifier, test)


def _spec_of(model: str, ngrams: int | None, settings: Settings) -> ModelSpec:
    """The model that is named; an option that it does not read is refused."""
    if ngrams is not None and ":" in model:
        raise SeqtextError("--ngrams", f"--model {model} has an order", "leave one of them out")
    spec = ModelSpec.parse(model if ngrams is None else f"{model}:{ngrams}")
    _refuse_unread(spec)
    return spec.under(settings.network)


def _divided(
    train_files: tuple[str, ...],
    dev: str | None,
    test_share: float | None,
    group: str | None,
    rest: dict[str, Any],
) -> "tuple[Dataset, Dataset, Dataset | None, list[str]]":
    """Training, development and test texts (none without a share), and what was read, in words."""
    from seqtext.tasks.classify.dataset import classes_of, read_dataset, set_aside
    from seqtext.tasks.classify.overview import overview

    inputs, split = rest["inputs"], (rest["split_seed"], rest["reading"])
    data, test = read_dataset(train_files, inputs.grouped(group)), None
    classes_of(data, " ".join(train_files))
    read = overview(train_files, data, inputs)
    if test_share is not None:
        data, test = set_aside(data, test_share, *split)
    if dev is None:
        data, dev_data = set_aside(data, 0.1, *split)
    else:
        dev_data = read_dataset([dev], inputs)
        read += overview([dev], dev_data, inputs)
    return data, dev_data, test, read


def _trained(
    spec: ModelSpec,
    data: "Dataset",
    dev: "Dataset",
    rest: dict[str, Any],
    run: "tuple[Log, KeeperOf]",
    origin: dict[str, Any],
    refit: bool,
    text_hashes: bool,
) -> "tuple[Classifier, list[str]]":
    """The classifier, fitted again to all texts on request, and what the user should know."""
    from seqtext.tasks.classify.classifier import train_classifier

    reading, settings = rest["reading"], rest["settings"]
    classifier, told = train_classifier(
        spec, data, dev, reading, settings, rest["seed"], *run, origin
    )
    learned = data.texts
    if refit:
        from seqtext.tasks.classify.refit import refitted

        classifier, line = refitted(classifier, data, dev, reading, settings)
        told.append(line)
        learned += dev.texts
    return classifier.knowing(learned) if text_hashes else classifier, told


def _show_score(classifier: "Classifier", test: "Dataset") -> None:
    """Print how it does on the test that was set aside."""
    from seqtext.report.classify.evaluation import evaluated, render

    record, told = evaluated(classifier, test)
    for line in told:
        note(f"seqtext: test: {line}")
    render(record)


def _is_linear(spec: ModelSpec) -> bool:
    """Whether it is a bag whose only setting is C."""
    return spec.family.bag and not spec.varies


def _refuse_unread(spec: ModelSpec) -> None:
    """An option that was given and that this model does not read is an error, not a silence."""
    unread = {item.name for item in fields(NetworkOptions)} - {*spec.family.reads}
    if not spec.varies:
        unread |= {item.name for item in fields(TrainingOptions) + fields(ComputeOptions)}
    elif not spec.family.bag:
        unread |= {item.name for item in fields(BagOptions)}
    if not _is_linear(spec):
        unread.add("refit")
        if not spec.varies:  # the majority
            unread |= {item.name for item in fields(ObjectiveOptions) + fields(BagOptions)}
    refuse_given(unread, f"the model {spec} does not read it")


train.add_command(translate)
