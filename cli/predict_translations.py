"""`seqtext predict` with a translator: a translation a line, or the best of each."""

import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from seqtext.errors import SeqtextError
from seqtext.options import ComputeOptions, SearchOptions
from seqtext.text.added_columns import AddedColumns, refuse_other_columns
from seqtext.text.formats import for_texts, read_records
from seqtext.text.inputs import InputOptions
from seqtext.text.records import Record, Source

from .command import given
from .tally import Tally

if TYPE_CHECKING:
    from seqtext.tasks.translate.answers import Hypothesis, Translation

SCORES = ("score", "log_probability")


def translate(
    model: str,
    files: tuple[str, ...],
    inputs: InputOptions,
    search: SearchOptions,
    device: str,
    n_best: int,
    scores: bool,
    as_json: bool,
    keep: bool,
    line_buffered: bool,
    write: Callable[[str], None],
    top: None = None,
) -> None:
    """Translate the lines, or the sources of the pairs, of the files, one after the other."""
    from seqtext.tasks.translate.translator import CHUNK, Translator

    if keep and n_best > 1:
        raise SeqtextError("--n-best", "goes without --keep", "leave one of them out")
    translator = Translator.load(model)
    translator.place(ComputeOptions(device))
    if not given("beam"):
        search = replace(search, beam=max(search.beam, n_best))
    tally, chunk, numbers = Tally("line"), 1 if line_buffered else CHUNK, count(1)
    names = ("translation", *(SCORES if scores else ()))
    kept = _kept(files, inputs, names) if keep else []
    if kept and (header := kept[0].header()) is not None:
        write(header + "\n")
    for at, path in enumerate(files):
        added = kept[at] if keep else None
        source = added.source if added else _source(path, inputs)
        waiting: deque[Record] = deque()
        answers = translator.translate(_sources(source, waiting), search, n_best, chunk)
        for found, number in zip(answers, numbers, strict=False):
            tally.add(found.empty, found.cut, found.unknown)
            record = waiting.popleft()
            if added:
                write(added.row(record, _values(found.hypotheses[0], scores)) + "\n")
            elif as_json:
                write(json.dumps(_object(found), ensure_ascii=False) + "\n")
            else:
                numbered = str(number) if n_best > 1 or scores else None
                write("".join(_line(each, numbered, scores) for each in found.hypotheses))
    tally.tell(translator.max_length)


def _source(path: str, inputs: InputOptions) -> Source:
    return read_records(path, for_texts(path, inputs), ("source",))


def _kept(
    files: tuple[str, ...], inputs: InputOptions, names: tuple[str, ...]
) -> list[AddedColumns]:
    found = [AddedColumns(path, _source(path, inputs), names, inputs.escape) for path in files]
    refuse_other_columns(found)
    return found


def _sources(source: Source, waiting: deque[Record]) -> Iterator[str]:
    for record in source.records:
        waiting.append(record)
        yield record.values["source"]


def _values(found: "Hypothesis", scores: bool) -> list[str | float]:
    return [found.text, *((found.score, found.log_probability) if scores else ())]


def _line(found: "Hypothesis", number: str | None, scores: bool) -> str:
    parts = [f"{found.score:.4f}", f"{found.log_probability:.4f}"] if scores else []
    return "\t".join([*([number] if number else []), *parts, found.text]) + "\n"


def _object(found: "Translation") -> dict[str, Any]:
    """The best translation, and all that were asked for with their scores."""
    each = [
        {
            "translation": one.text,
            "score": round(one.score, 6),
            "log_probability": round(one.log_probability, 6),
        }
        for one in found.hypotheses
    ]
    return {"translation": found.text, "translations": each}
