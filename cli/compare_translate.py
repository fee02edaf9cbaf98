"""seqtext compare translate: how translators depend on word order."""

from pathlib import Path
from typing import Any

import click

from seqtext.network_options import TranslatorOptions
from seqtext.options import ComputeOptions, SearchOptions, TranslationOptions, TranslatorSettings
from seqtext.tasks.task import task_named

from .command import Command, note
from .comparison_run import JOBS_HELP, comparison_run, workers_of
from .ending import ignoring_closed_stdout
from .options import group_option, pair_input_options
from .settings import (
    models_help,
    options_of,
    pair_reading_options,
    record_from,
    split_seed_option,
)

RECORDS = (TranslatorOptions, TranslationOptions, ComputeOptions)  # as in TranslatorSettings


@click.command(
    "translate",
    cls=Command,
    epilog=models_help(task_named("translate"))
    + """

\b
Examples:
  seqtext compare translate -o report
  seqtext compare translate pairs.tsv --models seq2seq-gru,transformer --seeds 3 -o report
  seqtext compare translate train.en train.es --test test.en --test test.es -o report
""",
)
@click.argument("train_files", metavar="[TRAIN...]", nargs=-1)
@click.option(
    "--dev", metavar="FILE", multiple=True, help="Development set.  [default: a tenth of TRAIN]"
)
@click.option(
    "--test", metavar="FILE", multiple=True, help="Test set.  [default: DEV, else a tenth of TRAIN]"
)
@click.option(
    "--pairs",
    metavar="PAIRS.tsv",
    help="Test on your own twins (pair_id, source, target): the same words in another order.",
)
@click.option(
    "--models",
    default="seq2seq-gru,transformer",
    show_default=True,
    help="Models, comma-separated; the order-blind control is added.",
)
@click.option(
    "--seeds",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Trainings per model, each with its own seed.",
)
@click.option(
    "--draws", type=click.IntRange(1), default=2, show_default=True, help="Shuffles of each source."
)
@click.option(
    "--grammar/--no-grammar",
    default=True,
    show_default=True,
    help="Also train the models on the shipped English-Spanish pairs, and test on their twins.",
)
@split_seed_option
@group_option
@click.option("--jobs", type=click.IntRange(1), help=JOBS_HELP)
@click.option("--dry-run", is_flag=True, help="Print what would be trained, and stop.")
@click.option("-o", "--output", metavar="REPORT", required=True, help="Folder for the report.")
@pair_input_options
@pair_reading_options
@options_of(*RECORDS, SearchOptions, without=("compile",))
def compare_translate(train_files: tuple[str, ...], output: str, **options: Any) -> None:
    """Compare translators on ordered and on shuffled sources.

    Trains each on both, and compares them with a translator that is blind to order. TRAIN is one
    file of pairs (source TAB target) or two aligned files; without TRAIN the shipped
    English-Spanish pairs are used. Writes REPORT/report.html, report.md, report.json and
    translations.tsv. Finished trainings are kept in REPORT/cells: to continue a stopped comparison,
    run the same command.
    """
    from seqtext.order.translate.files import PairFiles, read_materials

    plan = _plan(options, bool(train_files))
    files = PairFiles(
        train_files, options["dev"], options["test"], options["pairs"], options["group"]
    )
    material = read_materials(plan, files, options["inputs"], _shipped)

    from seqtext.order.trainings.run import missing
    from seqtext.order.translate.work import TranslatorWork
    from seqtext.tasks.translate.pair_reading import unspaced_sides
    from seqtext.text.quantities import quantity

    work = TranslatorWork(plan, *material, Path(output))
    for line in unspaced_sides(work.material.train, plan.reading):
        note(f"seqtext: {line}")
    if options["dry_run"]:
        jobs = missing(work)
        done = len(work.jobs()) - len(jobs)
        summary = f"{quantity(len(jobs), 'training')}, {done:,} done before"
        lines = [*(job.name for job in jobs), f"{summary}; test: {work.material.told}"]
        click.echo("\n".join(lines))
    else:
        _compare(work, output, workers_of(options["jobs"], plan.settings.compute, True))


def _compare(work: Any, output: str, workers: int) -> None:
    """Run the missing trainings, write the report and show it."""
    from seqtext.order.translate.comparison import train_translators, translator_results
    from seqtext.order.translate.effects import translator_effects
    from seqtext.report.terminal import show_report
    from seqtext.report.translate.folder import write_translator_report
    from seqtext.report.translate.report import TRANSLATE

    def run(jobs: Any, finished: Any) -> None:
        train_translators(work, jobs, workers, finished)

    def report(command: str) -> Any:
        outcomes = translator_results(work, command)
        estimates = translator_effects(outcomes)
        write_translator_report(output, estimates, outcomes)
        return estimates

    estimates = comparison_run(output, work, run, report)
    with ignoring_closed_stdout():
        show_report(TRANSLATE, estimates)


def _plan(options: dict[str, Any], has_files: bool) -> Any:
    from seqtext.order.translate.plan import TranslatorPlan, models_of

    *parts, search = (record_from(record, options) for record in (*RECORDS, SearchOptions))
    settings = TranslatorSettings(*parts)
    return TranslatorPlan(
        models=models_of(options["models"], settings.network),
        seeds=tuple(range(options["seeds"])),
        reading=options["reading"],
        settings=settings,
        search=search,
        draws=options["draws"],
        grammar=has_files and options["grammar"],
        split_seed=options["split_seed"],
    )


def _shipped() -> Any:
    """Return the shipped pairs, which commands may import and the library may not."""
    from seqtext.order.translate.files import shipped_material
    from seqtext_corpora.translation import make_translation

    return shipped_material(make_translation(0))
