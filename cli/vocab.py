"""`seqtext vocab`: count tokens, merge counts, build vocabularies, show them and use them."""

import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Protocol

import click

from seqtext.system.files import ensure_writable
from seqtext.text.formats import InputOptions, read_texts
from seqtext.text.quantities import quantity
from seqtext.text.tokenizer import Tokenizer

from .command import Command, note, print_notes
from .ending import print_result
from .group import CommandGroup
from .options import input_options, tokenizer_options

if TYPE_CHECKING:
    from seqtext.words.vocabulary import Counts, Vocabulary

output_option = click.option(
    "-o", "--output", metavar="FILE", help="Output file.  [default: stdout]"
)


class Writable(Protocol):
    """An object that can be written to a named file or to an open one."""

    def write(self, path: str) -> None: ...
    def dump(self, file: BinaryIO) -> None: ...


@click.group(cls=CommandGroup)
def vocab() -> None:
    """Count tokens, merge counts, build, show and use vocabularies."""


@vocab.command(cls=Command)
@click.argument("texts", nargs=-1, required=True, metavar="TEXT...")
@input_options
@tokenizer_options
@output_option
def count(
    texts: tuple[str, ...], inputs: InputOptions, tokenizer: Tokenizer, output: str | None
) -> None:
    """Count the tokens of texts.

    Prints one line per token: token, occurrences, number of texts that contain it.

    \b
    seqtext vocab count reviews.txt | head
    seqtext vocab count part1.tsv part2.tsv -o counts.tsv
    zcat big.txt.gz | seqtext vocab count - --tokenizer whitespace -o counts.tsv
    """
    counts, notes = _counted(texts, inputs, tokenizer)
    _write(counts, output, texts)
    print_notes(notes)


@vocab.command(cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="COUNTS...")
@output_option
def merge(files: tuple[str, ...], output: str | None) -> None:
    """Add up counts of several parts of a text collection.

    The result equals the counts of the whole collection, in any order of the parts.

    \b
    seqtext vocab merge part1.tsv part2.tsv -o counts.tsv
    """
    _write(_merged(files), output, files)


@vocab.command(cls=Command)
@click.argument("texts", nargs=-1, metavar="[TEXT...]")
@click.option(
    "--counts",
    multiple=True,
    metavar="COUNTS",
    help="Counts file to build from, instead of texts; repeatable.",
)
@click.option(
    "--min-count",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Omit tokens that occur less often.",
)
@click.option(
    "--max-size",
    type=click.IntRange(min=1),
    help="Largest size; the most frequent tokens are kept, and special tokens count.",
)
@click.option(
    "--special", multiple=True, metavar="TOKEN", help="Special token, placed first; repeatable."
)
@click.option("--alphabetical", is_flag=True, help="Sort ids by token instead of count.")
@input_options
@tokenizer_options
@output_option
def build(
    texts: tuple[str, ...],
    counts: tuple[str, ...],
    min_count: int,
    max_size: int | None,
    special: tuple[str, ...],
    alphabetical: bool,
    inputs: InputOptions,
    tokenizer: Tokenizer,
    output: str | None,
) -> None:
    """Build a vocabulary from texts or counts.

    \b
    seqtext vocab build reviews.txt --min-count 5 -o vocabulary.tsv
    seqtext vocab build --counts counts.tsv --special '<unk>' --max-size 20000 -o vocabulary.tsv
    """
    from seqtext.words.vocabulary import Vocabulary

    if bool(texts) == bool(counts):
        raise click.UsageError("Name either texts or --counts.")
    if counts and (tokenizer != Tokenizer() or inputs != InputOptions()):
        raise click.UsageError(
            "Counts record how they were made; omit the input and token options."
        )
    total, notes = (_merged(counts), []) if counts else _counted(texts, inputs, tokenizer)
    built = Vocabulary.build(total, min_count, max_size, special, alphabetical)
    _write(built, output, (*texts, *counts))
    print_notes(notes)


@vocab.command("show", cls=Command)
@click.argument("vocabulary", metavar="VOCAB")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Show only the first N ids.")
def show_vocabulary(vocabulary: str, top: int | None) -> None:
    """Show a vocabulary as a table.

    Columns: id, token, occurrences, number of texts that contain it.

    \b
    seqtext vocab show vocabulary.tsv --top 20
    """
    from seqtext.words.vocabulary import Vocabulary

    words = Vocabulary.read(vocabulary)
    shown = words.tokens[:top]
    numbers = (range(len(shown)), words.counts[:top], words.documents[:top])
    ids, counts, documents = (map(str, column) for column in numbers)
    rows = zip(ids, map(escaped_token, shown), counts, documents, strict=True)
    _print_table([("id", "token", "count", "texts"), *rows])


