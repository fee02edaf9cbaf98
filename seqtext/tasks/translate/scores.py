"""The scores of translators, as rows of counts: BLEU, chrF, and exact translations."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from seqtext.statistics.bleu import NAMES, bleu, chrf, matches
from seqtext.statistics.scores import Answers, CorpusScore, Score, ShareScore


class Bleu(CorpusScore):
    """BLEU, from 0 to 1 in the laboratory; a report writes it times 100."""

    metric, noun, unit, column, gain = "bleu", "BLEU", "BLEU", "BLEU", "BLEU"

    @property
    def in_words(self) -> str:
        return self.gain

    def rows(self, answers: Answers, gold: Any) -> np.ndarray:
        """The counts of each translation, of `seqtext.statistics.bleu`."""
        return answers[self.metric]

    def figures(self, sums: np.ndarray) -> np.ndarray:
        """BLEU of each row of sums."""
        return bleu(sums) / 100


class Chrf(Bleu):
    """chrF, from 0 to 1."""

    metric, noun, unit, column, gain = "chrf", "chrF", "chrF", "chrF", "chrF"

    def figures(self, sums: np.ndarray) -> np.ndarray:
        """chrF of each row of sums."""
        return chrf(sums) / 100


class Exact(ShareScore):
    """The share of translations that are the very reference."""

    metric, noun = "exact", "exact translations"
    gain = "Points of exact translations"

    def rows(self, answers: Answers, gold: Any) -> np.ndarray:
        """1 for an exact translation."""
        return answers[self.metric][..., None].astype(float)


def answers_of(translations: Sequence[str], references: Sequence[str]) -> dict[str, np.ndarray]:
    """What the scores need: counts, float32 [sentences, counts], and exact ones, [sentences]."""
    counted = matches(translations, references)
    pairs = zip(translations, references, strict=True)
    exact = np.array([said.split() == right.split() for said, right in pairs], np.float32)
    return {**{name: counted[name].counts for name in NAMES}, "exact": exact}


SCORES: dict[str, Score] = {score.metric: score for score in (Bleu(), Chrf(), Exact())}
