"""Command groups: a mistyped name gets a suggestion; the default command may be omitted."""

import os
from collections.abc import Callable, Sequence
from typing import Any

import click

from seqtext.errors import nearest


class CommandGroup(click.Group):
    """A group that suggests the nearest command for a mistyped name."""

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and self.get_command(context, name) is None:
            context.fail(no_such_command(name, self.list_commands(context)))
        return super().resolve_command(context, args)


def no_such_command(name: str, commands: Sequence[str]) -> str:
    """Return the error message for an unknown command."""
    near = nearest(name, commands)
    hint = f" Did you mean {near!r}?" if near else f" Commands: {', '.join(commands)}."
    return f"No such command {name!r}.{hint}"


class GroupWithDefault(CommandGroup):
    """A group whose first command is the default; its help shows the options of that command."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        names = self.list_commands(context)
        if args and args[0] not in (*names, *context.help_option_names):
            if _is_mistyped(args[0], names):
                context.fail(no_such_command(args[0], names))
            args = [names[0], *args]
        return super().parse_args(context, args)

    def list_commands(self, context: click.Context) -> list[str]:
        return list(self.commands)

    def format_help(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        default = self.list_commands(context)[0]
        command = self.get_command(context, default)
        assert command is not None
        inner = click.Context(command, info_name=default, parent=context)
        usage = " ".join(["[COMMAND]", *command.collect_usage_pieces(inner)])
        formatter.write_usage(context.command_path, usage)
        self.format_help_text(context, formatter)
        self.format_commands(context, formatter)
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(f"The options of `{context.command_path} {default}`:")
        command.format_options(inner, formatter)
        command.format_epilog(inner, formatter)


def _is_mistyped(name: str, commands: Sequence[str]) -> bool:
    """Return whether an argument resembles a command's name and cannot be a file."""
    if name.startswith("-") or any(mark in name for mark in "./=") or os.path.exists(name):
        return False
    return nearest(name, commands) is not None


class TaskGroup(GroupWithDefault):
    """A group with one command for each task; the first task is the default."""

    def __init__(
        self, *args: Any, command_of: Callable[[str], click.Command], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._command_of = command_of

    def list_commands(self, context: click.Context) -> list[str]:
        from seqtext.tasks.task import TASKS  # here, so that `seqtext --help` loads no task

        return list(TASKS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in self.list_commands(context) and name not in self.commands:
            self.commands[name] = self._command_of(name)
        return self.commands.get(name)
