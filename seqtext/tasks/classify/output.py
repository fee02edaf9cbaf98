"""The labels that `predict` writes, with their probabilities."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from seqtext.kernel.blocks import Block
from seqtext.tasks.classify.classifier import Classifier
from seqtext.tasks.classify.prediction import Prediction
from seqtext.tasks.output import Output
from seqtext.words.corpus import cut_note

LABEL, PROBABILITY = "predicted", "probability"


class LabelOutput(Output):
    """The most likely labels of each text."""

    def __init__(self, classifier: Classifier, top: int | None, as_json: bool) -> None:
        """`top`: number of labels to write; None: one, or all of them as JSON."""
        self.classifier, self.as_json, self.cut = classifier, as_json, 0
        self.labels = classifier.labels
        self.top = min(top or 1, len(self.labels))
        self.shown = len(self.labels) if as_json and top is None else self.top
        more = ("", *(f"_{k}" for k in range(2, self.top + 1)))
        self.names = tuple(name + k for k in more for name in (LABEL, PROBABILITY))

    def stream(self, blocks: Iterable[Block]) -> Iterator[Prediction]:
        return map(self._counted, self.classifier.predict(blocks))

    def of(self, texts: Sequence[str]) -> Prediction:
        return self._counted(self.classifier.label(texts))

    def _counted(self, prediction: Prediction) -> Prediction:
        self.cut += prediction.cut
        return prediction

    def lines(self, answers: Prediction) -> str:
        if self.as_json:
            return "".join(map(self._object, self._ranked(answers)))
        if self.top == 1:
            pairs = zip(answers.labels, answers.probabilities, strict=True)
            return "".join([f"{label}\t{p:.4f}\n" for label, p in pairs])
        rows = ("\t".join(f"{label}\t{p:.4f}" for label, p in row) for row in self._ranked(answers))
        return "".join(f"{row}\n" for row in rows)

    def rows(self, answers: Prediction) -> list[list[str | float]]:
        return [[value for pair in row for value in pair] for row in self._ranked(answers)]

    def notes(self) -> list[str]:
        return cut_note(self.cut, self.classifier.max_length)

    def _ranked(self, prediction: Prediction) -> Iterator[list[tuple[str, float]]]:
        """The most likely labels of each text with their probabilities, best first."""
        log_p = prediction.log_probabilities
        order = np.argsort(-log_p, axis=1, kind="stable")[:, : self.shown]
        probabilities = np.exp(np.take_along_axis(log_p, order, axis=1))
        for columns, row in zip(order.tolist(), probabilities.tolist(), strict=True):
            yield [(self.labels[i], p) for i, p in zip(columns, row, strict=True)]

    def _object(self, row: list[tuple[str, float]]) -> str:
        record: dict[str, Any] = {LABEL: row[0][0], PROBABILITY: round(row[0][1], 6)}
        record["probabilities"] = {label: round(p, 6) for label, p in row}
        return json.dumps(record, ensure_ascii=False) + "\n"
