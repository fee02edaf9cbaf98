"""`seqtext predict` with a classifier: labels and probabilities, one line per text."""

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
from .trained_columns import input_options_for

if TYPE_CHECKING:
    from seqtext.tasks.classify.classifier import Classifier
    from seqtext.tasks.classify.prediction import Prediction
    from seqtext.text.added_columns import AddedColumns

LABEL, PROBABILITY = "predicted", "probability"
Predicted = tuple["Prediction", list[Record]]  # predictions of some texts, and their records


def predict_labels(
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
    """Label the texts of the files, one file after the other."""
    from seqtext.tasks.classify.classifier import Classifier
    from seqtext.words.corpus import cut_note

    classifier = Classifier.load(model)
    classifier.place(ComputeOptions(device))
    form = OutputFormat(
        classifier.labels, min(top or 1, len(classifier.labels)), as_json, top is not None
    )
    read = input_options_for(classifier, files, inputs, ("text",))
    columns = _with_columns(files, inputs, read, form.names) if keep else [None] * len(files)
    cut, header = 0, columns[0].header() if columns[0] else None
    if header is not None:
        write(header + "\n")
    for path, options, added in zip(files, read, columns, strict=True):
        with read_as_trained(inputs, options):
            for lines, shortened in _lines(classifier, path, options, form, added, line_buffered):
                write(lines)
                cut += shortened
    for line in cut_note(cut, classifier.max_length):
        note(f"seqtext: {line}")


def _with_columns(
    files: tuple[str, ...], inputs: InputOptions, read: list[InputOptions], names: tuple[str, ...]
) -> "list[AddedColumns | None]":
    """Return the added columns of each file; raise SeqtextError if its columns cannot be kept."""
    from seqtext.text.added_columns import AddedColumns, refuse_other_columns

    columns = []
    for path, options in zip(files, read, strict=True):
        with read_as_trained(inputs, options):
            source = read_records(path, for_texts(path, options), ("text",))
        columns.append(AddedColumns(path, source, names, options.escape))
    refuse_other_columns(columns)
    return [*columns]


def _lines(
    classifier: "Classifier",
    path: str,
    options: InputOptions,
    form: "OutputFormat",
    added: "AddedColumns | None",
    line_buffered: bool,
) -> Iterator[tuple[str, int]]:
    """Yield complete lines, and the number of their texts that were cut."""
    if added is None and not line_buffered:
        from seqtext.kernel.blocks import read_blocks

        for prediction in classifier.predict(read_blocks(path, options)):
            yield form.lines(prediction), prediction.cut
        return
    source = added.source if added else read_records(path, for_texts(path, options), ("text",))
    for prediction, records in _predictions(classifier, source, line_buffered):
        rows = zip(records, form.values(prediction), strict=True)
        kept = [added.row(record, values) + "\n" for record, values in rows] if added else None
        yield "".join(kept) if kept is not None else form.lines(prediction), prediction.cut


def _predictions(
    classifier: "Classifier", source: Source, line_buffered: bool
) -> Iterator[Predicted]:
    """Yield predictions with their records: one at a time, or in blocks that are read ahead."""
    if line_buffered:
        for record in source.records:
            yield classifier.label([record.values["text"]]), [record]
        return
    from seqtext.kernel.blocks import blocks_of

    waiting: deque[Record] = deque()
    for prediction in classifier.predict(blocks_of(_texts(source.records, waiting))):
        yield prediction, [waiting.popleft() for _ in prediction.labels]


def _texts(records: Iterable[Record], waiting: deque[Record]) -> Iterator[str]:
    for record in records:
        waiting.append(record)
        yield record.values["text"]


@dataclass(frozen=True)
class OutputFormat:
    """The output format of predictions.

    labels   labels of the classifier
    top      number of labels to write
    as_json  write one object per line: all labels, or the first `top` if `limited`
    """

    labels: tuple[str, ...]
    top: int
    as_json: bool
    limited: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns that --keep adds."""
        more = ("", *(f"_{k}" for k in range(2, self.top + 1)))
        return tuple(name + k for k in more for name in (LABEL, PROBABILITY))

    def lines(self, prediction: "Prediction") -> str:
        """Return one line per text."""
        if self.as_json:
            return "".join(map(self._object, self._ranked(prediction)))
        if self.top == 1:
            pairs = zip(prediction.labels, prediction.probabilities, strict=True)
            return "".join([f"{label}\t{p:.4f}\n" for label, p in pairs])
        rows = (
            "\t".join(f"{label}\t{p:.4f}" for label, p in row) for row in self._ranked(prediction)
        )
        return "".join(f"{row}\n" for row in rows)

    def values(self, prediction: "Prediction") -> list[list[str | float]]:
        """Return the values of the added columns, one row per text."""
        return [[value for pair in row for value in pair] for row in self._ranked(prediction)]

    def _ranked(self, prediction: "Prediction") -> Iterator[list[tuple[str, float]]]:
        """Yield the most likely labels of each text with their probabilities, best first."""
        import numpy as np

        shown = self.top if self.limited or not self.as_json else len(self.labels)
        log_p = prediction.log_probabilities
        order = np.argsort(-log_p, axis=1, kind="stable")[:, :shown]
        probabilities = np.exp(np.take_along_axis(log_p, order, axis=1))
        for columns, row in zip(order.tolist(), probabilities.tolist(), strict=True):
            yield [(self.labels[i], p) for i, p in zip(columns, row, strict=True)]

    def _object(self, row: list[tuple[str, float]]) -> str:
        record: dict[str, Any] = {LABEL: row[0][0], PROBABILITY: round(row[0][1], 6)}
        record["probabilities"] = {label: round(p, 6) for label, p in row}
        return json.dumps(record, ensure_ascii=False) + "\n"
