"""Labelled examples, unlabelled texts and sentence pairs, from inputs of every format."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from seqtext.errors import SeqtextError
from seqtext.system.files import COMPRESSIONS, display_name
from seqtext.text.columns import Roles
from seqtext.text.delimited import read_csv, read_pairs_file, read_tsv
from seqtext.text.inputs import FORMATS as FORMATS
from seqtext.text.inputs import InputOptions as InputOptions
from seqtext.text.json_lines import read_jsonl
from seqtext.text.lines import read_file_lines
from seqtext.text.marked import read_fasttext, read_files, read_label_first, read_lines, read_tree
from seqtext.text.records import Record, Source

READERS: dict[str, Callable[[str, InputOptions, Roles], Source]] = {
    "tsv": read_tsv,
    "csv": read_csv,
    "jsonl": read_jsonl,
    "fasttext": read_fasttext,
    "label-first": read_label_first,
    "lines": read_lines,
    "files": read_files,
    "tree": read_tree,
    "pairs": read_pairs_file,
}
_EXTENSIONS = {
    ".tsv": "tsv",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".txt": "lines",
}


@dataclass(frozen=True)
class Example:
    """A text and its label."""

    label: str
    text: str


def read_examples(paths: Sequence[str], options: InputOptions) -> Iterator[Example]:
    """The labelled texts of all inputs, in their order, as a stream. Blank lines are skipped.

    Raises SeqtextError for a format without labels and, at file:line, for a missing column.
    """
    for path in paths:
        for record in read_records(path, options, ("label", "text")).records:
            yield Example(record.values["label"], record.values["text"])


def read_records(path: str, options: InputOptions, roles: Roles) -> Source:
    """One input: its header, and its records with these roles and those of --columns.

    The header is read at once, the records as they are iterated.
    """
    return READERS[format_of(path, options)](path, options, roles)


def read_texts(path: str, options: InputOptions, role: str = "text") -> Iterator[str]:
    """The texts of one input, as a stream: every line of `lines`, else `role` of each record.

    role: `text` for a classifier, `source` for a translator. `-` is read as lines if no format is
    given. Raises SeqtextError for a format without this role.
    """
    for record in read_records(path, for_texts(path, options), (role,)).records:
        yield record.values[role]


def for_texts(path: str, options: InputOptions) -> InputOptions:
    """The options for reading unlabelled texts: standard input is lines unless a format is
    given.
    """
    named = path != "-" or options.format or options.delimiter
    return options if named else replace(options, format="lines")


def read_pairs(paths: Sequence[str], options: InputOptions) -> Iterator[tuple[str, str]]:
    """Source and target of each of `read_pair_records`."""
    for record in read_pair_records(paths, options).records:
        yield record.values["source"], record.values["target"]


def read_pair_records(paths: Sequence[str], options: InputOptions) -> Source:
    """The pairs of one input, or of two files line by line.

    Two files hold one text a line, whatever their extensions (`train.en`), unless the extension is
    of another format. Raises SeqtextError if one has fewer lines than the other.
    """
    if len(paths) == 2:
        return Source("lines", _aligned(paths[0], paths[1], options))
    if len(paths) == 1:
        return read_records(paths[0], options, ("source", "target"))
    raise SeqtextError("pairs", f"{len(paths)} files", "give one file of pairs, or two files")


def _aligned(source: str, target: str, options: InputOptions) -> Iterator[Record]:
    options.refuse_columns("lines")
    for path in (source, target):
        if (options.format or _extension(path) or "lines") not in ("lines", "pairs"):
            cause = "is not one text a line, as two files of sources and translations must be"
            raise SeqtextError(path, cause, "join files of pairs with cat, or use --format lines")
    both = zip_longest(
        read_file_lines(source, options.decoding), read_file_lines(target, options.decoding)
    )
    for number, (left, right) in enumerate(both, 1):
        if left is None or right is None:
            counts = [number - 1 + (side is not None) for side in (left, right)]
            longer = number + sum(1 for _ in both)
            raise _unequal((source, target), [n if n < number else longer for n in counts])
        yield Record(f"{display_name(source)}:{number}", {"source": left, "target": right}, left)


def _unequal(paths: tuple[str, str], counts: list[int]) -> SeqtextError:
    names, (left, right) = [display_name(path) for path in paths], counts
    place = f"{names[left > right]}:{min(counts) + 1}"
    cause = f"{names[0]} has {left:,} lines, {names[1]} {right:,}"
    return SeqtextError(place, cause, "give files of equal length, line for line")


def format_of(path: str, options: InputOptions) -> str:
    """The format that is given, or that the argument itself shows; the content is never used."""
    if options.format is not None:
        return options.format
    name, equals, _ = path.partition("=")
    if os.path.isdir(path):
        return "tree"
    if equals and "/" not in name and not os.path.exists(path):
        return "files"
    by_extension = _extension(path)
    if options.delimiter is not None and by_extension != "jsonl":
        return "csv"
    if by_extension is None:
        if path != "-" and not os.path.lexists(path):
            raise SeqtextError(display_name(path), "no such file", "check the path")
        cause = "has no extension" if path == "-" else "unknown file extension"
        raise SeqtextError(display_name(path), cause, f"say --format: {', '.join(FORMATS)}")
    return by_extension


def _extension(path: str) -> str | None:
    """The format of the extension, ignoring an extension of compression."""
    stem, extension = os.path.splitext(path)
    if extension.lower() in COMPRESSIONS:
        extension = os.path.splitext(stem)[1]
    return _EXTENSIONS.get(extension.lower())
