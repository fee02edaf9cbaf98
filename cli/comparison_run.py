"""A comparison of models of any task: its options, the missing trainings, the report."""

import os
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from seqtext.errors import SeqtextError
from seqtext.options import ComputeOptions
from seqtext.system.threads import cores
from seqtext.tasks.task import Task

from .command import note, print_notes
from .ending import Terminated, ignoring_closed_stdout
from .model_names import ModelNames
from .options import dev_option, group_option, seeds_option
from .progress import Progress
from .sections import Decorator
from .settings import split_seed_option, task_options


def comparison_options(task: Task, models: str, seeds: int, draws: int) -> tuple[Decorator, ...]:
    """Return the options that the comparisons of all tasks have, with these defaults."""
    share = f"{task.set_aside[0][0]:.0%} of TRAIN"
    return (
        dev_option,
        click.option(
            "--test",
            metavar="FILE",
            multiple=True,
            help=f"Test set.  [default: DEV, else the folds, else {share}]",
        ),
        click.option(
            "--folds", type=click.IntRange(2), help="Cross-validate on TRAIN with this many folds."
        ),
        click.option(
            "--models",
            type=ModelNames(task, several=True),
            default=models,
            show_default=True,
            help="Models, comma-separated.",
        ),
        seeds_option(seeds),
        click.option(
            "--draws",
            type=click.IntRange(1),
            default=draws,
            show_default=True,
            help="Shuffles of each text.",
        ),
        *_further_options(task),
        task_options(task),
    )


def _further_options(task: Task) -> tuple[Decorator, ...]:
    """Return the options of what is trained in addition, the verdict, the run and the report."""
    return (
        click.option(
            "--learning-curve",
            is_flag=True,
            help="Also train on 1/8, 1/4 and 1/2 of the texts: would more data change the verdict?",
        ),
        click.option(
            "--match",
            type=click.Choice(["params"]),
            help="Choose --hidden for each network so that all have about the same number of "
            "parameters without embeddings (within 20 %).",
        ),
        click.option(
            "--margin",
            type=click.FloatRange(0, 100, min_open=True),
            default=task.margin,
            show_default=True,
            help="Differences below this many points of the score (log-loss: hundredths of a nat) "
            "count as no difference.",
        ),
        split_seed_option,
        group_option,
        click.option(
            "--jobs",
            type=click.IntRange(1),
            help="Number of processes.  [default: cores; on CUDA at most 8]",
        ),
        click.option(
            "--time",
            "budget",
            metavar="30m",
            help="Time limit (90s, 30m, 2h); what does not fit is left out.",
        ),
        click.option(
            "--local",
            type=click.IntRange(0),
            metavar="K",
            help="Range in tokens of the local twin of the best network, which sees order only "
            "within blocks of K tokens; 0: none.  [default: the longest n-gram, at least 3]",
        ),
        click.option(
            "--assay/--no-assay",
            default=True,
            show_default=True,
            help="Plant a cue of known worth: only a comparison that finds it can say that no "
            "worth of order was found.",
        ),
        click.option("--dry-run", is_flag=True, help="Print what would be trained, and stop."),
        click.option(
            "-o", "--output", metavar="REPORT", required=True, help="Folder for the report."
        ),
    )


def plan_of(task: Task, models: Sequence[Any], options: dict[str, Any], **own: Any) -> Any:
    """Return the plan of a comparison; `own`: what only this task has."""
    from seqtext.order.trainings.plan import Plan

    return Plan(
        task=task,
        models=tuple(models),
        seeds=tuple(range(options["seeds"])),
        reading=options["reading"],
        settings=options["settings"],
        folds=options["folds"] or 1,
        draws=options["draws"],
        split_seed=options["split_seed"],
        margin=options["margin"] / 100,
        learning=options["learning_curve"],
        match=options["match"] == "params",
        local=options["local"],
        assay=options["assay"],
        **own,
    )


def files_of(train_files: tuple[str, ...], options: dict[str, Any]) -> Any:
    """Return the files of a comparison."""
    from seqtext.order.comparison import Files

    if options["folds"] and (options["test"] or options["dev"]):
        raise SeqtextError("--folds", "cannot be combined with --dev or --test", "omit one of them")
    return Files(train_files, options["dev"], options["test"], options["group"])


def compare(
    work: Any,
    options: dict[str, Any],
    output: str,
    effects: Callable[[Any, float], Any],
    write: Callable[[str, Any, Any], None],
    report: Any,
) -> None:
    """Run a comparison and show its report, or print with --dry-run what it would train.

    effects  computes the figures of some results, given the margin
    write    writes the report of these figures and results into a folder
    report   what is shown of the figures
    """
    from seqtext.order.comparison import fit_into, forecast, results, train_missing
    from seqtext.report.terminal import show_report

    networks = any(model.varies for model in work.plan.models)
    compute = getattr(work.plan.settings, "compute", ComputeOptions())
    workers = _workers(options["jobs"], compute, networks)
    for model, hidden in work.plan.hidden:
        note(f"seqtext: --match params: {model} with --hidden {hidden}")
    if options["budget"]:
        work, left_out = fit_into(work, workers, _seconds(options["budget"]))
        for omission in left_out:
            note(f"seqtext: left out to fit into {options['budget']}: {omission}")
    if options["dry_run"]:
        click.echo("\n".join(forecast(work, workers)))
        print_notes(work.files_read)
        return

    def run(at_round: Any, jobs: Any, finished: Any) -> None:
        train_missing(at_round, jobs, workers, finished)

    def gather(last: Any, command: str) -> Any:
        outcomes = results(last, command)
        estimates = effects(outcomes, last.plan.margin)
        write(output, estimates, outcomes)
        return estimates

    estimates = _run(output, work, run, gather)
    with ignoring_closed_stdout():
        show_report(report, estimates)


def _workers(jobs: int | None, compute: ComputeOptions, networks: bool) -> int:
    """Return the number of processes: `jobs`, else what the device of the networks can run."""
    if jobs:
        return jobs
    if not networks or compute.device == "cpu":
        return cores()  # without loading torch
    from seqtext.networks.device import trainings_at_once

    return trainings_at_once(compute)


def _seconds(text: str) -> float:
    """Convert 90s, 30m or 2h to seconds."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", text)
    if match is None:
        raise SeqtextError("--time", f"cannot read {text!r}", "write it as 90s, 30m or 2h")
    return float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]]


def _run(
    output: str,
    work: Any,
    train: Callable[[Any, list[Any], Callable[[Any], None]], None],
    report: Callable[[Any, str], Any],
) -> Any:
    """Run a comparison as the only writer of its folder; return the result of `report`.

    train   runs a list of jobs of a round and calls its last argument with each finished job
    report  writes the report of the last round, given the command line
    """
    from seqtext.log import listening
    from seqtext.order.rounds import rounds
    from seqtext.order.trainings.run import missing
    from seqtext.system.files import make_folder
    from seqtext.system.locks import only_writer

    make_folder(output)
    with only_writer(os.path.join(output, "report.json")):
        try:
            for at_round in rounds(work):
                todo = missing(at_round)
                if at_round is work:
                    print_notes(work.files_read)
                with Progress("training", len(todo)) as progress, listening(progress.listener):
                    train(at_round, todo, lambda job: progress.advance(job.title, job.title))
        except (KeyboardInterrupt, Terminated):
            remedy = "run the same command to go on"
            note(f"seqtext: Stopped. Finished trainings are in {output}; {remedy}.")
            raise
        return report(at_round, shlex.join(["seqtext", *sys.argv[1:]]))
