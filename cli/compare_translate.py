"""seqtext compare translate: what word order does to translators."""

from pathlib import Path
from typing import Any

import click

from seqtext.options import (
    ComputeOptions,
    SearchOptions,
    TranslationOptions,
    TranslatorOptions,
    TranslatorSettings,
)

from .command import Command, note
from .comparison_run import JOBS_HELP, comparison_run, workers_of
from .ending import for_whoever_reads
from .options import group_option, pair_input_options
from .settings import (
    options_of,
    pair_reading_options,
    split_seed_option,
    take,
    translators_help,
)

RECORDS = (TranslatorOptions, TranslationOptions, ComputeOptions)  # as in TranslatorSettings


@click.command(
    cls=Command,
    epilog=translators_help()
    + """

\b
Examples:
  seqtext compare translate -o report
  seqtext compare translate pairs.tsv --models seq2seq-gru,transformer --seeds 3 -o report
  seqtext compare translate train.en train.es --test test.en --test test.es -o report
""",
)
@click.argument("train_files", metavar="[TRAIN...]", nargs=-1)
@click.option("--dev", metavar="FILE", multiple=True, help="Choose by this set; else by a tenth.")
@click.option(
    "--test", metavar="FILE", multiple=True, help="Test on this set; else on DEV, or on a tenth."
)
@click.option(
    "--pairs",
    metavar="PAIRS.tsv",
    help="Ask your own twins (pair_id, source, target): the same words, another order.",
)
@click.option(
    "--models",
    default="seq2seq-gru,transformer",
    show_default=True,
    help="Compare these, with commas between; the order-blind control is added.",
)
@click.option(
    "--seeds", type=click.IntRange(1), default=2, show_default=True, help="Train each so often."
)
@click.option(
    "--draws", type=click.IntRange(1), default=2, show_default=True, help="Shuffle so often."
)
@click.option(
    "--grammar/--no-grammar",
    default=True,
    show_default=True,
    help="Train the models on the shipped English-Spanish pairs, too, and try their twins.",
)
@split_seed_option
@group_option
@click.option("--jobs", type=click.IntRange(1), help=JOBS_HELP)
@click.option("--dry-run", is_flag=True, help="Say what would be trained, and stop.")
@click.option(
    "-o", "--output", metavar="REPORT", required=True, help="Write the report into this folder."
)
@pair_input_options
@pair_reading_options
@options_of(*RECORDS, SearchOptions, without=("compile",))
def translate(train_files: tuple[str, ...], output: str, **rest: Any) -> None:
    """Train translators in order and on shuffled sources, beside one that is blind to order.

    TRAIN is one file of pairs, source TAB target, or two aligned files; without it the shipped
    English-Spanish pairs are compared. Writes REPORT/report.html, report.md, report.json and
    translations.tsv. Finished trainings are kept in REPORT/cells: the same command goes on where it
    was stopped.
    """
    from seqtext.order.translate.files import Files, read_materials

    plan = _plan(rest, bool(train_files))
    files = Files(train_files, rest["dev"], rest["test"], rest["pairs"], rest["group"])
    material = read_materials(plan, files, rest["inputs"], _shipped)

    from seqtext.order.trainings.run import missing
    from seqtext.order.translate.work import Work
    from seqtext.tasks.translate.pair_reading import unspaced_sides
    from seqtext.text.quantities import quantity

    work = Work(plan, *material, Path(output))
    for line in unspaced_sides(work.material.train, plan.reading):
        note(f"seqtext: {line}")
    if rest["dry_run"]:
        todo = missing(work)
        done = len(work.jobs()) - len(todo)
        told = f"{quantity(len(todo), 'training')}, {done:,} done before"
        click.echo("\n".join([*(job.name for job in todo), f"{told}; test: {work.material.told}"]))
    else:
        _compare(work, output, workers_of(rest["jobs"], plan.settings.compute, True))


def _compare(work: Any, output: str, workers: int) -> None:
    """Train what is missing, write the report and show it."""
    from seqtext.order.translate.comparison import results, train
    from seqtext.order.translate.effects import effects
    from seqtext.report.translate.folder import show, write_report

    def run(todo: Any, told: Any) -> None:
        train(work, todo, workers, told)

    def report(command: str) -> Any:
        found = results(work, command)
        seen = effects(found)
        write_report(output, seen, found)
        return seen

    seen = comparison_run(output, work, run, report)
    with for_whoever_reads():
        show(seen)


def _plan(rest: dict[str, Any], own: bool) -> Any:
    from seqtext.order.translate.plan import Plan, models_of

    *parts, search = (take(record, rest) for record in (*RECORDS, SearchOptions))
    settings = TranslatorSettings(*parts)
    return Plan(
        models=models_of(rest["models"], settings.network),
        seeds=tuple(range(rest["seeds"])),
        reading=rest["reading"],
        settings=settings,
        search=search,
        draws=rest["draws"],
        grammar=own and rest["grammar"],
        split_seed=rest["split_seed"],
    )


def _shipped() -> Any:
    """The shipped pairs: the library may not import them, a command may."""
    from seqtext.order.translate.files import shipped
    from seqtext_corpora.translation import make_translation

    return shipped(make_translation(0))
