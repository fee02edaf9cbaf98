"""Explanations: the n-grams with the largest weights of a bag model, and occlusion of words."""

import numpy as np

from seqtext.tasks.classify.classifier import Classifier
from seqtext.words.corpus import Corpus, offsets_of

MOST = 400  # tokens of a text that are occluded, from its start
BLOCK = 1 << 20  # tokens in memory at a time
BOUNDARY = "#"  # the boundary of the text in a printed n-gram


def strongest_ngrams(classifier: Classifier, top: int) -> list[tuple[str, list[tuple[str, float]]]]:
    """For each label, the `top` n-grams with the largest weights for it."""
    itos = classifier.vocabulary.get_itos()

    def ngram_text(ids: tuple[int, ...]) -> str:
        return " ".join(itos[i] if i < len(itos) else BOUNDARY for i in ids)

    strongest = classifier.model.strongest(top)  # type: ignore[attr-defined]
    return [
        (label, [(ngram_text(ids), weight) for ids, weight in ngrams])
        for label, ngrams in zip(classifier.labels, strongest, strict=True)
    ]


def occlusion(classifier: Classifier, text: str) -> list[tuple[str, float]]:
    """For each token, the log-odds of the text's label minus those without the token.

    The model reads the text whole, and once without each of its first MOST tokens (Li, Monroe &
    Jurafsky 2016).
    """
    corpus, _ = classifier.encode([text])
    tokens = classifier.vocabulary.tokenizer(text)[: min(len(corpus.ids), MOST)]
    size = max(1, BLOCK // max(1, len(corpus.ids)))
    starts = range(0, len(tokens), size)
    views = [corpus, *(_without(corpus.ids, range(len(tokens))[i : i + size]) for i in starts)]
    log_p = np.concatenate([classifier.log_probabilities(view) for view in views])
    odds = label_log_odds(log_p[:, log_p[0].argmax()])
    return list(zip(tokens, (odds[0] - odds[1:]).tolist(), strict=True))


def label_log_odds(log_p: np.ndarray | float) -> np.ndarray:
    """ln p / (1 - p) of log-probabilities; finite also if p is 1."""
    log_p = np.minimum(np.asarray(log_p, dtype=np.float64), -1e-12)
    return log_p - np.log(-np.expm1(log_p))


def _without(ids: np.ndarray, left_out: range) -> Corpus:
    """Copies of the text, each without the token at one of these positions."""
    parts = [np.delete(ids, position) for position in left_out]
    lengths = np.full(len(parts), len(ids) - 1)
    return Corpus(np.concatenate(parts), offsets_of(lengths), np.full(len(parts), -1, np.int32))
