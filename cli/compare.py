"""seqtext compare classify: the main job. Where does word order change the result?"""

from typing import Any

import click

from seqtext.tasks.task import task_named

from .command import Command, note
from .comparison_run import compare, comparison_options, files_of, plan_of
from .options import with_options
from .settings import models_help
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
@with_options(
    *comparison_options(TASK, MODELS, seeds=5, draws=5),
    click.option(
        "--suites",
        type=click.Choice(["en", "es", "both", "none"]),
        help="Language of the shipped order-k suites; models are trained on them separately.  "
        "[default: the language of TRAIN, by its function words]",
    ),
    click.option(
        "--suite",
        metavar="PAIRS.tsv",
        help="Test the models of TRAIN on your own pairs (pair_id, text, label); adding pairs to a "
        "finished comparison repeats no training.",
    ),
    click.option(
        "--memory",
        is_flag=True,
        help="Also train and test on pairs whose deciding words are up to 200 words apart; takes "
        "minutes for each network and seed.",
    ),
)
def compare_classify(train_files: tuple[str, ...], output: str, **options: Any) -> None:
    """Compare models on ordered and on shuffled text.

    Trains each model on both and reports where word order changes the result. Writes
    REPORT/report.html, report.md, report.json, items.safetensors and items.jsonl. Finished
    trainings are kept in REPORT/cells: to continue a stopped comparison, run the same command.
    """
    from seqtext.order.comparison import prepare_work
    from seqtext.order.effects.all import effects
    from seqtext.report.classify.folder import write_report
    from seqtext.report.classify.report import CLASSIFY

    plan, files = _plan(options), files_of(train_files, options)
    work = prepare_work(plan, files, options["inputs"], output).with_suite(options["inputs"])
    work = _with_notes(work, options["suites"])
    compare(work, options, output, effects, write_report, CLASSIFY)


def _with_notes(work: Any, suites: str | None) -> Any:
    """Return the work with defaults filled in; print the choices to stderr."""
    if suites is None:
        work, language = work.in_own_language()
        languages = {"en": "English: --suites en", "es": "Spanish: --suites es"}
        choice = languages.get(language or "", "neither English nor Spanish: --suites en")
        note(f"seqtext: by their function words the texts are {choice}")
    suite = work.suite
    if suite is not None and not suite.sharing(work.plan.reading.tokenizer):
        note(f"seqtext: {suite.name}: {none_sharing(len(suite.cases))}")
    return work


def _plan(options: dict[str, Any]) -> Any:
    from seqtext.registry import parse_list

    suites = options["suites"] or "en"  # replaced once the texts are read
    languages = {"none": (), "both": ("en", "es")}.get(suites, (suites,))
    models = [TASK.under(model, options["settings"]) for model in parse_list(options["models"])]
    return plan_of(
        TASK,
        list(dict.fromkeys(models)),
        options,
        languages=languages,
        memory=(*languages, "en")[0] if options["memory"] else "",
        suite=options["suite"],
    )
