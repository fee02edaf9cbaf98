"""The confusion of classes: which label was given for which, as counts and as a table."""

from typing import Any

import numpy as np
from rich.cells import cell_len

from seqtext.order.effects.figures import percent
from seqtext.report.shapes.visible import visible
from seqtext.report.table import Table

WIDTH = 80  # cells that the whole matrix may take; a wider one gives way to its largest entries
MOST = 10  # of these
_CORNER = "true \\ predicted"


def confusion(gold: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """int64 [classes, classes]: how many items of the row's class were given the column's.

    gold, predicted: int [items]; items whose gold class is -1 stand in no row.
    """
    has_label = gold >= 0
    cells = gold[has_label].astype(np.int64) * classes + predicted[has_label]
    return np.bincount(cells, minlength=classes**2).reshape(classes, classes)


def confusion_table(record: dict[str, Any]) -> Table:
    """The matrix, or the pairs of labels that are most often confused where it is too wide."""
    labels = [visible(label_record["label"]) for label_record in record["classes"]]
    table = _matrix(labels, record["confusion"])
    columns = zip(table.header, *table.rows, strict=True)
    width = sum(2 + max(map(cell_len, column)) for column in columns) - 2
    return table if width <= WIDTH else _pairs(labels, record["confusion"])


def _matrix(labels: list[str], counts: list[list[int]]) -> Table:
    rows = [(label, *(f"{n:,}" for n in row)) for label, row in zip(labels, counts, strict=True)]
    header, align = (_CORNER, *labels), "l" + "r" * len(labels)
    return Table("Confusion", "", header, align, tuple(rows))


def _pairs(labels: list[str], counts: list[list[int]]) -> Table:
    off = np.array(counts)
    texts = off.sum(axis=1)
    np.fill_diagonal(off, 0)
    order = np.argsort(-off, axis=None, kind="stable")[:MOST]
    places = [divmod(at, len(labels)) for at in order.tolist()]
    rows = [
        (labels[a], labels[b], f"{off[a, b]:,}", percent(off[a, b] / texts[a]))
        for a, b in places
        if off[a, b]
    ]
    note = f"Of {int((off > 0).sum()):,} pairs of labels; --json gives the whole matrix."
    header = ("label", "predicted", "texts", "% of label")
    return Table("Most often confused", note, header, "llrr", tuple(rows))
