"""Tables of how much and where order matters: doses, slices and groups found in the data."""

from collections.abc import Iterator, Sequence

from seqtext.order.effects.all import Effects
from seqtext.order.effects.dose_curves import DoseCurve
from seqtext.order.effects.figures import difference, percent, points
from seqtext.order.effects.found_slices import FoundSlice
from seqtext.order.effects.slices import Slice
from seqtext.order.texts.mining import Mined
from seqtext.report.shapes.visible import visible
from seqtext.report.table import Table

WIDEST = 5  # models side by side; report.json has all
LABELS, FOUND = 10, 10  # rows; report.json has all
QUOTED = 70  # characters of an example


def where_tables(effects: Effects) -> list[Table]:
    """All of them that have a row."""
    all_tables = [
        doses_table(effects),
        slices_table(effects),
        found_slices_table(effects),
        same_bags_table(effects),
    ]
    return [table for table in all_tables if table.rows]


def doses_table(effects: Effects) -> Table:
    """Accuracy by dose, a model a column, and how sensitive each model is as a whole."""
    curves = _chosen(effects)
    rows: list[tuple[str, ...]] = []
    if curves:
        for i, point in enumerate(curves[0].points):
            sizes = f"{point.neighbours:.2f}", f"{point.moved:.2f}"
            shares = (percent(curve.points[i].accuracy.value) for curve in curves)
            rows.append((point.name, *sizes, *shares))
        rows += _summaries(effects, curves)
    left = len(effects.doses) - len(curves)
    others = f" report.json has {left} more models." if left else ""
    return Table(
        "How accuracy falls as words are moved",
        "Accuracy of models trained in order, on test texts whose words are moved. DND (direct "
        "neighbour displacement): share of neighbours that are separated; moved: mean distance "
        "that a word moves, 1 for a full shuffle. Rank: Spearman's correlation of accuracy with "
        "each. Flips: predictions that a full shuffle changes. WOS (word order sensitivity): "
        f"right predictions that a full shuffle makes wrong; 100 is chance.{others}",
        ("dose", "DND", "moved", *(curve.model for curve in curves)),
        "lrr" + "r" * len(curves),
        tuple(rows),
    )


def _chosen(effects: Effects) -> Sequence[DoseCurve]:
    """The best by their accuracy in order, in the order of the report."""
    ranked = sorted(effects.doses, key=lambda curve: -curve.points[0].accuracy.value)[:WIDEST]
    return [curve for curve in effects.doses if curve in ranked]


def _summaries(effects: Effects, curves: Sequence[DoseCurve]) -> Iterator[tuple[str, ...]]:
    by_model = {sensitivity.model: sensitivity for sensitivity in effects.sensitivity}
    chosen = [by_model[curve.model] for curve in curves]
    yield "rank, DND", "", "", *(_rank(curve.by_neighbours) for curve in curves)
    yield "rank, moved", "", "", *(_rank(curve.by_moved) for curve in curves)
    yield "flips", "", "", *(percent(sensitivity.flips.value) for sensitivity in chosen)
    yield (
        "WOS",
        "",
        "",
        *(percent(sensitivity.wos.value) if sensitivity.wos else "" for sensitivity in chosen),
    )


def _rank(correlation: float | None) -> str:
    return "" if correlation is None else f"{correlation:+.2f}"


def slices_table(effects: Effects) -> Table:
    """G and OIG within each fixed slice."""
    all_slices = effects.slices
    labels = [part for part in all_slices.slices if part.group == "label"] if all_slices else []
    dropped = sorted(labels, key=lambda part: -part.items)[LABELS:]
    rows, group = [], ""
    for part in all_slices.slices if all_slices else ():
        if part not in dropped:
            rows.append(("" if part.group == group else part.group, *_slice(part)))
            group = part.group
    omitted = f" report.json has {len(dropped)} rarer labels." if dropped else ""
    gain = (
        f"OIG: order information gain of {all_slices.reader}. "
        if all_slices and all_slices.reader
        else ""
    )
    compared = f"{all_slices.model} minus {all_slices.base}" if all_slices else ""
    return Table(
        "Where order matters: kinds of text chosen in advance",
        f"G: {compared}, in points. {gain}The intervals are not adjusted for their number: of 20 "
        "slices without any effect, about one shows one. Distance: from a negator to the next "
        f"opinion word; opinion words indicate a label in the training texts.{omitted}",
        ("", "slice", "texts", "G", "OIG"),
        "llrrr",
        tuple(rows),
    )


def _slice(part: Slice) -> tuple[str, ...]:
    worth = difference(part.worth) if part.enough else "too few"
    gain = difference(part.gain) if part.gain and part.enough else ""
    return visible(part.name), f"{part.items:,}", worth, gain


def found_slices_table(effects: Effects) -> Table:
    """Words over-represented among the texts that order decides."""
    ngrams = effects.found
    shown = ngrams.slices[:FOUND] if ngrams else ()
    note = ""
    if ngrams:
        share = percent(ngrams.decided_tested / max(ngrams.tested_on, 1))
        note = (
            f"Found on {ngrams.found_on:,} test texts, tested on the other {ngrams.tested_on:,}, "
            f"of which order decides {share} % ({ngrams.reader}). OIG: order information gain of "
            f"{ngrams.reader}. p: Fisher's exact test, adjusted by Holm; exploratory: not "
            "confirmed."
        )
    return Table(
        "Where order matters: words that stand out",
        note,
        ("words", "texts", "decided", "decided %", "OIG", "p"),
        "lrrrrr",
        tuple(_found(ngram_slice) for ngram_slice in shown),
    )


def _found(ngram_slice: FoundSlice) -> tuple[str, ...]:
    share = percent(ngram_slice.decided / ngram_slice.texts)
    gain = points(ngram_slice.gain.value) if ngram_slice.gain else ""
    sure = (
        "exploratory"
        if ngram_slice.p is None
        else f"{ngram_slice.p:.1g}"
        if ngram_slice.p < 0.001
        else f"{ngram_slice.p:.3f}"
    )
    return (
        visible(ngram_slice.ngram),
        f"{ngram_slice.texts:,}",
        f"{ngram_slice.decided:,}",
        share,
        gain,
        sure,
    )


def same_bags_table(effects: Effects) -> Table:
    """Groups with one bag and several labels, by k."""
    example = effects.mined[-1].example if effects.mined else None
    example_note = ""
    if example:
        quoted = (f"“{_short(text)}” ({visible(label)})" for label, text in example)
        example_note = f" Example: {' and '.join(quoted)}."
    return Table(
        "Same words, different label: in your data",
        "Groups of texts with the same n-grams up to k words and different labels. No bag of "
        "k-grams is right on a whole group; wrong: texts that any such bag gets wrong, at least. "
        "Repeats: groups whose texts are identical, so that order does not help either."
        f"{example_note}",
        ("k", "groups", "texts", "wrong", "repeats"),
        "rrrrr",
        tuple(_mined(summary) for summary in effects.mined),
    )


def _mined(summary: Mined) -> tuple[str, ...]:
    counts = summary.groups, summary.texts, summary.wrong, summary.repeats
    return str(summary.order), *(f"{count:,}" for count in counts)


def _short(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= QUOTED else shown[: QUOTED - 1] + "…"
