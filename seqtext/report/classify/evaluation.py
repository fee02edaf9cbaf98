"""How well one model does on labelled texts: the record of `evaluate`, and its table."""

from typing import Any

import numpy as np

from seqtext.order.effects.figures import between, percent
from seqtext.report.classify.confusion import confusion, confusion_table
from seqtext.report.evaluation import Evaluation
from seqtext.report.paired import paired_row, paired_shares, paired_table
from seqtext.report.record import to_json
from seqtext.report.shapes.visible import visible
from seqtext.report.signature import signature
from seqtext.report.table import Table
from seqtext.statistics.intervals import Estimate, two_way_interval, wilson
from seqtext.statistics.macro_f1 import macro_f1_interval
from seqtext.tasks.classify.classifier import Classifier
from seqtext.tasks.classify.dataset import Dataset, refuse_unknown, unseen_labels
from seqtext.tasks.classify.scores import LOG_P, SCORES
from seqtext.tasks.split import copies
from seqtext.text.lines import Decoding
from seqtext.text.predictions import read_predictions
from seqtext.text.quantities import quantity
from seqtext.words.corpus import cut_note

_FIXED = ("accuracy", "macro-f1", "log-loss")  # scores that the record has in its own fields


def classification_record(
    gold: np.ndarray,
    log_probabilities: np.ndarray,
    classes: tuple[str, ...],
    facts: dict[str, Any],
    other: np.ndarray | None = None,
    seen: int | None = None,
) -> dict[str, Any]:
    """The record of docs/evaluate.schema.json.

    gold: int [texts], -1 where training never saw the label (counted as wrong, left out of the log
    loss); log_probabilities: float32 [texts, classes]; facts: what the signature tells; other: bool
    [texts], whether a second system is right, for a paired test; seen: how many texts training saw,
    None where that is not known.
    """
    predicted = log_probabilities.argmax(axis=1)
    right = predicted == gold
    return {
        "n": len(gold),
        "unseen": int((gold < 0).sum()),
        "seen": seen,
        "accuracy": to_json(wilson(int(right.sum()), len(gold))),
        "commonest": _commonest(gold, classes),
        "macro_f1": to_json(macro_f1_interval(gold, predicted, len(classes))),
        "log_loss": to_json(_log_loss(gold, log_probabilities)),
        **_more_scores(gold, log_probabilities),
        "classes": [_class(gold, predicted, i, name) for i, name in enumerate(classes)],
        "confusion": confusion(gold, predicted, len(classes)).tolist(),
        "against": None if other is None else paired_shares(right, other),
        "signature": signature(facts),
    }


class ClassifierEvaluation(Evaluation):
    """Accuracy, macro-F1, log-loss, each class, and the confusions."""

    def refuse(self, trained: Classifier, data: Dataset, place: str) -> None:
        refuse_unknown(data, trained.labels, place)

    def answers(self, trained: Classifier, data: Dataset, place: str, *options: Any) -> np.ndarray:
        """bool [texts]: whether the label of each is right."""
        self.refuse(trained, data, place)
        corpus, _ = trained.encode(data.texts, data.labels)
        return trained.log_probabilities(corpus).argmax(axis=1) == corpus.labels

    def read_answers(self, path: str, data: Dataset, decoding: Decoding) -> np.ndarray:
        """bool [texts]: whether the label of each line is right."""
        labels = read_predictions(path, len(data), decoding)
        refuse_unknown(data, labels, path)
        return np.array(list(map(str.__eq__, labels, data.labels)))

    def evaluate(
        self, trained: Classifier, data: Dataset, other: np.ndarray | None, *options: Any
    ) -> tuple[dict[str, Any], list[str]]:
        corpus, cut = trained.encode(data.texts, data.labels)
        facts = {**trained.described(), "n": len(data), "test": data.digest()[:12]}
        digests = trained.digests(data.texts)
        seen = trained.seen.count(digests) if trained.seen else None
        log_p = trained.log_probabilities(corpus)
        record = classification_record(corpus.labels, log_p, trained.labels, facts, other, seen)
        notes = [unseen_labels(data, trained.labels), *cut_note(cut, trained.max_length)]
        if trained.seen:
            notes += trained.seen.warnings(digests, "texts")
        repeated = copies(digests)
        if repeated:
            notes.append(f"{repeated:,} of {len(data):,} texts repeat an earlier text")
        return record, [line for line in notes if line]

    def tables(self, record: dict[str, Any]) -> list[Table]:
        tables = [_figures(record), _by_class(record), confusion_table(record)]
        if record["against"]:
            tables.append(_comparison(record["against"]))
        return [table for table in tables if table.rows]


