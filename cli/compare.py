"""seqtext compare classify: the main job. Where does word order change the result?"""

import re
from collections.abc import Sequence
from typing import Any

import click

from seqtext.errors import SeqtextError
from seqtext.tasks.task import task_named

from .command import Command, note
from .comparison_run import JOBS_HELP, comparison_run, workers_of
from .ending import ignoring_closed_stdout
from .options import group_option
from .settings import models_help, split_seed_option, task_options
from .suite import none_sharing

TASK = task_named("classify")
MODELS = "bow:1,bow:2,nbsvm:3,mlp,dan,rnn,lstm,gru"


@click.command(
    "classify",
    cls=Command,
    epilog=models_help(TASK)
    + """

\b
Examples:
  seqtext compare reviews.tsv --models bow:1,bow:2,nbsvm:3,lstm --seeds 3 -o report
  seqtext compare --format label-first sst.train --dev sst.dev -o report
  seqtext compare pos=good.txt neg=bad.txt --folds 10 --models nbsvm:1,nbsvm:2 -o report
  seqtext compare reviews.tsv --time 30m --dry-run -o report
  seqtext compare reviews.tsv --models bow:1,bow:2,dan,lstm,transformer --match params \\
      --learning-curve -o report
""",
)
@click.argument("train_files", metavar="TRAIN...", nargs=-1, required=True)
@click.option(
    "--dev", metavar="FILE", help="Development set.  [default: a tenth of TRAIN, set aside]"
)
@click.option(
    "--test",
    metavar="FILE",
    help="Test set.  [default: DEV, else the folds, else a fifth of TRAIN]",
)
@click.option(
    "--folds", type=click.IntRange(2), help="Cross-validate on TRAIN with this many folds."
)
@click.option("--models", default=MODELS, show_default=True, help="Models, comma-separated.")
@click.option(
    "--seeds",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="Trainings per network, each with its own seed.",
)
@click.option(
    "--draws", type=click.IntRange(1), default=5, show_default=True, help="Shuffles of each text."
)
@click.option(
    "--suites",
    type=click.Choice(["en", "es", "both", "none"]),
    help="Language of the shipped order-k suites; models are trained on them separately.  "
    "[default: the language of TRAIN, by its function words]",
)
@click.option(
    "--suite",
    metavar="PAIRS.tsv",
    help="Test the models of TRAIN on your own pairs (pair_id, text, label); adding pairs to a "
    "finished comparison repeats no training.",
)
@click.option(
    "--memory",
    is_flag=True,
    help="Also train and test on pairs whose deciding words are up to 200 words apart; takes "
    "minutes for each network and seed.",
)
@click.option(
    "--learning-curve",
    is_flag=True,
    help="Also train on 1/8, 1/4 and 1/2 of the texts: would more data change the verdict?",
)
@click.option(
    "--match",
    type=click.Choice(["params"]),
    help="Choose --hidden for each network so that all have about the same number of parameters "
    "without embeddings (within 20 %).",
)
@click.option(
    "--margin",
    type=click.FloatRange(0, 100, min_open=True),
    default=1.0,
    show_default=True,
    help="Differences below this many points (log-loss: hundredths of a nat) count as no "
    "difference.",
)
@split_seed_option
@group_option
@click.option("--jobs", type=click.IntRange(1), help=JOBS_HELP)
@click.option(
    "--time",
    "budget",
    metavar="30m",
    help="Time limit (90s, 30m, 2h); what does not fit is left out.",
)
@click.option("--dry-run", is_flag=True, help="Print what would be trained, and stop.")
@click.option("-o", "--output", metavar="REPORT", required=True, help="Folder for the report.")
@task_options(TASK)
def compare_classify(train_files: tuple[str, ...], output: str, **options: Any) -> None:
    """Compare models on ordered and on shuffled text.

    Trains each model on both and reports where word order changes the result. Writes
    REPORT/report.html, report.md, report.json, items.safetensors and items.jsonl. Finished
    trainings are kept in REPORT/cells: to continue a stopped comparison, run the same command.
    """
    from seqtext.order.comparison import fit_into, forecast, prepare, results, train
    from seqtext.order.effects.all import effects
    from seqtext.report.classify.folder import write_report
    from seqtext.report.classify.report import CLASSIFY
    from seqtext.report.terminal import show_report

    plan = _plan(options)
    files = _files(train_files, options)
    work = _with_notes(prepare(plan, files, options["inputs"], output), options["suites"])
    networks = any(model.varies for model in work.plan.models)
    workers = workers_of(options["jobs"], plan.settings.compute, networks)
    if options["budget"]:
        work, left_out = fit_into(work, workers, _seconds(options["budget"]))
        for omission in left_out:
            note(f"seqtext: left out to fit into {options['budget']}: {omission}")
    if options["dry_run"]:
        click.echo("\n".join(forecast(work, workers)))
        _print_notes(work.read)
        return

    def run(jobs: Any, finished: Any) -> None:
        _print_notes(work.read)
        train(work, jobs, workers, finished)

    def report(command: str) -> Any:
        outcomes = results(work, command)
        estimates = effects(outcomes, plan.margin)
        write_report(output, estimates, outcomes)
        return estimates

    estimates = comparison_run(output, work, run, report)
    with ignoring_closed_stdout():
        show_report(CLASSIFY, estimates)


def _print_notes(lines: Sequence[str]) -> None:
    for line in lines:
        note(f"seqtext: {line}")


def _with_notes(work: Any, suites: str | None) -> Any:
    """Return the work with defaults filled in; print the choices to stderr."""
    from seqtext.order.comparison import in_own_language

    for model, hidden in work.plan.hidden:
        note(f"seqtext: --match params: {model} with --hidden {hidden}")
    if suites is None:
        work, language = in_own_language(work)
        languages = {"en": "English: --suites en", "es": "Spanish: --suites es"}
        choice = languages.get(language or "", "neither English nor Spanish: --suites en")
        note(f"seqtext: by their function words the texts are {choice}")
    suite = work.suite
    if suite is not None and not suite.sharing(work.plan.reading.tokenizer):
        note(f"seqtext: {suite.name}: {none_sharing(len(suite.cases))}")
    return work


def _files(train_files: tuple[str, ...], options: dict[str, Any]) -> Any:
    from seqtext.order.comparison import Files

    if options["folds"] and (options["test"] or options["dev"]):
        raise SeqtextError("--folds", "cannot be combined with --dev or --test", "omit one of them")
    return Files(train_files, options["dev"], options["test"], options["group"])


def _plan(options: dict[str, Any]) -> Any:
    from seqtext.order.trainings.plan import Plan
    from seqtext.registry import parse_list

    suites = options["suites"] or "en"  # replaced once the texts are read
    languages = {"none": (), "both": ("en", "es")}.get(suites, (suites,))
    models, settings = parse_list(options["models"]), options["settings"]
    return Plan(
        models=tuple(dict.fromkeys(model.under(settings.network) for model in models)),
        seeds=tuple(range(options["seeds"])),
        reading=options["reading"],
        settings=settings,
        folds=options["folds"] or 1,
        draws=options["draws"],
        languages=languages,
        memory=(*languages, "en")[0] if options["memory"] else "",
        suite=options["suite"],
        split_seed=options["split_seed"],
        margin=options["margin"] / 100,
        learning=options["learning_curve"],
        match=options["match"] == "params",
    )


def _seconds(text: str) -> float:
    """Convert 90s, 30m or 2h to seconds."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", text)
    if match is None:
        raise SeqtextError("--time", f"cannot read {text!r}", "write it as 90s, 30m or 2h")
    return float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]]
