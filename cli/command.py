"""What every command shares: --debug, --quiet and --config."""

import tomllib
from collections.abc import Iterable, Sequence
from typing import Any

import click
from click.core import ParameterSource

from seqtext.errors import SeqtextError, nearest, unknown_name
from seqtext.network_options import NORM_PLACES

from .ending import print_to_stderr
from .sections import COMMON, write_sections

_FORMERLY = {"--start": "--init"}  # options that had another name until 0.1.0


def note(message: str) -> None:
    """Print a message to stderr, unless --quiet is set."""
    if not quiet():
        print_to_stderr(message)


def print_notes(lines: Iterable[str]) -> None:
    """Print lines to stderr after the name of the program, unless --quiet is set."""
    for line in lines:
        note(f"seqtext: {line}")


def quiet() -> bool:
    """Return whether the running command has --quiet."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get("quiet"))


def refuse_given(names: Iterable[str], cause: str) -> None:
    """Raise SeqtextError if the command line holds one of these options."""
    context = click.get_current_context()
    for option in context.command.params:
        on_line = context.get_parameter_source(str(option.name)) is ParameterSource.COMMANDLINE
        if option.name in names and on_line:
            raise SeqtextError(max(option.opts, key=len), cause, "omit it")


def is_set(name: str) -> bool:
    """Return whether an option is set, on the command line or by --config."""
    source = click.get_current_context().get_parameter_source(name)
    return source is not ParameterSource.DEFAULT


def _remember(context: click.Context, param: click.Parameter, value: bool) -> None:
    """Store a flag in the context: the command's own function does not need it."""
    context.meta[str(param.name)] = value


def _read_config(context: click.Context, param: click.Parameter, path: str | None) -> str | None:
    """Use the values of a TOML file as defaults; an unknown key is an error."""
    if path is None:
        return None
    try:
        with open(path, "rb") as file:
            values = tomllib.load(file)
    except OSError as error:
        cause = f"cannot be read ({error.strerror})"
        raise SeqtextError(path, cause, "name a file that exists") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SeqtextError(path, f"is not TOML ({error})", "correct that line") from None
    options = [p for p in context.command.params if isinstance(p, click.Option)]
    by_key = {max(option.opts, key=len).lstrip("-"): option for option in options}
    for key in ("config", "debug", "help"):
        by_key.pop(key, None)
    defaults = {}
    for key, value in values.items():
        flag = with_current_flags([f"--{key.replace('_', '-')}={value}"])[0]
        option = by_key.get(flag.partition("=")[0][2:])
        if option is None:
            raise unknown_name(path, "key", key, by_key)
        defaults[str(option.name)] = _as_on_command_line(path, key, value, option.multiple)
    context.default_map = {**(context.default_map or {}), **defaults}
    return path


def _as_on_command_line(path: str, key: str, value: Any, several: bool) -> Any:
    """Return a value as the command line passes it: text or a bool, or a list of `several`."""
    if several:
        items = value if isinstance(value, list) else [value]
        return [_as_on_command_line(path, key, item, False) for item in items]
    if not isinstance(value, str | int | float):
        raise SeqtextError(path, f"{key} cannot be {value!r}", "use text or a number")
    return value if isinstance(value, bool) else str(value)


def with_current_flags(args: Sequence[str]) -> list[str]:
    """Return the arguments with today's names of options that had another one."""
    result: list[str] = []
    for argument in args:
        if argument in NORM_PLACES and result[-1:] == ["--norm"]:
            result[-1] = "--norm-place"
        flag, equals, value = argument.partition("=")
        if flag == "--norm" and value in NORM_PLACES:
            flag = "--norm-place"
        result.append(_FORMERLY.get(flag, flag) + equals + value)
    return result


def _flag(name: str, text: str) -> click.Option:
    return click.Option([name], is_flag=True, expose_value=False, callback=_remember, help=text)


class Command(click.Command):
    """A click command with --config, --quiet and --debug."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += [
            click.Option(
                ["--config"],
                metavar="FILE.toml",
                is_eager=True,
                expose_value=False,
                callback=_read_config,
                help="Read options from a TOML file; the command line overrides it.",
            ),
            _flag("--quiet", "Print only errors to stderr."),
            _flag("--debug", "Show the traceback of an error."),
        ]
        for option in self.params[-3:]:
            option.section = COMMON  # type: ignore[attr-defined]

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(context, with_current_flags(args))
        except click.NoSuchOption as error:
            options = (o for p in self.get_params(context) for o in (*p.opts, *p.secondary_opts))
            near = nearest(error.option_name, [option for option in options if option[:2] == "--"])
            error.possibilities = [near] if near else None  # type: ignore[misc]
            raise

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under their headings."""
        write_sections(self.get_params(context), context, formatter)
