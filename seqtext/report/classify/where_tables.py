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
    found = [
        doses_table(effects),
        slices_table(effects),
        found_slices_table(effects),
        same_bags_table(effects),
    ]
    return [table for table in found if table.rows]


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
    known = {one.model: one for one in effects.sensitivity}
    chosen = [known[curve.model] for curve in curves]
    yield "rank, DND", "", "", *(_rank(curve.by_neighbours) for curve in curves)
    yield "rank, moved", "", "", *(_rank(curve.by_moved) for curve in curves)
    yield "flips", "", "", *(percent(one.flips.value) for one in chosen)
    yield "WOS", "", "", *(percent(one.wos.value) if one.wos else "" for one in chosen)


def _rank(correlation: float | None) -> str:
    return "" if correlation is None else f"{correlation:+.2f}"


def slices_table(effects: Effects) -> Table:
    """G and OIG within each fixed slice."""
    found = effects.slices
    labels = [one for one in found.slices if one.group == "label"] if found else []
    dropped = sorted(labels, key=lambda one: -one.items)[LABELS:]
    rows, group = [], ""
    for one in found.slices if found else ():
        if one not in dropped:
            rows.append(("" if one.group == group else one.group, *_slice(one)))
            group = one.group
    rest = f" report.json has {len(dropped)} rarer labels." if dropped else ""
    gain = f"OIG: order information gain of {found.reader}. " if found and found.reader else ""
    compared = f"{found.model} minus {found.base}" if found else ""
    return Table(
        "Where order matters: kinds of text chosen in advance",
        f"G: {compared}, in points. {gain}The intervals are not adjusted for their number: of 20 "
        "slices without any effect, about one shows one. Distance: from a negator to the next "
        f"opinion word; opinion words indicate a label in the training texts.{rest}",
        ("", "slice", "texts", "G", "OIG"),
        "llrrr",
        tuple(rows),
    )


def _slice(one: Slice) -> tuple[str, ...]:
    worth = difference(one.worth) if one.enough else "too few"
    gain = difference(one.gain) if one.gain and one.enough else ""
    return visible(one.name), f"{one.items:,}", worth, gain


def found_slices_table(effects: Effects) -> Table:
    """Words over-represented among the texts that order decides."""
    found = effects.found
    shown = found.slices[:FOUND] if found else ()
    told = ""
    if found:
        share = percent(found.decided_tested / max(found.tested_on, 1))
        told = (
            f"Found on {found.found_on:,} test texts, tested on the other {found.tested_on:,}, of "
            f"which order decides {share} % ({found.reader}). OIG: order information gain of "
            f"{found.reader}. p: Fisher's exact test, adjusted by Holm; exploratory: not confirmed."
        )
    return Table(
        "Where order matters: words that stand out",
        told,
        ("words", "texts", "decided", "decided %", "OIG", "p"),
        "lrrrrr",
        tuple(_found(one) for one in shown),
    )


def _found(one: FoundSlice) -> tuple[str, ...]:
    share = percent(one.decided / one.texts)
    gain = points(one.gain.value) if one.gain else ""
    sure = "exploratory" if one.p is None else f"{one.p:.1g}" if one.p < 0.001 else f"{one.p:.3f}"
    return visible(one.ngram), f"{one.texts:,}", f"{one.decided:,}", share, gain, sure


def same_bags_table(effects: Effects) -> Table:
    """Groups with one bag and several labels, by k."""
    example = effects.mined[-1].example if effects.mined else None
    told = ""
    if example:
        quoted = (f"“{_short(text)}” ({visible(label)})" for label, text in example)
        told = f" Example: {' and '.join(quoted)}."
    return Table(
        "Same words, different label: in your data",
        "Groups of texts with the same n-grams up to k words and different labels. No bag of "
        "k-grams is right on a whole group; wrong: texts that any such bag gets wrong, at least. "
        f"Repeats: groups whose texts are identical, so that order does not help either.{told}",
        ("k", "groups", "texts", "wrong", "repeats"),
        "rrrrr",
        tuple(_mined(one) for one in effects.mined),
    )


def _mined(one: Mined) -> tuple[str, ...]:
    counts = one.groups, one.texts, one.wrong, one.repeats
    return str(one.order), *(f"{count:,}" for count in counts)


def _short(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= QUOTED else shown[: QUOTED - 1] + "…"
