"""Candidates: what may be the best of its kind, by what it can see of the order of the words.

Every model in order is one, and so are the twins of the models that read order. The shuffled twin
of a model has the same architecture, options and seeds, and is trained and judged on shuffled text:
it sees no order, whatever it is, so it is a candidate for the best blind model. A local twin sees
the order within blocks of K tokens. A twin's answer to a text is its mean answer over the shuffles.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqtext.order.trainings.results import (
    DRAWS,
    LOCAL,
    ONE,
    ORDERED,
    Cell,
    Results,
    Rows,
    of_passes,
)
from seqtext.statistics.scores import Answers

SETS = ("blind", "ngram", "aware")  # simplest first


@dataclass(frozen=True)
class Candidate:
    """A model under its training condition, and what it can see: "blind" | "ngram" | "aware"."""

    model: str
    trained: str
    set: str
    varies: bool

    @property
    def name(self) -> str:
        """For people: "lstm", "shuffled lstm", "local:3 lstm"."""
        return self.model if self.trained == ORDERED else f"{self.trained} {self.model}"

    def cells(self, results: Results) -> Sequence[Cell]:
        """Its trainings, by seed."""
        return results.select(self.model, self.trained)

    def judged(self, answers: Answers) -> Answers:
        """The answers in the passes on which it is judged."""
        return of_passes(answers, ONE if self.trained == ORDERED else DRAWS)


def candidates(results: Results) -> dict[str, Candidate]:
    """All candidates by name, those that see least first; models in order before twins."""
    twins = {cell.trained: None for cell in results.cells if cell.trained != ORDERED}
    listed = [
        Candidate(model, ORDERED, spec.set, spec.varies) for model, spec in results.specs.items()
    ]
    for trained in twins:
        sees = "ngram" if trained.startswith(LOCAL) else "blind"
        trained_so = {cell.model for cell in results.cells if cell.trained == trained}
        listed += [
            Candidate(model, trained, sees, True) for model in results.specs if model in trained_so
        ]
    listed.sort(key=lambda candidate: SETS.index(candidate.set))
    return {candidate.name: candidate for candidate in listed}


def names_in(results: Results, *sets: str) -> list[str]:
    """The names of the candidates that see no more than this."""
    return [name for name, one in candidates(results).items() if one.set in sets]


def longest_range(results: Results) -> int:
    """The most tokens over which a candidate that is no network sees order."""
    return max((spec.ngrams for spec in results.specs.values() if spec.set == "ngram"), default=1)


def rows_of(results: Results, name: str, metric: str) -> Rows:
    """What the answers of a candidate add to a score, by seed: [items, columns]."""
    score, one = results.scores[metric], candidates(results)[name]
    return {
        cell.seed: score.pooled(one.judged(cell.test), results.gold) for cell in one.cells(results)
    }


def single_rows(results: Results, name: str, metric: str) -> Rows:
    """The same by the mean over single shuffles: a mean answer may be right more often."""
    score, one = results.scores[metric], candidates(results)[name]
    return {
        cell.seed: score.single(one.judged(cell.test), results.gold) for cell in one.cells(results)
    }


def dev_score(results: Results, name: str, metric: str) -> float:
    """The score on the development set, the mean over seeds; the larger the better.

    Each candidate is chosen on the kind of text on which it is judged.
    """
    score, one = results.scores[metric], candidates(results)[name]
    rows = [score.pooled(one.judged(c.dev), results.dev_gold) for c in one.cells(results)]
    return float(np.mean([score.value(row) for row in rows]))


def best_of(results: Results, names: Sequence[str]) -> str:
    """The best of these on the development set; ties: what sees less, then the listed order."""
    listed = candidates(results)
    place = {name: number for number, name in enumerate(listed)}
    return min(names, key=lambda n: (-round(dev_score(results, n, results.metric), 12), place[n]))
