"""One training of a command: its lock, log and checkpoint, next to the model file."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, TextIO

import click

from seqtext.log import Log, listening

from .command import note, print_notes
from .options import with_options
from .progress import Progress
from .settings import split_seed_option

if TYPE_CHECKING:
    from seqtext.training.resume import KeeperOf


# The options of the output, the random seeds and the threads.
run_options = with_options(
    click.option(
        "-o",
        "--output",
        metavar="MODEL.safetensors",
        required=True,
        help="Model file; log and checkpoint are written next to it.",
    ),
    click.option(
        "--seed",
        type=click.IntRange(0, 2**63 - 1),
        default=0,
        show_default=True,
        help="Random seed of the training.",
    ),
    split_seed_option,
    click.option(
        "--threads",
        type=click.IntRange(1),
        help="torch threads; results can change with the number.  [default: cores]",
    ),
)


@contextmanager
def training_run(
    output: str, epochs: int, title: str, notes: Sequence[str] = ()
) -> Iterator[tuple[Log, "KeeperOf"]]:
    """Lock `output` and yield the log and the function that makes the checkpoint, MODEL.ckpt.

    `title` names the training: "lstm, seed 0". `notes` on the input are printed with the first log
    record, so that an error before it is a single line.
    Training and saving happen within the context; at its end the checkpoint is removed.
    """
    from seqtext.system.locks import only_writer
    from seqtext.training.resume import Checkpoint

    stem = output.removesuffix(".safetensors")
    checkpoints: list[Checkpoint] = []

    def keeper_of(fingerprint: dict[str, Any]) -> Checkpoint:
        log = lambda message: note(f"seqtext: {message}")  # noqa: E731
        checkpoints.append(Checkpoint(stem + ".ckpt", fingerprint, log))
        return checkpoints[-1]

    with only_writer(output):
        with EpochLog(stem + ".log.jsonl", epochs, title, notes) as log:
            yield log, keeper_of
        for checkpoint in checkpoints:
            checkpoint.drop()


class EpochLog:
    """A log that writes each record to MODEL.log.jsonl and shows it on stderr."""

    def __init__(self, path: str, epochs: int, title: str, notes: Sequence[str] = ()) -> None:
        self.path, self.notes = path, notes
        self.file: TextIO | None = None
        self.progress = Progress("epoch", epochs, title)
        self.contexts = ExitStack()

    def __enter__(self) -> Log:
        self.contexts.enter_context(self.progress)
        self.contexts.enter_context(listening(self.progress.listener))
        return self.write

    def write(self, record: dict[str, Any]) -> None:
        """Write one record; the first creates the file, so that an earlier error keeps the old."""
        if self.file is None:
            self.file = open(self.path, "w", encoding="utf-8", newline="\n")  # noqa: SIM115
            print_notes(self.notes)
        self.file.write(json.dumps(record, sort_keys=True) + "\n")
        self.file.flush()
        if "note" in record:
            note(f"seqtext: {record['note']}")
            return
        shown = ("loss", "accuracy", "bleu", "C")
        self.progress.advance("  ".join(f"{k} {record[k]:.4g}" for k in shown if k in record))

    def __exit__(self, *exception: object) -> None:
        self.contexts.close()
        if self.file is not None:
            self.file.close()
