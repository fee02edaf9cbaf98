"""seqtext compare translate: how translators depend on word order."""

from typing import Any

import click

from seqtext.tasks.task import task_named

from .command import Command
from .comparison_run import compare, comparison_options, files_of, plan_of
from .options import record_from, with_options
from .settings import models_help, options_of

TASK = task_named("translate")
MODELS = "seq2seq-gru,transformer"


@click.command(
    "translate",
    cls=Command,
    epilog=models_help(TASK)
    + """

\b
Examples:
  seqtext compare translate -o report
  seqtext compare translate pairs.tsv --models seq2seq-gru,transformer --seeds 3 -o report
  seqtext compare translate train.en train.es --test test.en --test test.es -o report
  seqtext compare translate pairs.tsv --folds 5 --learning-curve --time 2h -o report
""",
)
@click.argument("train_files", metavar="[TRAIN...]", nargs=-1)
@with_options(
    *comparison_options(TASK, MODELS, seeds=2, draws=2),
    options_of(*TASK.answering),
    click.option(
        "--pairs",
        metavar="PAIRS.tsv",
        help="Test on your own twins (pair_id, source, target): the same words in another order.",
    ),
    click.option(
        "--grammar/--no-grammar",
        default=True,
        show_default=True,
        help="Also train the models on the shipped English-Spanish pairs, and test on their twins.",
    ),
)
def compare_translate(train_files: tuple[str, ...], output: str, **options: Any) -> None:
    """Compare translators on ordered and on shuffled sources.

    Trains each on both, and compares them with a translator that is blind to order, which is added
    if no model is. TRAIN is one file of pairs (source TAB target) or two aligned files; without
    TRAIN the shipped English-Spanish pairs are used. Writes REPORT/report.html, report.md,
    report.json, translations.tsv, items.safetensors and items.jsonl. Finished trainings are kept in
    REPORT/cells: to continue a stopped comparison, run the same command.
    """
    from seqtext.order.translate.effects import translator_effects
    from seqtext.order.translate.files import prepare_pairs
    from seqtext.report.translate.folder import write_translator_report
    from seqtext.report.translate.report import TRANSLATE

    plan, files = _plan(options, bool(train_files)), files_of(train_files, options)
    work = prepare_pairs(plan, files, options["pairs"], options["inputs"], output, _shipped)
    compare(work, options, output, translator_effects, write_translator_report, TRANSLATE)


def _plan(options: dict[str, Any], has_files: bool) -> Any:
    from seqtext.order.translate.plan import models_of

    models = models_of(options["models"], options["settings"].network)
    answering = tuple(record_from(record, options) for record in TASK.answering)
    grammar = has_files and options["grammar"]
    return plan_of(TASK, models, options, answering=answering, grammar=grammar)


def _shipped() -> Any:
    """Return the shipped pairs, which commands may import and the library may not."""
    from seqtext.order.translate.material import shipped_material
    from seqtext_corpora.translation import make_translation

    return shipped_material(make_translation(0))
