"""Doses: named perturbations of the test texts, and the displacement of each text."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from seqtext.order.texts.shuffles import SENTENCE_ENDS, Shuffle, generator
from seqtext.order.trainings.results import Doses
from seqtext.statistics.scores import Answers
from seqtext.words.corpus import Corpus

# Blocks, windows and swaps from the strongest to the weakest of each. blocks:1 is a full shuffle.
DOSES = tuple(
    [f"blocks:{n}" for n in range(1, 6)]
    + [f"window:{n}" for n in (10, 5, 3, 2)]
    + [f"swaps:{rate}" for rate in ("1", "0.5", "0.25", "0.1")]
    + ["reverse", "sentences"]
)
_FIRST_DRAW = 1 << 32  # above all draws of the 2 x 2, so that no random stream is used twice


@dataclass(frozen=True)
class Perturbed:
    """A perturbed corpus.

    neighbours  float32 [texts], DND (direct neighbour displacement) of each text; nan for texts of
                fewer than two tokens
    moved       float32 [texts], the normalised displacement; nan for the same texts
    """

    name: str
    corpus: Corpus
    neighbours: np.ndarray
    moved: np.ndarray


def dose_answers(
    ask: Callable[[Corpus, np.ndarray], Answers],
    corpus: Corpus,
    tokens: Sequence[str],
    seed: int,
    most: int | None = None,
) -> Doses:
    """Answers of a model to texts of the corpus under every dose.

    ask     answers to perturbed texts, given which ones of the corpus they are
    tokens  those of the ids of the corpus
    most    number of texts, spread evenly over the corpus; None: all
    """
    step = 1 if most is None else max(1, -(-len(corpus) // most))
    at = np.arange(0, len(corpus), step)
    some = corpus if step == 1 else corpus.select(at)
    parts = [
        (dose.name, dose.neighbours, dose.moved, ask(dose.corpus, at))
        for dose in perturbations(some, tokens, seed)
    ]
    names, neighbours, moved, answers = zip(*parts, strict=True)
    by_name = {name: np.stack([one[name] for one in answers]) for name in answers[0]}
    return Doses(names, at, np.stack(neighbours), np.stack(moved), by_name)


def perturbations(corpus: Corpus, tokens: Sequence[str], seed: int) -> Iterator[Perturbed]:
    """The corpus under each of DOSES, one draw; `tokens` are the tokens of its ids.

    Whole sentences are shuffled only if some token ends a sentence; otherwise that dose is omitted.
    """
    ends = np.isin(corpus.ids, [i for i, token in enumerate(tokens) if token in SENTENCE_ENDS])
    marks = np.where(ends, ".", "")
    for number, name in enumerate(DOSES):
        shuffle = Shuffle.parse(name)
        if shuffle.mode != "sentences" or ends.any():
            order = _permutation(corpus, marks, shuffle, seed, _FIRST_DRAW + number)
            moved = Corpus(corpus.ids[order], corpus.offsets, corpus.labels)
            yield Perturbed(name, moved, *displacements(order, corpus.offsets))


def _permutation(
    corpus: Corpus, marks: np.ndarray, shuffle: Shuffle, seed: int, draw: int
) -> np.ndarray:
    """int64 [tokens]: for each place of the flat ids, the previous place of its new token."""
    result = np.empty(len(corpus.ids), np.int64)
    offsets = corpus.offsets.tolist()
    for text, (start, stop) in enumerate(pairwise(offsets)):
        tokens = marks[start:stop].tolist() if shuffle.mode == "sentences" else range(stop - start)
        result[start:stop] = start + shuffle.permutation(tokens, generator(seed, text, draw))
    return result


def displacements(order: np.ndarray, offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """DND and normalised displacement of each text, float32 [texts], of flat permutations.

    They are defined in `shuffles.broken_neighbours` and `shuffles.displacement`.
    """
    lengths = np.diff(offsets)
    way = _sums(np.abs(order - np.arange(len(order))), offsets)
    broken = np.append(np.diff(order) != 1, False)
    inner = offsets[1:-1][(offsets[1:-1] > 0) & (offsets[1:-1] <= len(order))]
    broken[inner - 1] = False  # the gap between two texts
    with np.errstate(divide="ignore", invalid="ignore"):
        neighbours = _sums(broken, offsets) / (lengths - 1)
        moved = 3 * way / (lengths.astype(float) ** 2 - 1)
    short = lengths < 2
    neighbours[short], moved[short] = np.nan, np.nan
    return neighbours.astype(np.float32), moved.astype(np.float32)


def _sums(values: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """float64 [texts]: the sum over each text."""
    running = np.concatenate([np.zeros(1, np.int64), np.cumsum(values, dtype=np.int64)])
    return (running[offsets[1:]] - running[offsets[:-1]]).astype(np.float64)
