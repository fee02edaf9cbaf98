"""Parts: an input split into files of the same format, with every record as it was read."""

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.system.files import COMPRESSIONS, atomic_output, display_name, make_folder
from seqtext.tasks.split import split_off, together
from seqtext.text.formats import format_of, read_records
from seqtext.text.inputs import InputOptions
from seqtext.text.lines import Decoding, read_file_lines
from seqtext.words.digests import TextDigests

Place = tuple[str, str]  # the end of a file's name, and a line of it; of a tree, the file to copy
_USUAL = {"csv": ".csv", "tsv": ".tsv", "pairs": ".tsv", "jsonl": ".jsonl"}  # without an extension


@dataclass
class Whole:
    """An input, record by record.

    texts     what models read of each record: the text, or the source of a pair
    labels    of each; "" if there are none
    named     the name of each record's group; empty if no column gives it
    places    where each record is written: several places for aligned files
    headers   first line by the end of a file's name
    halves    records that are half a pair: they stay in training
    pairs     whether the records are pairs
    tree      whether the records are files
    left_out  blank lines, which are not records
    """

    texts: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    places: list[tuple[Place, ...]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    halves: set[int] = field(default_factory=set)
    pairs: bool = False
    tree: bool = False
    left_out: int = 0

    def add(self, sides: Sequence[str], label: str, places: tuple[Place, ...]) -> None:
        """Add a record: its text, or source and target."""
        if not all(side.strip() for side in sides) and self.pairs:
            self.halves.add(len(self.texts))
        self.texts.append(sides[0])
        self.labels.append(label)
        self.places.append(places)

    def files(self, part: str, chosen: Iterable[int]) -> dict[str, list[str]]:
        """The lines of each file of a part; the names of the files begin with that of the part."""
        files = {part + suffix: [header] for suffix, header in self.headers.items()}
        for i in chosen:
            for suffix, line in self.places[i]:
                files.setdefault(part + suffix, []).append(line)
        return files


def read_whole(paths: Sequence[str], options: InputOptions) -> Whole:
    """Read labelled texts, texts or pairs: inputs of one format, or two aligned files.

    Raises SeqtextError if there are no records, or if inputs differ in format or header.
    """
    whole = Whole()
    if len(paths) == 2 and all(_is_side(path, options) for path in paths):
        options.refuse_columns("lines")
        _align(whole, paths, options.decoding)
    else:
        names = sorted({format_of(path, options) for path in paths})
        if len(names) > 1:
            cause = f"several formats: {', '.join(names)}"
            raise SeqtextError(" ".join(paths), cause, "split each separately")
        for path in paths:
            _read(whole, path, options)
    if not whole.texts:
        raise SeqtextError(
            " ".join(map(display_name, paths)), "holds no records", "give some lines"
        )
    return whole


def _is_side(path: str, options: InputOptions) -> bool:
    """Whether a file may be one of two aligned files, whatever its extension."""
    try:
        return os.path.isfile(path) and format_of(path, options) in ("lines", "pairs")
    except SeqtextError:
        return True  # no extension of a format: train.en


def _align(whole: Whole, paths: Sequence[str], decoding: Decoding) -> None:
    suffixes = [_extension(path) for path in paths]
    if suffixes[0] == suffixes[1]:
        suffixes = ["." + _bare(os.path.basename(path)) for path in paths]
    if suffixes[0] == suffixes[1]:
        raise SeqtextError(" ".join(paths), "both would get the same name", "rename one of them")
    whole.pairs = True
    for number, sides in enumerate(
        zip_longest(*(read_file_lines(path, decoding) for path in paths)), 1
    ):
        if None in sides:
            place = f"{paths[sides.index(None)]}:{number}"
            raise SeqtextError(place, "no line, where the other file has one", "align the files")
        whole.add(sides, "", tuple(zip(suffixes, sides, strict=True)))


def _read(whole: Whole, path: str, options: InputOptions) -> None:
    name, columns = format_of(path, options), options.parsed_columns
    named = {*columns.positions, *columns.names} if columns else set()
    if name == "pairs" or "source" in named:
        roles: tuple[str, ...] = ("source", "target")
    else:
        roles = ("text",) if name == "lines" else ("text", "label")
    source, suffix = read_records(path, options, roles), _suffix(path, name)
    header = source.header
    if header is not None and whole.headers.setdefault(suffix, header) != header:
        cause = "a header that differs from that of another file"
        raise SeqtextError(f"{display_name(path)}:1", cause, "split each file separately")
    whole.pairs, whole.tree = len(roles) == 2 and "label" not in roles, name == "tree"
    for record in source.records:
        place = suffix, record.raw.replace("\n", " ") if name == "jsonl" else record.raw
        if whole.tree:
            folder, file = os.path.split(record.place)
            place = f"/{os.path.basename(folder)}/{file}", record.place
        sides = [record.values[role] for role in roles if role != "label"]
        whole.add(sides, record.values.get("label", ""), (place,))
        if "group" in record.values:
            whole.named.append(record.values["group"])
    whole.left_out += source.left_out


def divide_records(
    whole: Whole, test_share: float, dev_share: float, digests: TextDigests, seed: int
) -> dict[str, np.ndarray]:
    """The records of `train`, `dev` (if a share is requested) and `test`, each ascending.

    The shares are of all records: stratified by label, groups together. Raises SeqtextError if a
    part would be empty.
    """
    groups = np.array(together(digests(whole.texts), whole.named or None))
    candidates = np.array([i for i in range(len(groups)) if i not in whole.halves], np.int64)
    parts = {}
    for part, share in (("test", test_share), ("dev", dev_share)):
        if share:
            adjusted = min(1.0, share * len(groups) / max(1, len(candidates)))
            labels = [whole.labels[i] for i in candidates]
            stay, aside = split_off(groups[candidates].tolist(), labels, adjusted, seed)
            parts[part], candidates = candidates[aside], candidates[stay]
    held_out = np.concatenate(list(parts.values()))
    parts["train"] = np.setdiff1d(np.arange(len(groups)), held_out)
    for part, chosen in parts.items():
        if not len(chosen):
            cause = f"{len(groups):,} records in {len(set(groups)):,} groups: none for {part}"
            raise SeqtextError("split", cause, "give more records, or another share")
    return {part: parts[part] for part in ("train", "dev", "test") if part in parts}


def write_parts(
    whole: Whole, parts: Mapping[str, np.ndarray], folder: str, decoding: Decoding
) -> dict[str, list[str]]:
    """Write each part as files of the input's format and encoding; returns their paths.

    Raises SeqtextError if one of them exists: of two splits of one input, the test set of one
    contains training texts of the other.
    """
    files = {part: whole.files(part, chosen.tolist()) for part, chosen in parts.items()}
    for name in ("train", "dev", "test"):
        for path in [os.path.join(folder, n) for n in (name, *files.get(name, ()))]:
            if os.path.lexists(path):
                remedy = "remove it, or choose another folder"
                raise SeqtextError(path, "exists already, from another split", remedy)
    make_folder(folder)
    for names in files.values():
        for name, rows in names.items():
            path = os.path.join(folder, name)
            if whole.tree:
                make_folder(os.path.dirname(path))
                shutil.copyfile(rows[0], path)
                continue
            text = "".join(row + "\n" for row in rows)
            with atomic_output(path) as file:
                file.write(text.encode(decoding.encoding, decoding.errors))
    return {
        part: [os.path.join(folder, part)] if whole.tree else [os.path.join(folder, n) for n in ns]
        for part, ns in files.items()
    }


def _suffix(path: str, name: str) -> str:
    """The end of the names of the parts: the extension of the input, with the class for `files`."""
    extension = "" if path == "-" else _extension(path)
    if name == "files":
        return f".{path.partition('=')[0]}{extension}"
    return extension or _USUAL.get(name, ".txt")


def _extension(path: str) -> str:
    return os.path.splitext(_bare(path))[1]


def _bare(path: str) -> str:
    """The path without the extension of a compression."""
    stem, extension = os.path.splitext(path)
    return stem if extension.lower() in COMPRESSIONS else path
