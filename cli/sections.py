"""The sections of a command's help: each groups related options under a heading."""

from collections.abc import Callable
from typing import Any

import click

OWN = "Options"
COMMON = "Common options"

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def in_section(title: str, decorator: Decorator) -> Decorator:
    """Return the decorator; the options that it adds appear under this heading of the help."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        before = {id(option) for option in _options(function)}
        command = decorator(function)
        for option in _options(command):
            if id(option) not in before:
                option.section = title  # type: ignore[attr-defined]
        return command

    return decorate


def section_of(record: type) -> str:
    """Return the heading for the options made from the fields of a record."""
    return str(getattr(record, "section", record.__name__.removesuffix("Options")))


def write_sections(
    params: list[click.Parameter], context: click.Context, formatter: click.HelpFormatter
) -> None:
    """Write the options of a command: those without a heading first, the common ones last."""
    sections: dict[str, list[tuple[str, str]]] = {OWN: []}
    for option in params:
        row = option.get_help_record(context)
        if row is not None and isinstance(option, click.Option):
            sections.setdefault(_title(option), []).append(row)
    for title in sorted(sections, key=COMMON.__eq__):  # stable: the others keep their order
        if sections[title]:
            with formatter.section(title):
                formatter.write_dl(sections[title])


def _title(option: click.Option) -> str:
    return COMMON if "--help" in option.opts else getattr(option, "section", OWN)


def _options(function: Callable[..., Any]) -> list[click.Parameter]:
    """Return the options that decorators have added to a function so far."""
    return getattr(function, "__click_params__", [])
