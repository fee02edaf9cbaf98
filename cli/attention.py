"""`explain` with a translator: its attention."""

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from seqtext.system.files import atomic_output, ensure_writable

from .command import note

if TYPE_CHECKING:
    from seqtext.report.translate.attention import AttentionMatrix
    from seqtext.tasks.translate.translator import Translator

PICTURES = 200  # most sentences in one SVG file


def show_attention(model: str, file: str, output: str | None, inputs: Any) -> None:
    """Print the attention for each line; with `output` also write OUTPUT.svg and OUTPUT.tsv."""
    from seqtext.report.classify.explained import bright
    from seqtext.report.translate.attention import HEADER, attention_lines, rows
    from seqtext.tasks.translate.translator import Translator

    stem = _stem(output) if output else None
    for path in (f"{stem}{end}" for end in (".svg", ".tsv") if stem):
        ensure_writable(path, model, file)
    translator, on_terminal = Translator.load(model), bright(sys.stdout)
    attentions: list[AttentionMatrix] = []
    table = ["\t".join(HEADER)]
    for number, (attention, tokens) in enumerate(_attentions(translator, file, inputs), 1):
        if tokens > (translator.max_length or tokens):
            part = f"{translator.max_length:,} of {tokens:,}"
            note(f"seqtext: line {number}: only the first {part} tokens were read")
        click.echo(attention_lines(number, attention, on_terminal))
        if stem:
            attentions += [attention] if len(attentions) < PICTURES else []
            table += ["\t".join(row) for row in rows(number, attention)]
    if stem:
        _write(stem, attentions, table)


def _stem(output: str) -> str:
    """Return a name without its extension .svg or .tsv."""
    stem, extension = os.path.splitext(output)
    return stem if extension in (".svg", ".tsv") else output


def _attentions(
    translator: "Translator", file: str, inputs: Any
) -> "Iterator[tuple[AttentionMatrix, int]]":
    """Yield the attention for each line, and the number of its tokens."""
    from seqtext.report.translate.attention import AttentionMatrix
    from seqtext.text.formats import read_texts

    for text in read_texts(file, inputs, "source"):
        yield AttentionMatrix(*translator.attention(text)), len(translator.source.tokenizer(text))


def _write(stem: str, attentions: "list[AttentionMatrix]", table: list[str]) -> None:
    from seqtext.report.translate.attention import picture

    contents = {".svg": picture(attentions), ".tsv": "\n".join(table) + "\n"}
    for extension, text in contents.items():
        with atomic_output(stem + extension) as file:
            file.write(text.encode("utf-8", "replace"))
    note(f"seqtext: wrote {stem}.svg and {stem}.tsv")
