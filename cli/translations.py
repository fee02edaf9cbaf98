"""`evaluate` and `explain` with a translator."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from seqtext.errors import SeqtextError
from seqtext.options import ComputeOptions, SearchOptions
from seqtext.system.files import atomic_output, display_name, ensure_writable
from seqtext.text.quantities import quantity

from .command import note
from .tally import Tally

if TYPE_CHECKING:
    from seqtext.report.translate.attention import AttentionMatrix
    from seqtext.tasks.translate.translator import Translator

PICTURES = 200  # most sentences in one SVG file


def evaluate_translations(
    model: str,
    files: Sequence[str],
    against: str | None,
    as_json: bool,
    device: str,
    inputs: Any,
    search: SearchOptions,
) -> None:
    """Translate the sources of the pairs and score the translations against their targets."""
    from seqtext.report.translate.evaluation import render_translation, translation_record
    from seqtext.tasks.translate.parallel import pairs_note, read_parallel
    from seqtext.tasks.translate.translator import Translator

    translator = Translator.load(model)
    pairs = read_parallel(files, inputs)
    other = _translations_of(against, len(pairs), inputs) if against else None
    translator.place(ComputeOptions(device))
    results = list(translator.translate(pairs.sources, search))
    translations = [each.text for each in results]
    facts = {**translator.described(), "n": len(pairs), "test": pairs.digest()[:12]}
    record = translation_record(
        translations, pairs.targets, {**facts, "search": asdict(search)}, other
    )
    tally = Tally("source")
    for each in results:
        tally.add(each.empty, each.cut, each.unknown)
    note(f"seqtext: {pairs_note(files, pairs)}")
    tally.report(translator.max_length)
    if translator.seen:
        for line in translator.seen.told(translator.digests(pairs.sources), "sources"):
            note(f"seqtext: {line}")
    if record["empty"]:
        note(f"seqtext: {quantity(record['empty'], 'reference is', 'references are')} empty")
    if as_json:
        click.echo(json.dumps(record, indent=2, ensure_ascii=False))
    else:
        render_translation(record)


def _translations_of(path: str, count: int, inputs: Any) -> list[str]:
    """Return the second system's translations, one per line."""
    from seqtext.text.lines import read_file_lines

    translations = list(read_file_lines(path, inputs.decoding))
    if len(translations) != count:
        cause = f"has {len(translations):,} lines for {count:,} sources"
        raise SeqtextError(
            display_name(path), cause, "write one translation per line, in the same order"
        )
    return translations


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
