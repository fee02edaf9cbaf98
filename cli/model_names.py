"""Names of models as values of options: what the shell completes."""

from typing import Any

import click

from seqtext.tasks.task import Task


class ModelNames(click.ParamType):
    """The names of a task's models, one or several with commas between; the task checks them."""

    name = "text"

    def __init__(self, task: Task, several: bool = False) -> None:
        self.task, self.several = task, several

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Return the value as it is."""
        return str(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[Any]:
        """Return the names that continue what is typed, each with its summary."""
        from click.shell_completion import CompletionItem

        before, comma, begun = incomplete.rpartition(",") if self.several else ("", "", incomplete)
        return [
            CompletionItem(f"{before}{comma}{name}", help=summary)
            for name, summary in self.task.models().items()
            if name.startswith(begun)
        ]
