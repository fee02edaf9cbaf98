"""One training of a command: its lock, its log and its checkpoint, all beside the model's file."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, TextIO

import click

from seqtext.log import Log, listening

from .command import note
from .progress import Progress
from .settings import split_seed_option

if TYPE_CHECKING:
    from seqtext.training.resume import KeeperOf


def run_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Where the model goes, and what a training draws from and computes with."""
    options = (
        click.option(
            "-o",
            "--output",
            metavar="MODEL.safetensors",
            required=True,
            help="Write the model here; log and checkpoint stand beside it.",
        ),
        click.option(
            "--seed",
            type=click.IntRange(0, 2**63 - 1),
            default=0,
            show_default=True,
            help="Seed the training.",
        ),
        split_seed_option,
        click.option(
            "--threads",
            type=click.IntRange(1),
            help="Give torch so many threads; the result depends on it.  [default: cores]",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


@contextmanager
def training_run(
    output: str, epochs: int, title: str, read: Sequence[str] = ()
) -> Iterator[tuple[Log, "KeeperOf"]]:
    """Be the one run that writes `output`; answers its log, and what keeps it in MODEL.ckpt.

    `title` names the training: "lstm, seed 0". `read` says what was read: notes before the first
    epoch, so that a refusal is one line.
    The context holds the training and the writing of the model. After that the checkpoint goes.
    """
    from seqtext.system.locks import only_writer
    from seqtext.training.resume import Checkpoint

    stem = output.removesuffix(".safetensors")
    made: list[Checkpoint] = []

    def keeper_of(fingerprint: dict[str, Any]) -> Checkpoint:
        tell = lambda what: note(f"seqtext: {what}")  # noqa: E731
        made.append(Checkpoint(stem + ".ckpt", fingerprint, tell))
        return made[-1]

    with only_writer(output):
        with EpochLog(stem + ".log.jsonl", epochs, title, read) as log:
            yield log, keeper_of
        for checkpoint in made:
            checkpoint.drop()


class EpochLog:
    """Writes each record of the training to MODEL.log.jsonl, and shows it on stderr."""

    def __init__(self, path: str, epochs: int, title: str, read: Sequence[str] = ()) -> None:
        self.path, self.read = path, read
        self.file: TextIO | None = None
        self.progress = Progress("epoch", epochs, title)
        self.shown = ExitStack()

    def __enter__(self) -> Log:
        self.shown.enter_context(self.progress)
        self.shown.enter_context(listening(self.progress.listener))
        return self.write

    def write(self, record: dict[str, Any]) -> None:
        """Write one record; the file is made by the first, so that a refusal leaves the old one."""
        if self.file is None:
            self.file = open(self.path, "w", encoding="utf-8", newline="\n")  # noqa: SIM115
            for line in self.read:
                note(f"seqtext: {line}")
        self.file.write(json.dumps(record, sort_keys=True) + "\n")
        self.file.flush()
        if "note" in record:
            note(f"seqtext: {record['note']}")
            return
        told = ("loss", "accuracy", "bleu", "C")
        self.progress.advance("  ".join(f"{k} {record[k]:.4g}" for k in told if k in record))

    def __exit__(self, *exception: object) -> None:
        self.shown.close()
        if self.file is not None:
            self.file.close()