@vocab.command(cls=Command)
@click.argument("vocabulary", metavar="VOCAB")
@click.argument("texts", metavar="TEXT")
@input_options
def encode(vocabulary: str, texts: str, inputs: InputOptions) -> None:
    """Print the ids of each text.

    An unknown token becomes <unk> if the vocabulary has it; otherwise it is omitted. The number of
    omitted tokens is printed to stderr.

    \b
    echo "the sun is sweet" | seqtext vocab encode vocabulary.tsv -
    """
    from seqtext.words.vocabulary import Vocabulary

    for ids in _encoded(Vocabulary.read(vocabulary), texts, inputs):
        sys.stdout.write(" ".join(map(str, ids)) + "\n")


@vocab.command(cls=Command)
@click.argument("vocabulary", metavar="VOCAB")
@click.argument("texts", metavar="TEXT")
@input_options
def matrix(vocabulary: str, texts: str, inputs: InputOptions) -> None:
    """Print the document-term matrix.

    One row per text, one column per id; each cell is a count.

    \b
    seqtext vocab matrix vocabulary.tsv reviews.txt
    """
    from seqtext.words.vocabulary import Vocabulary

    words = Vocabulary.read(vocabulary)
    for ids in _encoded(words, texts, inputs):
        row = [0] * len(words)
        for index in ids:
            row[index] += 1
        sys.stdout.write(" ".join(map(str, row)) + "\n")


def _counted(
    texts: tuple[str, ...], inputs: InputOptions, tokenizer: Tokenizer
) -> "tuple[Counts, list[str]]":
    """Return the counts, and notes on the input."""
    from seqtext.kernel.blocks import read_blocks
    from seqtext.tasks.classify.overview import texts_note
    from seqtext.text.unspaced import unspaced
    from seqtext.words.vocabulary import Counts

    counts, texts_read, omitted = Counts(tokenizer), 0, 0
    for path in texts:
        blocks = read_blocks(path, inputs)
        counts.add_blocks(blocks)
        texts_read, omitted = texts_read + blocks.texts, omitted + blocks.left_out
    scripts = unspaced(counts.tokens, counts.counts.tolist(), tokenizer)
    return counts, [texts_note(texts_read, omitted), *filter(None, [scripts])]


def _merged(files: tuple[str, ...]) -> "Counts":
    from seqtext.words.vocabulary import Counts

    counts = Counts.read(files[0])
    for path in files[1:]:
        counts.merge(Counts.read(path), path)
    return counts


def _encoded(words: "Vocabulary", texts: str, inputs: InputOptions) -> Iterator[list[int]]:
    """Yield the ids of each text; at the end report how many tokens had none."""
    omitted = 0
    for text in read_texts(texts, inputs):
        tokens = words.tokenizer(text)
        if words.default_index is None:
            in_vocabulary = [token for token in tokens if token in words]
            omitted += len(tokens) - len(in_vocabulary)
            tokens = in_vocabulary
        yield words.lookup_indices(tokens)
    if omitted:
        note(f"seqtext: left out {quantity(omitted, 'token')} that the vocabulary lacks")


def _write(result: Writable, output: str | None, reads: Sequence[str]) -> None:
    """Write the result, but never over one of the input files."""
    if (output is None or output == "-") and sys.stdout.isatty():
        shown = BytesIO()
        result.dump(shown)
        print_result(shown.getvalue().decode(), nl=False)
    elif output is None or output == "-":
        result.dump(sys.stdout.buffer)
    else:
        ensure_writable(output, *reads)
        result.write(output)


def escaped_token(token: str) -> str:
    """Return a token with unprintable characters escaped."""
    if token.isprintable():
        return token
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in token)


def _print_table(rows: list[tuple[str, ...]]) -> None:
    """Print columns aligned by their width on a terminal; tokens are left-aligned."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        gaps = [" " * (width - cell_len(cell)) for width, cell in zip(widths, row, strict=True)]
        pairs = enumerate(zip(row, gaps, strict=True))
        cells = [cell + gap if column == 1 else gap + cell for column, (cell, gap) in pairs]
        sys.stdout.buffer.write(("  ".join(cells) + "\n").encode())
