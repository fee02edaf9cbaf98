"""`seqtext predict` with a translator: one translation per line, or the n best."""

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

from .command import is_set
from .tally import Tally

if TYPE_CHECKING:
    from seqtext.tasks.translate.answers import Hypothesis, Translation

SCORES = ("score", "log_probability")


def predict_translations(
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
    """Translate the lines, or the sources of the pairs, of the files, one file after the other."""
    from seqtext.tasks.translate.translator import CHUNK, Translator

    if keep and n_best > 1:
        raise SeqtextError("--n-best", "cannot be combined with --keep", "omit one of them")
    translator = Translator.load(model)
    translator.place(ComputeOptions(device))
    if not is_set("beam"):
        search = replace(search, beam=max(search.beam, n_best))
    tally, chunk, numbers = Tally("line"), 1 if line_buffered else CHUNK, count(1)
    names = ("translation", *(SCORES if scores else ()))
    columns = _with_columns(files, inputs, names) if keep else []
    if columns and (header := columns[0].header()) is not None:
        write(header + "\n")
    for position, path in enumerate(files):
        added = columns[position] if keep else None
        source = added.source if added else _source(path, inputs)
        waiting: deque[Record] = deque()
        translations = translator.translate(_sources(source, waiting), search, n_best, chunk)
        for translation, number in zip(translations, numbers, strict=False):
            tally.add(translation.empty, translation.cut, translation.unknown)
            record = waiting.popleft()
            if added:
                write(added.row(record, _values(translation.hypotheses[0], scores)) + "\n")
            elif as_json:
                write(json.dumps(_object(translation), ensure_ascii=False) + "\n")
            else:
                numbered = str(number) if n_best > 1 or scores else None
                write("".join(_line(each, numbered, scores) for each in translation.hypotheses))
    tally.report(translator.max_length)


def _source(path: str, inputs: InputOptions) -> Source:
    return read_records(path, for_texts(path, inputs), ("source",))


def _with_columns(
    files: tuple[str, ...], inputs: InputOptions, names: tuple[str, ...]
) -> list[AddedColumns]:
    columns = [AddedColumns(path, _source(path, inputs), names, inputs.escape) for path in files]
    refuse_other_columns(columns)
    return columns


def _sources(source: Source, waiting: deque[Record]) -> Iterator[str]:
    for record in source.records:
        waiting.append(record)
        yield record.values["source"]


def _values(best: "Hypothesis", scores: bool) -> list[str | float]:
    return [best.text, *((best.score, best.log_probability) if scores else ())]


def _line(hypothesis: "Hypothesis", number: str | None, scores: bool) -> str:
    numbers = (hypothesis.score, hypothesis.log_probability) if scores else ()
    fields = [*([number] if number else []), *(f"{value:.4f}" for value in numbers)]
    return "\t".join([*fields, hypothesis.text]) + "\n"


def _object(translation: "Translation") -> dict[str, Any]:
    """Return the best translation, and the n best with their scores."""
    hypotheses = [
        {
            "translation": each.text,
            "score": round(each.score, 6),
            "log_probability": round(each.log_probability, 6),
        }
        for each in translation.hypotheses
    ]
    return {"translation": translation.text, "translations": hypotheses}
