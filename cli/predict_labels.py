"""`seqtext predict` with a classifier: labels and probabilities, a line a text."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seqtext.options import ComputeOptions
from seqtext.text.formats import for_texts, read_records
from seqtext.text.inputs import InputOptions
from seqtext.text.records import Record, Source
from seqtext.text.remembered import read_as_trained

from .command import note
from .trained_columns import options_for

if TYPE_CHECKING:
    from seqtext.tasks.classify.classifier import Classifier
    from seqtext.tasks.classify.prediction import Prediction
    from seqtext.text.added_columns import AddedColumns

LABEL, PROBABILITY = "predicted", "probability"
Part = tuple["Prediction", list[Record]]  # the answers to some texts; their records if asked for


def label(
    model: str,
    files: tuple[str, ...],
    inputs: InputOptions,
    device: str,
    top: int | None,
    as_json: bool,
    keep: bool,
    line_buffered: bool,
    write: Callable[[str], None],
) -> None:
    """Label the texts of the files, one after the other."""
    from seqtext.tasks.classify.classifier import Classifier
    from seqtext.words.corpus import cut_told

    classifier = Classifier.load(model)
    classifier.place(ComputeOptions(device))
    form = Form(classifier.labels, min(top or 1, len(classifier.labels)), as_json, top is not None)
    read = options_for(classifier, files, inputs, ("text",))
    kept = _kept(files, inputs, read, form.names) if keep else [None] * len(files)
    cut, header = 0, kept[0].header() if kept[0] else None
    if header is not None:
        write(header + "\n")
    for path, options, added in zip(files, read, kept, strict=True):
        with read_as_trained(inputs, options):
            for lines, shortened in _answers(classifier, path, options, form, added, line_buffered):
                write(lines)
                cut += shortened
    for line in cut_told(cut, classifier.max_length):
        note(f"seqtext: {line}")


def _kept(
    files: tuple[str, ...], given: InputOptions, read: list[InputOptions], names: tuple[str, ...]
) -> "list[AddedColumns | None]":
    """Each file with the columns that are added; what cannot be kept is refused before work."""
    from seqtext.text.added_columns import AddedColumns, refuse_other_columns

    found = []
    for path, options in zip(files, read, strict=True):
        with read_as_trained(given, options):
            source = read_records(path, for_texts(path, options), ("text",))
        found.append(AddedColumns(path, source, names, options.escape))
    refuse_other_columns(found)
    return [*found]


def _answers(
    classifier: "Classifier",
    path: str,
    options: InputOptions,
    form: "Form",
    added: "AddedColumns | None",
    line_buffered: bool,
) -> Iterator[tuple[str, int]]:
    """Whole lines, and how many of their texts were cut."""
    if added is None and not line_buffered:
        from seqtext.kernel.blocks import read_blocks

        for found in classifier.predict(read_blocks(path, options)):
            yield form.lines(found), found.cut
        return
    source = added.source if added else read_records(path, for_texts(path, options), ("text",))
    for found, records in _parts(classifier, source, line_buffered):
        rows = zip(records, form.values(found), strict=True)
        kept = [added.row(record, values) + "\n" for record, values in rows] if added else None
        yield "".join(kept) if kept is not None else form.lines(found), found.cut


def _parts(classifier: "Classifier", source: Source, line_buffered: bool) -> Iterator[Part]:
    """The records with their answers: one at a time, or some at once and the next ones ahead."""
    if line_buffered:
        for record in source.records:
            yield classifier.label([record.values["text"]]), [record]
        return
    from seqtext.kernel.blocks import blocks_of

    waiting: deque[Record] = deque()
    for found in classifier.predict(blocks_of(_texts(source.records, waiting))):
        yield found, [waiting.popleft() for _ in found.labels]


def _texts(records: Iterable[Record], waiting: deque[Record]) -> Iterator[str]:
    for record in records:
        waiting.append(record)
        yield record.values["text"]


@dataclass(frozen=True)
class Form:
    """How an answer is written.

    labels   of the classifier
    top      how many of them
    as_json  an object a line: of all labels, or of `top` where `limited`
    """

    labels: tuple[str, ...]
    top: int
    as_json: bool
    limited: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns that --keep adds."""
        more = ("", *(f"_{k}" for k in range(2, self.top + 1)))
        return tuple(name + k for k in more for name in (LABEL, PROBABILITY))

    def lines(self, found: "Prediction") -> str:
        """A line a text."""
        if self.as_json:
            return "".join(map(self._object, self._ranked(found)))
        if self.top == 1:
            answers = zip(found.labels, found.probabilities, strict=True)
            return "".join([f"{label}\t{p:.4f}\n" for label, p in answers])
        rows = ("\t".join(f"{label}\t{p:.4f}" for label, p in row) for row in self._ranked(found))
        return "".join(f"{row}\n" for row in rows)

    def values(self, found: "Prediction") -> list[list[str | float]]:
        """The values of the added columns, a row a text."""
        return [[value for pair in row for value in pair] for row in self._ranked(found)]

    def _ranked(self, found: "Prediction") -> Iterator[list[tuple[str, float]]]:
        """The likeliest labels of each text with their probabilities, the first first."""
        import numpy as np

        shown = self.top if self.limited or not self.as_json else len(self.labels)
        log_p = found.log_probabilities
        order = np.argsort(-log_p, axis=1, kind="stable")[:, :shown]
        shares = np.exp(np.take_along_axis(log_p, order, axis=1))
        for places, row in zip(order.tolist(), shares.tolist(), strict=True):
            yield [(self.labels[i], p) for i, p in zip(places, row, strict=True)]

    def _object(self, row: list[tuple[str, float]]) -> str:
        record: dict[str, Any] = {LABEL: row[0][0], PROBABILITY: round(row[0][1], 6)}
        record["probabilities"] = {label: round(p, 6) for label, p in row}
        return json.dumps(record, ensure_ascii=False) + "\n"
