"""seqtext train: train a model of any task and write it to one file."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import click

from seqtext.tasks.task import Task, task_named

from .command import Command, print_notes, refuse_given
from .evaluate import show_test_scores
from .group import TaskGroup
from .model_names import ModelNames
from .options import dev_option, group_option, record_from
from .settings import models_help, task_options, text_hashes_option
from .training_run import run_options, training_run


def train_command(name: str) -> click.Command:
    """Return the command that trains models of a task."""
    task = task_named(name)

    @click.command(name, cls=Command, help=task.help, epilog=_epilog(task))
    @click.argument("train_files", metavar="TRAIN...", nargs=-1, required=True)
    @dev_option
    @click.option(
        "--model",
        type=ModelNames(task),
        metavar="NAME",
        required=True,
        help="Model to train, from the list below.",
    )
    @click.option(
        "--test-share",
        type=click.FloatRange(0, 1, min_open=True, max_open=True),
        help="Set this share of TRAIN aside first, as `split` does, and print the scores on it.",
    )
    @group_option
    @text_hashes_option
    @run_options
    @task_options(task)
    def command(**options: Any) -> None:
        _train(task, **options)

    return command


@click.group(cls=TaskGroup, command_of=train_command)
def train() -> None:
    """Train a model.

    COMMAND may be omitted: `train TRAIN...` is `train classify TRAIN...`.

    \b
    seqtext train reviews.tsv --model nbsvm:2 -o nbsvm.safetensors
    seqtext train translate pairs.tsv --model transformer -o en-de.safetensors
    """


def _epilog(task: Task) -> str:
    return f"{models_help(task)}\n\n\b\nExamples:{task.examples}"


def _train(
    task: Task,
    train_files: tuple[str, ...],
    dev: tuple[str, ...],
    model: str,
    text_hashes: bool,
    output: str,
    settings: Any,
    reading: Any,
    **options: Any,
) -> None:
    """Train a model, write it, and print the scores of a test set that was set aside."""
    from seqtext.system.files import ensure_writable

    extra = record_from(task.extra, options)
    spec = task.parse(model, extra)
    for names, cause in task.unused(spec, reading):
        refuse_given(names, f"{cause} does not use it")
    spec = task.under(spec, settings)
    class_files = (path.partition("=")[2] for path in train_files)  # label=file
    vectors = getattr(getattr(settings, "network", None), "vectors", None)
    ensure_writable(output, *train_files, *class_files, *dev, vectors)
    data, dev_data, test, notes = _divided(task, train_files, dev, reading, options)
    if options["threads"] and spec.varies:
        import torch

        torch.set_num_threads(options["threads"])
    epochs = settings.training.epochs if spec.varies else 1
    with training_run(output, epochs, f"{spec}, seed {options['seed']}", notes) as run:
        problem = task.prepare_for(spec, extra, data, dev_data, reading)
        trained = task.fit(spec, problem, settings, options["seed"], *run)
        trained, lines = task.appraised(trained, problem, settings)
        remembered = task.remembered(options["inputs"], train_files[0])
        trained = replace(trained, origin={**trained.origin, **remembered})
        trained, more, learned = task.finished(trained, problem, settings, extra)
        if text_hashes:
            digests = (data.digests(trained.digests) for data in learned)
            trained = trained.knowing([*chain.from_iterable(digests)])
        trained.save(output)
    print_notes([*lines, *more])
    if test is not None:
        show_test_scores(task, trained, test)


def _divided(
    task: Task,
    train_files: Sequence[str],
    dev: Sequence[str],
    reading: Any,
    options: dict[str, Any],
) -> tuple[Any, Any, Any, list[str]]:
    """Return training, development and test sets (None without a share), and notes on them."""
    from seqtext.tasks.data import hold_out

    inputs, splitting = options["inputs"], (options["split_seed"], reading.digests)
    data, test = task.read(train_files, inputs.grouped(options["group"])), None
    task.refuse(data, " ".join(train_files))
    notes = task.overview(train_files, data, inputs)
    data = data.tokenized(reading.digests)
    if options["test_share"] is not None:
        data, test = hold_out(data, options["test_share"], *splitting)
    if dev:
        dev_data = task.read(dev, inputs)
        notes += task.overview(dev, dev_data, inputs)
    else:
        data, dev_data = hold_out(data, 0.1, *splitting)
    return data, dev_data, test, notes + task.lint(data, dev_data, reading)
