"""The help: every option has a line that says what to do, so it begins with a verb."""

import click

from seqtext_cli.main import main

VERBS = {
    *("Answer", "Apply", "Ask", "Average", "Build", "Choose", "Clip", "Compare", "Compile"),
    *("Compute", "Cross-validate", "Cut", "Decode", "Dilate", "Draw", "Drop", "Find", "Follow"),
    *("Give", "Hash", "Hide", "Keep", "Learn", "Leave", "Let", "Make", "Normalise", "Order"),
    *("Part", "Pass", "Prefer", "Print", "Put", "Read", "Rise", "Run", "Say", "Seed", "Set"),
    *("Show", "Shuffle", "Stack", "Start", "Stop", "Take", "Tell", "Test", "Train", "Weigh"),
    "Write",
}


def _options(command: click.Command, path: tuple[str, ...]) -> list[tuple[str, str | None]]:
    own = [p for p in command.params if isinstance(p, click.Option)]
    found = [(f"{' '.join(path)} {max(option.opts, key=len)}", option.help) for option in own]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            found += _options(inner, (*path, name))
    return found


def test_the_help_of_every_option_begins_with_a_verb() -> None:
    options = _options(main, ("seqtext",))
    assert len(options) > 300
    assert [name for name, text in options if (text or "-").split()[0] not in VERBS] == []
