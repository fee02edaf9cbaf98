"""BLEU and chrF: the counts of each sentence by sacrebleu, and scores computed from them.

Papineni et al. 2002; Popović 2015 (chrF); Post 2018 (sacrebleu, whose signature accompanies each
score). The score of a corpus is not a mean over sentences but a function of sums over sentences
(`seqtext.statistics.summed`).

All scores are from 0 to 100.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from seqtext.statistics.intervals import Estimate
from seqtext.statistics.summed import (
    REPLICATES,
    summed_difference,
    summed_interval,
    summed_test,
)

ORDERS, CHARACTERS = BLEU().max_ngram_order, CHRF.CHAR_ORDER  # longest n-grams: words, characters
BETA = CHRF.BETA  # the weight of recall relative to precision in chrF


@dataclass(frozen=True)
class Matches:
    """The counts of each sentence from which a score is computed.

    metric     a key of SCORES
    signature  sacrebleu's: all settings that change the score
    counts     float32 [sentences, counts]. bleu: words of the translation and of the reference,
               matching n-grams of 1 to 4 words, all n-grams of 1 to 4 words. chrf: for n-grams of
               1 to 6 characters, the number in the translation, in the reference and in both
    """

    metric: str
    signature: str
    counts: np.ndarray

    @property
    def score(self) -> float:
        """The score of the corpus; equal to sacrebleu's."""
        return float(SCORES[self.metric](self.counts.sum(axis=0, dtype=np.float64)[None])[0])


def matches(
    translations: Sequence[str],
    references: Sequence[str],
    lowercase: bool = False,
    names: Sequence[str] = ("bleu", "chrf"),
) -> dict[str, Matches]:
    """The counts for BLEU and chrF, one reference for each translation, by name of the metric.

    `lowercase` lower-cases both sides. There must be at least one sentence.
    """
    metrics: dict[str, Callable[..., BLEU | CHRF]]
    metrics = {"bleu": partial(BLEU, force=True), "chrf": CHRF}
    matches_of = {}
    for name in names:
        metric = metrics[name](lowercase=lowercase)
        metric.corpus_score(translations[:1], [references[:1]])  # sets the signature
        counts = _counted(name, lowercase, translations, references)
        signature = str(metric.get_signature())
        matches_of[name] = Matches(name, signature, np.array(counts, dtype=np.float32))
    return matches_of


def _counted(
    name: str, lowercase: bool, translations: Sequence[str], references: Sequence[str]
) -> list[list[int]]:
    """The counts of each sentence. BLEU's come from sacrebleu; it does not publish those of
    chrF.
    """
    if name == "bleu":
        metric = BLEU(lowercase=lowercase, force=True, effective_order=True)
        pairs = zip(translations, references, strict=True)
        scores = [
            metric.sentence_score(translation, [reference]) for translation, reference in pairs
        ]
        return [[s.sys_len, s.ref_len, *s.counts, *s.totals] for s in scores]
    sides = (
        [t.lower() for t in side] if lowercase else side for side in (translations, references)
    )
    return [
        _characters(translation, reference) for translation, reference in zip(*sides, strict=True)
    ]


def _characters(translation: str, reference: str) -> list[int]:
    """For each order, the character n-grams of both sides (without white space) and their
    matches.
    """
    counts = []
    for n in range(1, CHARACTERS + 1):
        ngrams, reference_ngrams = (
            Counter(text[i : i + n] for i in range(len(text) - n + 1))
            for text in ("".join(side.split()) for side in (translation, reference))
        )
        counts += [
            ngrams.total() if reference_ngrams else 0,
            reference_ngrams.total(),
            (ngrams & reference_ngrams).total(),
        ]
    return counts


def bleu(sums: np.ndarray) -> np.ndarray:
    """BLEU of each row of summed counts, [rows, 10]: float64 [rows].

    Precisions without a match are smoothed as by NIST (Chen & Cherry 2014, method 3): the first
    counts as 1/2 match, the next as 1/4, and so on. Without any match or n-gram, BLEU is 0.
    """
    length, reference = sums[:, 0], sums[:, 1]
    correct, total = sums[:, 2 : 2 + ORDERS], sums[:, 2 + ORDERS :]
    none = correct == 0
    smoothed = np.where(none, 0.5 ** none.cumsum(axis=1), correct)
    logs = np.log(smoothed / np.where(total > 0, total, 1.0)).mean(axis=1)
    brevity = np.minimum(0.0, 1 - reference / np.where(length > 0, length, 1.0))
    scored = ~none.all(axis=1) & (total > 0).all(axis=1)
    return np.where(scored, 100 * np.exp(logs + brevity), 0.0)


def chrf(sums: np.ndarray) -> np.ndarray:
    """chrF of each row of summed counts, [rows, 18]: float64 [rows].

    Precision and recall are means over the orders for which both sides have n-grams.
    """
    translated, reference, common = (sums[:, i::3] for i in range(3))
    both = (translated > 0) & (reference > 0)
    orders = np.maximum(both.sum(axis=1), 1)
    precision, recall = (
        np.where(both, common / np.where(both, total, 1.0), 0.0).sum(axis=1) / orders
        for total in (translated, reference)
    )
    denominator = BETA**2 * precision + recall
    return 100 * (1 + BETA**2) * precision * recall / np.where(denominator > 0, denominator, 1.0)


SCORES: dict[str, Callable[[np.ndarray], np.ndarray]] = {"bleu": bleu, "chrf": chrf}
NAMES = {"bleu": "BLEU", "chrf": "chrF"}


def interval(seeds: Sequence[Matches]) -> Estimate:
    """The mean score over seeds that translate the same sentences, with its interval."""
    return summed_interval(SCORES[seeds[0].metric], _rows(seeds), 100)


def score_difference(
    first_seeds: Sequence[Matches], second_seeds: Sequence[Matches], replicates: int = REPLICATES
) -> tuple[Estimate, float]:
    """The score of the first system minus that of the second, with its interval, and the p-value.

    Both translate the same sentences with equally many seeds. p is two-sided.
    """
    score, rows = SCORES[first_seeds[0].metric], (_rows(first_seeds), _rows(second_seeds))
    return summed_difference(score, *rows, 100, replicates), summed_test(score, *rows, replicates)


def _rows(seeds: Sequence[Matches]) -> np.ndarray:
    """float32 [seeds, sentences, counts]."""
    return np.stack([seed.counts for seed in seeds])
