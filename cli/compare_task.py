"""seqtext compare TASK: of a task without a command of its own."""

from typing import Any

import click

from seqtext.tasks.task import task_named

from .command import Command
from .comparison_run import compare, comparison_options, files_of, plan_of
from .options import record_from, with_options
from .settings import models_help, options_of


def compare_command(name: str) -> click.Command:
    """Return the command that compares the models of a task."""
    task = task_named(name)
    defaults = comparison_options(task, ",".join(task.models()), seeds=3, draws=3)

    @click.command(name, cls=Command, epilog=models_help(task))
    @click.argument("train_files", metavar="TRAIN...", nargs=-1, required=True)
    @with_options(*defaults, options_of(*task.answering))
    def command(train_files: tuple[str, ...], output: str, **options: Any) -> None:
        """Compare models on ordered and on shuffled text.

        Trains each model on both and reports where word order changes the result.
        """
        from seqtext.order.comparison import prepare_work
        from seqtext.order.effects.all import effects
        from seqtext.report.general import GENERAL, write_general_report

        answering = tuple(record_from(record, options) for record in task.answering)
        specs = [task.parse(model.strip()) for model in options["models"].split(",")]
        models = dict.fromkeys(task.under(spec, options["settings"]) for spec in specs)
        plan = plan_of(task, list(models), options, answering=answering)
        work = prepare_work(plan, files_of(train_files, options), options["inputs"], output)
        compare(work, options, output, effects, write_general_report, GENERAL)

    return command
