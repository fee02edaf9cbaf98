"""seqtext train: train a model on labelled text and write it to one file."""

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
from .group import GroupWithDefault
from .options import group_option
from .settings import classifier_options, models_help, text_hashes_option
from .train_translate import train_translate
from .training_run import run_options, training_run

if TYPE_CHECKING:
    from seqtext.log import Log
    from seqtext.tasks.classify.classifier import Classifier
    from seqtext.tasks.classify.dataset import Dataset
    from seqtext.training.resume import KeeperOf


@click.group(cls=GroupWithDefault)
def train() -> None:
    """Train a model.

    COMMAND may be omitted: `train TRAIN...` is `train classify TRAIN...`.

    \b
    seqtext train reviews.tsv --model nbsvm:2 -o nbsvm.safetensors
    seqtext train translate pairs.tsv --model transformer -o en-de.safetensors
    """


@train.command(
    "classify",
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
    "--dev", metavar="FILE", help="Development set.  [default: a tenth of TRAIN, set aside]"
)
@click.option(
    "--model", metavar="NAME[:ORDER]", required=True, help="Model to train, from the list below."
)
@click.option("--ngrams", type=int, help="Longest n-gram; the same as :ORDER in --model.")
@click.option(
    "--refit/--no-refit",
    default=True,
    show_default=True,
    help="Retrain on the development set too, after choosing C on it (bow, nbsvm).",
)
@click.option(
    "--test-share",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Set this share of TRAIN aside first, as `split` does, and print the scores on it.",
)
@group_option
@text_hashes_option
@run_options
@classifier_options
def train_classify(
    train_files: tuple[str, ...],
    dev: str | None,
    model: str,
    ngrams: int | None,
    refit: bool,
    test_share: float | None,
    group: str | None,
    text_hashes: bool,
    output: str,
    **options: Any,
) -> None:
    """Train a classifier on labelled TRAIN files.

    The model file holds the tokeniser, the vocabulary and the labels: `predict` and `evaluate`
    need nothing else. A log with one line per epoch is written next to it, and a checkpoint while
    a network trains. After a stop or a crash, the same command continues from the checkpoint and
    writes the same bytes as an uninterrupted training.
    """
    from seqtext.system.files import ensure_writable
    from seqtext.text.remembered import to_remember

    spec = _spec_of(model, ngrams, options["settings"])
    class_files = (path.partition("=")[2] for path in train_files)  # label=file
    ensure_writable(output, *train_files, *class_files, dev, options["settings"].network.vectors)
    if options["threads"] and spec.varies:
        import torch

        torch.set_num_threads(options["threads"])
    data, dev_data, test, overviews = _divided(train_files, dev, test_share, group, options)
    epochs = options["settings"].training.epochs if spec.varies else 1
    origin = {"input": to_remember(options["inputs"], train_files[0])}
    with training_run(output, epochs, f"{spec}, seed {options['seed']}", overviews) as run:
        classifier, notes = _trained(
            spec, data, dev_data, options, run, origin, refit and _is_linear(spec), text_hashes
        )
        classifier.save(output)
    for line in notes:
        note(f"seqtext: {line}")
    if test is not None:
        _show_score(classifier, test)


def _spec_of(model: str, ngrams: int | None, settings: Settings) -> ModelSpec:
    """Return the named model; raise SeqtextError for an option that it does not use."""
    if ngrams is not None and ":" in model:
        raise SeqtextError("--ngrams", f"--model {model} already has an order", "omit one of them")
    spec = ModelSpec.parse(model if ngrams is None else f"{model}:{ngrams}")
    _refuse_unused(spec)
    return spec.under(settings.network)


def _divided(
    train_files: tuple[str, ...],
    dev: str | None,
    test_share: float | None,
    group: str | None,
    options: dict[str, Any],
) -> "tuple[Dataset, Dataset, Dataset | None, list[str]]":
    """Return training, development and test sets (None without a share), and notes on them."""
    from seqtext.tasks.classify.dataset import classes_of, read_dataset
    from seqtext.tasks.classify.overview import overview
    from seqtext.tasks.data import hold_out

    inputs, splitting = options["inputs"], (options["split_seed"], options["reading"].digests)
    data, test = read_dataset(train_files, inputs.grouped(group)), None
    classes_of(data, " ".join(train_files))
    overviews = overview(train_files, data, inputs)
    if test_share is not None:
        data, test = hold_out(data, test_share, *splitting)
    if dev is None:
        data, dev_data = hold_out(data, 0.1, *splitting)
    else:
        dev_data = read_dataset([dev], inputs)
        overviews += overview([dev], dev_data, inputs)
    return data, dev_data, test, overviews


def _trained(
    spec: ModelSpec,
    data: "Dataset",
    dev: "Dataset",
    options: dict[str, Any],
    run: "tuple[Log, KeeperOf]",
    origin: dict[str, Any],
    refit: bool,
    text_hashes: bool,
) -> "tuple[Classifier, list[str]]":
    """Return the classifier, refitted to all texts on request, and notes for the user."""
    from seqtext.tasks.classify.classifier import train_classifier

    reading, settings = options["reading"], options["settings"]
    classifier, notes = train_classifier(
        spec, data, dev, reading, settings, options["seed"], *run, origin
    )
    seen = data.texts
    if refit:
        from seqtext.tasks.classify.refit import refitted

        classifier, line = refitted(classifier, data, dev, reading, settings)
        notes.append(line)
        seen += dev.texts
    return classifier.knowing(seen) if text_hashes else classifier, notes


def _show_score(classifier: "Classifier", test: "Dataset") -> None:
    """Print the scores on the test set that was set aside."""
    from seqtext.report.classify.evaluation import evaluate_classifier, render_classification

    record, warnings = evaluate_classifier(classifier, test)
    for line in warnings:
        note(f"seqtext: test: {line}")
    render_classification(record)


def _is_linear(spec: ModelSpec) -> bool:
    """Return whether the model is a linear bag model, whose only hyperparameter is C."""
    return spec.family.bag and not spec.varies


def _refuse_unused(spec: ModelSpec) -> None:
    """Raise SeqtextError for an option that is set and that this model does not use."""
    unused = {item.name for item in fields(NetworkOptions)} - {*spec.family.reads}
    if not spec.varies:
        unused |= {item.name for item in fields(TrainingOptions) + fields(ComputeOptions)}
    elif not spec.family.bag:
        unused |= {item.name for item in fields(BagOptions)}
    if not _is_linear(spec):
        unused.add("refit")
        if not spec.varies:  # the majority
            unused |= {item.name for item in fields(ObjectiveOptions) + fields(BagOptions)}
    refuse_given(unused, f"the model {spec} does not use it")


train.add_command(train_translate)