def _more_scores(gold: np.ndarray, log_probabilities: np.ndarray) -> dict[str, Any]:
    """The scores of the task that are not among the fixed fields of the record."""
    answers = {LOG_P: log_probabilities[None]}
    return {
        metric: to_json(score.interval(score.rows(answers, gold)))
        for metric, score in SCORES.items()
        if metric not in _FIXED
    }


def _commonest(gold: np.ndarray, classes: tuple[str, ...]) -> dict[str, Any]:
    """The label that most texts have, and its share: what always saying it would have right."""
    counts = np.bincount(gold[gold >= 0], minlength=len(classes))
    most = int(counts.argmax())
    return {"label": classes[most], "share": int(counts[most]) / len(gold)}


def _log_loss(gold: np.ndarray, log_probabilities: np.ndarray) -> Estimate | None:
    """Mean of -log p(gold) in nats."""
    labelled = np.flatnonzero(gold >= 0)
    if not len(labelled):
        return None
    return two_way_interval(-log_probabilities[labelled, gold[labelled]])


def _class(gold: np.ndarray, predicted: np.ndarray, number: int, label: str) -> dict[str, Any]:
    """Precision, recall and F1; null where there is nothing to divide by."""
    predictions, true = predicted == number, gold == number
    hits, answers, texts = int((predictions & true).sum()), int(predictions.sum()), int(true.sum())
    return {
        "label": label,
        "n": texts,
        "precision": hits / answers if answers else None,
        "recall": hits / texts if texts else None,
        "f1": 2 * hits / (answers + texts) if answers + texts else None,
    }


def _figures(record: dict[str, Any]) -> Table:
    commonest = record["commonest"]
    rows = [("accuracy %", *_in_percent(record["accuracy"]))]
    rows.append(("  commonest label", percent(commonest["share"]), visible(commonest["label"])))
    rows.append(("macro-F1 %", *_in_percent(record["macro_f1"])))
    if record["log_loss"]:
        ends = [record["log_loss"][key] for key in ("low", "high")]
        shown = "" if None in ends else f"[{ends[0]:.3f}, {ends[1]:.3f}]"
        rows.append(("log loss", f"{record['log_loss']['value']:.3f}", shown))
    for metric, score in SCORES.items():
        if metric in record and metric not in _FIXED:
            rows.append((f"{score.noun} %", *_in_percent(record[metric])))
    title = quantity(record["n"], "text")
    return Table(title, "", ("", "", "95 % interval"), "lrr", tuple(rows))


def _in_percent(figure: dict[str, float]) -> tuple[str, str]:
    return percent(figure["value"]), between(figure["low"], figure["high"])


def _by_class(record: dict[str, Any]) -> Table:
    rows = []
    for class_record in record["classes"]:
        shares = [class_record[key] for key in ("precision", "recall", "f1")]
        cells = ["-" if value is None else percent(value) for value in shares]
        rows.append((visible(class_record["label"]), *cells, f"{class_record['n']:,}"))
    header = ("label", "precision %", "recall %", "F1 %", "texts")
    return Table("", "", header, "lrrrr", tuple(rows))


def _comparison(against: dict[str, Any]) -> Table:
    """What the model has more than the other."""
    row = paired_row("accuracy %", percent(against["value"]), against)
    return paired_table("model", "McNemar's exact test, two-sided", [row])
