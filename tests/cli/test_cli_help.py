"""The help: every option has a line that names what it sets."""

import re

import click

from seqtext_cli.main import main

VAGUE = re.compile(r"\b(so many|so often|so much|beside|commas between|by this|by it)\b")


def _options(command: click.Command, path: tuple[str, ...]) -> list[tuple[str, str | None]]:
    own = [p for p in command.params if isinstance(p, click.Option)]
    result = [(f"{' '.join(path)} {max(option.opts, key=len)}", option.help) for option in own]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            result += _options(inner, (*path, name))
    return result


def test_every_option_has_a_precise_line_of_help() -> None:
    options = _options(main, ("seqtext",))
    assert len(options) > 300
    assert [name for name, text in options if not text or VAGUE.search(text)] == []
