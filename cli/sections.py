"""The sections of a command's help: options that belong together stand under one heading."""

from collections.abc import Callable
from typing import Any

import click

OWN = "Options"
EVERYWHERE = "Of every command"

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def in_section(title: str, decorator: Decorator) -> Decorator:
    """The decorator, with every option that it adds under this heading of the help."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        before = {id(option) for option in _options(function)}
        command = decorator(function)
        for option in _options(command):
            if id(option) not in before:
                option.section = title  # type: ignore[attr-defined]
        return command

    return decorate


def section_of(record: type) -> str:
    """The heading of the options that a record's fields make."""
    return str(getattr(record, "section", record.__name__.removesuffix("Options")))


def write_sections(
    params: list[click.Parameter], context: click.Context, formatter: click.HelpFormatter
) -> None:
    """Write the options of a command, those without a heading first, those of all commands last."""
    sections: dict[str, list[tuple[str, str]]] = {OWN: []}
    for option in params:
        row = option.get_help_record(context)
        if row is not None and isinstance(option, click.Option):
            sections.setdefault(_title(option), []).append(row)
    for title in sorted(sections, key=EVERYWHERE.__eq__):  # stable: all others as they came
        if sections[title]:
            with formatter.section(title):
                formatter.write_dl(sections[title])


def _title(option: click.Option) -> str:
    return EVERYWHERE if "--help" in option.opts else getattr(option, "section", OWN)


def _options(function: Callable[..., Any]) -> list[click.Parameter]:
    """The options that decorators have given a function so far."""
    return getattr(function, "__click_params__", [])
