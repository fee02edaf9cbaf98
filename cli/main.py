"""The group `seqtext`: it imports the module of the called command and no other."""

import os
import sys
from importlib import import_module
from typing import Any

import click

from seqtext import __version__
from seqtext.system import processor

from .ending import ending, prepare_streams
from .group import CommandGroup

# name -> (module, function, one line of help): --help imports no command.
COMMANDS = {
    "vocab": ("vocab", "vocab", "Count, merge, build, show and use vocabularies."),
    "train": ("train", "train", "Train a classifier or a translator."),
    "predict": ("predict", "predict", "Label or translate the texts of a file or a pipe."),
    "evaluate": ("evaluate", "evaluate", "Score a model on labelled texts or sentence pairs."),
    "score": ("score", "score", "Score given translations by their log-probabilities."),
    "compare": (
        "comparing",
        "compare",
        "Report where word order changes the result: the main command.",
    ),
    "order": ("order", "order", "Make and use pairs, shuffles and suites that test word order."),
    "explain": ("explain", "explain", "Show which words and word orders a model relies on."),
    "info": ("info", "info", "Describe a model, a vocabulary, counts or a report."),
    "report": ("report", "report", "Show finished reports."),
    "split": ("split", "split", "Split a file into training, development and test sets."),
    "corpora": ("corpora", "corpora", "List, show, make and download corpora."),
}


# How often torch's threads check for work before they sleep: some microseconds. By default they
# spin for milliseconds, which takes the whole time slice of another process that wants the core:
# on a busy machine a translation took six times as long.
SPINS = "10000"


class LazyGroup(CommandGroup):
    """A group that imports a command when it is called, and handles its errors."""

    def main(self, *args: Any, **options: Any) -> Any:
        if "OMP_WAIT_POLICY" not in os.environ:
            os.environ.setdefault("GOMP_SPINCOUNT", SPINS)  # torch reads it when it loads
        processor.set_switches()
        prepare_streams()
        return super().main(*args, **options)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        debug = "--debug" in args
        with ending(debug):
            context = super().make_context(info_name, args, parent, **extra)
        context.meta["debug"] = debug
        return context

    def invoke(self, context: click.Context) -> Any:
        with ending(context.meta["debug"]):
            return super().invoke(context)

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, function, _ = COMMANDS[name]
        return getattr(import_module(f".{module}", __package__), function)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="seqtext", message="%(prog)s %(version)s")
def main() -> None:
    """Classify and translate text, and find out where word order changes the result.

    \b
    seqtext compare reviews.tsv --models bow:1,bow:2,lstm -o report/
    seqtext train classify reviews.tsv --model nbsvm --ngrams 2 -o model.safetensors
    echo "not bad at all" | seqtext predict model.safetensors -
    """


if __name__ == "__main__":
    sys.exit(main())
