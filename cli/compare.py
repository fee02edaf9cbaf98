"""seqtext compare classify: the main job. Where does word order change the result?"""

import re
from collections.abc import Sequence
from typing import Any

import click

from seqtext.errors import SeqtextError

from .command import Command, note
from .comparison_run import JOBS_HELP, comparison_run, workers_of
from .ending import for_whoever_reads
from .options import group_option
from .settings import classifier_options, models_help, split_seed_option
from .suite import none_sharing

MODELS = "bow:1,bow:2,nbsvm:3,mlp,dan,rnn,lstm,gru"


@click.command(
    cls=Command,
    epilog=models_help()
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
    "--dev", metavar="FILE", help="Choose by this set; else a tenth of TRAIN is set aside."
)
@click.option(
    "--test",
    metavar="FILE",
    help="Test on this set; else on DEV, on folds, or on a fifth of TRAIN.",
)
@click.option("--folds", type=click.IntRange(2), help="Cross-validate on TRAIN with so many folds.")
@click.option("--models", default=MODELS, show_default=True, help="Compare these; commas between.")
@click.option(
    "--seeds",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="Train each network so often.",
)
@click.option(
    "--draws", type=click.IntRange(1), default=5, show_default=True, help="Shuffle so often."
)
@click.option(
    "--suites",
    type=click.Choice(["en", "es", "both", "none"]),
    help="Take the shipped order-k suites of this language; they train models of their own.  "
    "[default: that of TRAIN, by its function words]",
)
@click.option(
    "--suite",
    metavar="PAIRS.tsv",
    help="Ask the models of TRAIN your own pairs (pair_id, text, label); pairs that are "
    "added to a finished comparison train nothing anew.",
)
@click.option(
    "--memory",
    is_flag=True,
    help="Train models on pairs, too, whose deciding words stand up to 200 words apart: minutes "
    "for each network and seed.",
)
@click.option(
    "--learning-curve",
    is_flag=True,
    help="Train on 1/8, 1/4 and 1/2 of the texts, too: would more data change the verdict?",
)
@click.option(
    "--match",
    type=click.Choice(["params"]),
    help="Choose --hidden for each network, so that all have about as many parameters beside "
    "embeddings: within 20 %.",
)
@click.option(
    "--margin",
    type=click.FloatRange(0, 100, min_open=True),
    default=1.0,
    show_default=True,
    help="Take so many points (log-loss: hundredths of a nat) for a difference without weight.",
)
@split_seed_option
@group_option
@click.option("--jobs", type=click.IntRange(1), help=JOBS_HELP)
@click.option("--time", "budget", metavar="30m", help="Leave out what would not fit: 90s, 30m, 2h.")
@click.option("--dry-run", is_flag=True, help="Say what would be trained, and stop.")
@click.option(
    "-o", "--output", metavar="REPORT", required=True, help="Write the report into this folder."
)
@classifier_options
def classify(train_files: tuple[str, ...], output: str, **rest: Any) -> None:
    """Train models in order and on shuffled text, and say where word order changes the result.

    Writes REPORT/report.html, report.md, report.json, items.safetensors and items.jsonl. Finished
    trainings are kept in REPORT/cells: the same command goes on where it was stopped.
    """
    from seqtext.order.comparison import fit_into, forecast, prepare, results, train
    from seqtext.order.effects.all import effects
    from seqtext.report.classify.folder import write_report
    from seqtext.report.classify.terminal import show

    plan = _plan(rest)
    work = _told(prepare(plan, _files(train_files, rest), rest["inputs"], output), rest["suites"])
    networks = any(model.varies for model in work.plan.models)
    workers = workers_of(rest["jobs"], plan.settings.compute, networks)
    if rest["budget"]:
        work, left_out = fit_into(work, workers, _seconds(rest["budget"]))
        for what in left_out:
            note(f"seqtext: left out to fit into {rest['budget']}: {what}")
    if rest["dry_run"]:
        click.echo("\n".join(forecast(work, workers)))
        _tell(work.read)
        return

    def run(todo: Any, told: Any) -> None:
        _tell(work.read)
        train(work, todo, workers, told)

    def report(command: str) -> Any:
        found = results(work, command)
        seen = effects(found, plan.margin)
        write_report(output, seen, found)
        return seen

    seen = comparison_run(output, work, run, report)
    with for_whoever_reads():
        show(seen)


def _tell(lines: Sequence[str]) -> None:
    for line in lines:
        note(f"seqtext: {line}")


def _told(work: Any, suites: str | None) -> Any:
    """The work, with what was chosen for the user said on stderr."""
    from seqtext.order.comparison import in_own_language

    for model, hidden in work.plan.hidden:
        note(f"seqtext: --match params: {model} with --hidden {hidden}")
    if suites is None:
        work, language = in_own_language(work)
        named = {"en": "English: --suites en", "es": "Spanish: --suites es"}
        read = named.get(language or "", "neither English nor Spanish: --suites en")
        note(f"seqtext: by their function words the texts are {read} (or name another)")
    own = work.suite
    if own is not None and not own.sharing(work.plan.reading.tokenizer):
        note(f"seqtext: {own.name}: {none_sharing(len(own.cases))}")
    return work


def _files(train_files: tuple[str, ...], rest: dict[str, Any]) -> Any:
    from seqtext.order.comparison import Files

    if rest["folds"] and (rest["test"] or rest["dev"]):
        raise SeqtextError("--folds", "goes without --dev and --test", "leave one of them out")
    return Files(train_files, rest["dev"], rest["test"], rest["group"])


def _plan(rest: dict[str, Any]) -> Any:
    from seqtext.order.trainings.plan import Plan
    from seqtext.registry import parse_list

    suites = rest["suites"] or "en"  # until the texts are read
    languages = {"none": (), "both": ("en", "es")}.get(suites, (suites,))
    settings = rest["settings"]
    return Plan(
        models=tuple(dict.fromkeys(m.under(settings.network) for m in parse_list(rest["models"]))),
        seeds=tuple(range(rest["seeds"])),
        reading=rest["reading"],
        settings=settings,
        folds=rest["folds"] or 1,
        draws=rest["draws"],
        languages=languages,
        memory=(*languages, "en")[0] if rest["memory"] else "",
        suite=rest["suite"],
        split_seed=rest["split_seed"],
        margin=rest["margin"] / 100,
        learning=rest["learning_curve"],
        match=rest["match"] == "params",
    )


def _seconds(text: str) -> float:
    """90s, 30m or 2h as seconds."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", text)
    if match is None:
        raise SeqtextError("--time", f"cannot read {text!r}", "write it as 90s, 30m or 2h")
    return float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]]
