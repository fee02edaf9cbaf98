"""seqtext corpora: shipped and downloadable corpora."""

import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from seqtext.system.files import make_folder
from seqtext.text.quantities import quantity
from seqtext_corpora.catalogue import CORPORA, LICENCE, Rows, ShippedCorpus, tsv_lines, write_tsv
from seqtext_corpora.natural import HEADER
from seqtext_corpora.sources import RemoteCorpus, sources

from .command import Command, note, quiet
from .group import CommandGroup

if TYPE_CHECKING:
    from seqtext.order.texts.pairs import Pair

FIRST = 5  # lines of each file that `show` prints


@click.group(cls=CommandGroup)
def corpora() -> None:
    """List, show, make and download corpora."""


@corpora.command("list", cls=Command)
def list_() -> None:
    """List shipped and downloadable corpora.

    Prints name, description, language and size of each.

    \b
    seqtext corpora list
    """
    shipped = [(name, c.what, c.language, c.size) for name, c in CORPORA.items()]
    others = [(name, s.what, s.language, "to download") for name, s in sources().items()]
    _table([("name", "what", "language", "size"), *shipped, *others])


@corpora.command("show", cls=Command)
@click.argument("name", metavar="NAME", type=click.Choice([*CORPORA, *sources()]))
def show_corpus(name: str) -> None:
    """Describe a corpus and show its first lines.

    \b
    seqtext corpora show sentiment-en
    """
    if name in sources():
        _show_source(name, sources()[name])
    else:
        _show_shipped(name, CORPORA[name])


@corpora.command(cls=Command)
@click.argument("name", metavar="NAME", type=click.Choice(list(CORPORA)))
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    required=True,
    help="Output folder; created if missing.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Random seed.")
@click.option(
    "--size", type=click.IntRange(min=1), help="Size, in the unit that `show NAME` gives."
)
def make(name: str, output: str, seed: int, size: int | None) -> None:
    """Write a shipped corpus into FOLDER as TSV files.

    The same seed gives the same bytes.

    \b
    seqtext corpora make sentiment-en -o reviews
    seqtext corpora make sentiment-es --seed 7 --size 6000 -o big
    """
    files = _make(CORPORA[name], seed, size)
    make_folder(output)
    for file, rows in files.items():
        path = os.path.join(output, file)
        write_tsv(path, rows)
        note(f"{path}: {_count(rows)}")


@corpora.command(cls=Command)
@click.argument("name", metavar="NAME", type=click.Choice(list(sources())))
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    help="Output folder; created if missing.  [default: NAME]",
)
def fetch(name: str, output: str | None) -> None:
    """Download a public corpus, verify its checksum and unpack it.

    An interrupted download resumes where it stopped; a complete file is not downloaded again.
    `show NAME` prints the address, the checksum, the source of both, and the licence.

    \b
    seqtext corpora fetch imdb -o data/imdb
    """
    from seqtext_corpora.archive import unpack, unpacked_folder
    from seqtext_corpora.fetch import download

    source, folder = sources()[name], output or name
    make_folder(folder)
    for archive in source.archives:
        with Transfer(archive.file) as progress:
            path = download(archive, folder, progress)
        note(path)
        if unpacked_folder(path) is not None:
            note(unpack(path))
    note(f"licence: {source.licence}")


class Transfer:
    """A progress bar of a download, on a terminal only."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.bar: Any = None

    def __enter__(self) -> Callable[[int, int | None], None]:
        if sys.stderr.isatty() and not quiet():
            from rich.console import Console
            from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn

            columns = (self.what, BarColumn(bar_width=24), DownloadColumn(), TransferSpeedColumn())
            self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self.task = self.bar.add_task(self.what, total=None)
            self.bar.start()
        return self.show

    def show(self, here: int, total: int | None) -> None:
        """Show `here` bytes downloaded, of `total` if known."""
        if self.bar is not None:
            self.bar.update(self.task, completed=here, total=total)

    def __exit__(self, *exception: object) -> None:
        if self.bar is not None:
            self.bar.stop()


def _show_source(name: str, source: RemoteCorpus) -> None:
    click.echo(f"{name}: {source.what}\n\nLicence: {source.licence}.")
    click.echo(f"Source of address and checksum: {source.source}")
    for archive in source.archives:
        size = "" if archive.size is None else f" ({archive.size:,} bytes)"
        click.echo(f"\n{archive.address}{size}\n  {archive.algorithm} {archive.checksum}")


def _show_shipped(name: str, corpus: ShippedCorpus) -> None:
    click.echo(f"{name}: {corpus.what}\n\n{corpus.made}\nLicence: {LICENCE}.")
    for file, rows in _make(corpus, 0, None).items():
        click.echo(f"\n{file}: {_count(rows)}")
        for line in tsv_lines(rows[:FIRST]):
            click.echo("  " + line.decode(), nl=False)


def _make(corpus: ShippedCorpus, seed: int, size: int | None) -> dict[str, Rows]:
    if corpus.make is None:
        return _order(corpus.language, seed, 400 if size is None else size)
    return corpus.make(seed, size)


def _order(language: str, seed: int, size: int) -> dict[str, Rows]:
    """Return the order-k sets, whose generator seqtext_corpora may not import."""
    from seqtext.order.texts.pairs import suite

    dev, test = -(-size // 10), -(-size // 2)
    files: dict[str, Rows] = {"train.tsv": [], "dev.tsv": [], "test.tsv": [], "pairs.tsv": [HEADER]}
    for order in range(1, 6):
        training = suite(language, order, "train", size + dev, seed)
        held_out = suite(language, order, "test", test, seed)
        for file, pairs in (
            ("train.tsv", training[:size]),
            ("dev.tsv", training[size:]),
            ("test.tsv", held_out),
        ):
            files[file] += [row for p in pairs for row in _labelled(p)]
        files["pairs.tsv"] += [
            (p.pair_id, text, label) for p in held_out for label, text in _labelled(p)
        ]
    return files


def _labelled(pair: "Pair") -> Rows:
    return [("positive", pair.positive), ("negative", pair.negative)]


def _count(rows: Rows) -> str:
    return quantity(len(rows), "line")


def _table(rows: Iterable[tuple[str, ...]]) -> None:
    """Print rows in aligned columns."""
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        padded = (f"{cell:{width}}" for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(padded).rstrip())
