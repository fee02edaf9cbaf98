"""seqtext corpora: what is shipped, and what can be fetched."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from seqtext.errors import SeqtextError, unknown_name
from seqtext_corpora.catalogue import CORPORA, LICENCE, Corpus, Rows, lines, write
from seqtext_corpora.natural import HEADER

from .command import Command, note

if TYPE_CHECKING:
    from seqtext.order.pairs import Pair

FIRST = 5  # lines of each file that `show` shows


@click.group()
def corpora() -> None:
    """List, show, make and fetch corpora."""


@corpora.command("list", cls=Command)
def list_() -> None:
    """List what is shipped: name, what it is, language, size.

    \b
    seqtext corpora list
    """
    shipped = [(name, c.what, c.language, c.size) for name, c in CORPORA.items()]
    _table([("name", "what", "language", "size"), *shipped])


@corpora.command(cls=Command)
@click.argument("name")
def show(name: str) -> None:
    """Show a corpus: what it is, how it is made, how many lines, the first of them.

    \b
    seqtext corpora show sentiment-en
    """
    corpus = _shipped(name)
    click.echo(f"{name}: {corpus.what}\n\n{corpus.made}\nLicence: {LICENCE}.")
    for file, rows in _make(name, corpus, 0, None).items():
        click.echo(f"\n{file}: {_count(rows)}")
        for line in lines(rows[:FIRST]):
            click.echo("  " + line.decode(), nl=False)


@corpora.command(cls=Command)
@click.argument("name")
@click.option("-o", "--output", metavar="FOLDER", required=True, help="Made if it is not there.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of what is drawn.")
@click.option("--size", type=click.IntRange(min=1), help="How much; `show NAME` says of what.")
def make(name: str, output: str, seed: int, size: int | None) -> None:
    """Write a shipped corpus into FOLDER as TSV files; the same seed gives the same bytes.

    \b
    seqtext corpora make sentiment-en -o reviews
    seqtext corpora make sentiment-es --seed 7 --size 6000 -o big
    """
    made = _make(name, _shipped(name), seed, size)
    _folder(output)
    for file, rows in made.items():
        path = os.path.join(output, file)
        write(path, rows)
        note(f"{path}: {_count(rows)}")


def _shipped(name: str) -> Corpus:
    if name not in CORPORA:
        raise unknown_name("corpora", "corpus", name, CORPORA)
    return CORPORA[name]


def _make(name: str, corpus: Corpus, seed: int, size: int | None) -> dict[str, Rows]:
    if corpus.make is None:
        return _order(corpus.language, seed, 400 if size is None else size)
    return corpus.make(seed, size)


def _order(language: str, seed: int, size: int) -> dict[str, Rows]:
    """The order-k sets: seqtext_corpora may not import their generator, a command may."""
    from seqtext.order.pairs import suite

    dev, test = -(-size // 10), -(-size // 2)
    made: dict[str, Rows] = {"train.tsv": [], "dev.tsv": [], "test.tsv": [], "pairs.tsv": [HEADER]}
    for order in range(1, 6):
        known = suite(language, order, "train", size + dev, seed)
        new = suite(language, order, "test", test, seed)
        for file, pairs in (
            ("train.tsv", known[:size]),
            ("dev.tsv", known[size:]),
            ("test.tsv", new),
        ):
            made[file] += [row for p in pairs for row in _labelled(p)]
        made["pairs.tsv"] += [(p.pair_id, text, label) for p in new for label, text in _labelled(p)]
    return made


def _labelled(pair: "Pair") -> Rows:
    return [("positive", pair.positive), ("negative", pair.negative)]


def _folder(path: str) -> None:
    """Make the folder where it is missing."""
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        cause = f"is no folder and cannot be made one ({error.strerror})"
        raise SeqtextError(path, cause, "name another folder") from None


def _count(rows: Rows) -> str:
    return "1 line" if len(rows) == 1 else f"{len(rows)} lines"


def _table(rows: Iterable[tuple[str, ...]]) -> None:
    """Print rows in aligned columns."""
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        padded = (f"{cell:{width}}" for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(padded).rstrip())
