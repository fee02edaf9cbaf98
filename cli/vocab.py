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

from .command import Command, note
from .ending import answer
from .group import Group
from .options import input_options, tokenizer_options

if TYPE_CHECKING:
    from seqtext.words.vocabulary import Counts, Vocabulary

output_option = click.option(
    "-o", "--output", metavar="FILE", help="Write here instead of standard output."
)


class Writable(Protocol):
    """What goes to a file by name, or to one that is open."""

    def write(self, path: str) -> None: ...
    def dump(self, file: BinaryIO) -> None: ...


@click.group(cls=Group)
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

    Prints a line a token: token, occurrences, texts that have it.

    \b
    seqtext vocab count reviews.txt | head
    seqtext vocab count part1.tsv part2.tsv -o counts.tsv
    zcat big.txt.gz | seqtext vocab count - --tokenizer whitespace -o counts.tsv
    """
    counts, read = _counted(texts, inputs, tokenizer)
    _write(counts, output, texts)
    _say(read)


@vocab.command(cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="COUNTS...")
@output_option
def merge(files: tuple[str, ...], output: str | None) -> None:
    """Add up the counts of parts.

    The counts of all parts give the counts of the whole, whatever the order.

    \b
    seqtext vocab merge part1.tsv part2.tsv -o counts.tsv
    """
    _write(_merged(files), output, files)


@vocab.command(cls=Command)
@click.argument("texts", nargs=-1, metavar="[TEXT...]")
@click.option(
    "--counts", multiple=True, metavar="COUNTS", help="Build from counts, not from texts (repeat)."
)
@click.option(
    "--min-count",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Leave out tokens that occur less often.",
)
@click.option(
    "--max-size",
    type=click.IntRange(min=1),
    help="Keep the most frequent tokens; the special ones count too.",
)
@click.option("--special", multiple=True, metavar="TOKEN", help="Put this token first (repeat).")
@click.option("--alphabetical", is_flag=True, help="Order ids by token, not by count.")
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
        raise click.UsageError("Give either texts or --counts.")
    if counts and (tokenizer != Tokenizer() or inputs != InputOptions()):
        raise click.UsageError("Counts say how they were made; leave the options of texts away.")
    found, read = (_merged(counts), []) if counts else _counted(texts, inputs, tokenizer)
    built = Vocabulary.build(found, min_count, max_size, special, alphabetical)
    _write(built, output, (*texts, *counts))
    _say(read)


@vocab.command(cls=Command)
@click.argument("vocabulary", metavar="VOCAB")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Show the first N ids alone.")
def show(vocabulary: str, top: int | None) -> None:
    """Show a vocabulary as a table.

    The columns: id, token, occurrences, texts that have it.

    \b
    seqtext vocab show vocabulary.tsv --top 20
    """
    from seqtext.words.vocabulary import Vocabulary

    words = Vocabulary.read(vocabulary)
    shown = words.tokens[:top]
    numbers = (range(len(shown)), words.counts[:top], words.documents[:top])
    ids, counts, documents = (map(str, column) for column in numbers)
    rows = zip(ids, map(visible, shown), counts, documents, strict=True)
    _print_table([("id", "token", "count", "texts"), *rows])


@vocab.command(cls=Command)
@click.argument("vocabulary", metavar="VOCAB")
@click.argument("texts", metavar="TEXT")
@input_options
def encode(vocabulary: str, texts: str, inputs: InputOptions) -> None:
    """Print the ids of each text.

    A token that the vocabulary lacks becomes <unk> where that is in it, and is left out where
    it is not; how many were left out is said on stderr.

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

    A row a text, a column an id, in each place a count.

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
    """The counts, and lines on what was read."""
    from seqtext.kernel.blocks import read_blocks
    from seqtext.tasks.classify.overview import texts_told
    from seqtext.text.unspaced import unspaced
    from seqtext.words.vocabulary import Counts

    counts, read, left_out = Counts(tokenizer), 0, 0
    for path in texts:
        blocks = read_blocks(path, inputs)
        counts.add_blocks(blocks)
        read, left_out = read + blocks.texts, left_out + blocks.left_out
    scripts = unspaced(counts.tokens, counts.counts.tolist(), tokenizer)
    return counts, [texts_told(read, left_out), *filter(None, [scripts])]


def _say(lines: list[str]) -> None:
    for line in lines:
        note(f"seqtext: {line}")


def _merged(files: tuple[str, ...]) -> "Counts":
    from seqtext.words.vocabulary import Counts

    counts = Counts.read(files[0])
    for path in files[1:]:
        counts.merge(Counts.read(path), path)
    return counts


def _encoded(words: "Vocabulary", texts: str, inputs: InputOptions) -> Iterator[list[int]]:
    """The ids of each text; says at the end how many tokens had none."""
    left_out = 0
    for text in read_texts(texts, inputs):
        tokens = words.tokenizer(text)
        if words.default_index is None:
            known = [token for token in tokens if token in words]
            left_out += len(tokens) - len(known)
            tokens = known
        yield words.lookup_indices(tokens)
    if left_out:
        note(f"seqtext: left out {quantity(left_out, 'token')} that the vocabulary lacks")


def _write(result: Writable, output: str | None, reads: Sequence[str]) -> None:
    """Write it, but not over one of the files that were read."""
    if (output is None or output == "-") and sys.stdout.isatty():
        shown = BytesIO()
        result.dump(shown)
        answer(shown.getvalue().decode(), nl=False)
    elif output is None or output == "-":
        result.dump(sys.stdout.buffer)
    else:
        ensure_writable(output, *reads)
        result.write(output)


def visible(token: str) -> str:
    """A token as a terminal may show it: what does not print is escaped."""
    if token.isprintable():
        return token
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in token)


def _print_table(rows: list[tuple[str, ...]]) -> None:
    """Print columns aligned by the cells that a terminal gives them; the token to the left."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        gaps = [" " * (width - cell_len(cell)) for width, cell in zip(widths, row, strict=True)]
        pairs = enumerate(zip(row, gaps, strict=True))
        cells = [cell + gap if column == 1 else gap + cell for column, (cell, gap) in pairs]
        sys.stdout.buffer.write(("  ".join(cells) + "\n").encode())
