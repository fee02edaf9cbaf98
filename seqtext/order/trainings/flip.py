"""What order does in one text: its heat line, and the shortest move or swap that flips its label.

It needs only the log-probabilities of a model for a corpus, so it works for every model.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from seqtext.tasks.classify.classifier import Classifier
from seqtext.tasks.classify.explanation import MOST, label_log_odds
from seqtext.words.corpus import Corpus, offsets_of

Answer = Callable[[Corpus], np.ndarray]  # -> float [texts, classes], log-probabilities
BUDGET = 1 << 19  # most tokens that the search for a flip may read, for one text
_BLOCK = 1 << 18  # tokens of one call of the model


@dataclass(frozen=True)
class Flip:
    """A reordering of a text for which the model predicts another label.

    kind         "swap": the tokens at `first` and `second` exchange places; "move": the token at
                 `first` moves to `second`, and those between shift by one
    first        positions of tokens, from 0
    second
    distance     |first - second|: 1 is a swap of neighbours
    label        the predicted label of the reordered text
    probability  of that label
    tokens       the text in its new order; all of it, even if the text is longer than what is shown
    """

    kind: str
    first: int
    second: int
    distance: int
    label: str
    probability: float
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class TextHeat:
    """The effect of word order in one text, for one model.

    label        the predicted label of the text in its own order
    probability  of that label
    tokens       of the text as the model reads it; of a long text the first MOST
    heat         for each gap between two tokens, one fewer than tokens: by how much exchanging
                 the two moves the log-odds of `label`; below 0 the label becomes less likely
    flip         the shortest move or swap that changes the label; None if none was found
    searched     the distance in tokens up to which all swaps and moves were tried; if there is a
                 flip, none is shorter
    whole        all were tried: without a flip, no single swap or move changes the label
    cut          tokens beyond those shown, which stay where they are
    """

    label: str
    probability: float
    tokens: tuple[str, ...]
    heat: tuple[float, ...]
    flip: Flip | None
    searched: int
    whole: bool
    cut: int


def heat_of(classifier: Classifier, text: str, budget: int = BUDGET) -> TextHeat:
    """The effect of word order in one text, as a classifier reads it."""
    corpus, _ = classifier.encode([text])
    tokens = classifier.vocabulary.tokenizer(text)[: len(corpus.ids)]
    answer = classifier.log_probabilities
    return text_heat(answer, corpus[0], tokens, classifier.labels, budget)


def text_heat(
    answer: Answer,
    ids: np.ndarray,
    tokens: Sequence[str],
    labels: Sequence[str],
    budget: int = BUDGET,
) -> TextHeat:
    """Heat line and shortest flip of one text: ids [T], and the tokens of these ids.

    The search increases the distance until it finds a flip, has tried everything, or the model
    would read more than `budget` tokens.
    """
    shown = min(len(ids), MOST)
    edits = _edits(shown, 1)
    orders = np.concatenate([np.arange(len(ids))[None], _orders(edits, len(ids))])
    log_p, *swapped = _answers(answer, ids, orders)
    best = int(log_p.argmax())
    moves = [label_log_odds(after[best]) - label_log_odds(log_p[best]) for after in swapped]
    flip, searched = _first_flip(edits, swapped, best), min(1, len(edits))
    spent = len(edits) * len(ids)
    while flip is None and searched < shown - 1:
        edits = _edits(shown, searched + 1)
        spent += len(edits) * len(ids)
        if spent > budget:
            break
        flip = _first_flip(edits, _answers(answer, ids, _orders(edits, len(ids))), best)
        searched += 1
    return TextHeat(
        label=labels[best],
        probability=float(np.exp(log_p[best])),
        tokens=tuple(tokens[:shown]),
        heat=tuple(round(float(move), 4) + 0.0 for move in moves),
        flip=_named(flip, tokens, labels) if flip else None,
        searched=searched,
        whole=searched == max(len(ids) - 1, 0),
        cut=len(ids) - shown,
    )


_Edit = tuple[str, int, int]  # kind, first, second


def _edits(length: int, distance: int) -> list[_Edit]:
    """All swaps and moves over this distance; a move to the next place is a swap."""
    pairs = [(i, i + distance) for i in range(length - distance)]
    edits = [("swap", i, j) for i, j in pairs]
    if distance > 1:
        edits += [("move", *ends) for i, j in pairs for ends in ((i, j), (j, i))]
    return edits


def _order(edit: _Edit, length: int) -> np.ndarray:
    """The edit as a permutation of `length` positions."""
    kind, first, second = edit
    order = np.arange(length)
    if kind == "swap":
        order[[first, second]] = second, first
        return order
    return np.insert(np.delete(order, first), second, first)


def _orders(edits: Sequence[_Edit], length: int) -> np.ndarray:
    """int64 [edits, length]."""
    rows = [_order(edit, length) for edit in edits]
    return np.array(rows, dtype=np.int64).reshape(len(edits), length)


def _answers(answer: Answer, ids: np.ndarray, orders: np.ndarray) -> np.ndarray:
    """float [orders, classes]: log-probabilities of the text in each order."""
    length = len(ids)
    size = max(1, _BLOCK // max(1, length))
    parts = []
    for start in range(0, len(orders), size):
        rows = ids[orders[start : start + size]]
        offsets = offsets_of(np.full(len(rows), length))
        parts.append(answer(Corpus(rows.ravel(), offsets, np.full(len(rows), -1, np.int32))))
    return np.concatenate(parts)


def _first_flip(
    edits: Sequence[_Edit], answers: Iterable[np.ndarray], best: int
) -> tuple[_Edit, int, float] | None:
    """Of the edits that change the label, the one with the most probable label, with both."""
    changed = [
        (float(log_p.max()), -i, int(log_p.argmax()))
        for i, log_p in enumerate(answers)
        if log_p.argmax() != best
    ]
    if not changed:
        return None
    log_p, at, label = max(changed)
    return edits[-at], label, math.exp(log_p)


def _named(flip: tuple[_Edit, int, float], tokens: Sequence[str], labels: Sequence[str]) -> Flip:
    (kind, first, second), label, probability = flip
    order = _order((kind, first, second), len(tokens))
    reordered = tuple(tokens[i] for i in order)
    return Flip(kind, first, second, abs(first - second), labels[label], probability, reordered)
