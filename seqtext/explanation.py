"""Explanations: the n-grams that a bag model weighs most, and what each word of a text does."""

import numpy as np

from seqtext.classifier import Classifier
from seqtext.corpus import Corpus, offsets_of

BOUNDARY = "#"  # stands for the edge of the text in a printed n-gram


def strongest_ngrams(classifier: Classifier, top: int) -> list[tuple[str, list[tuple[str, float]]]]:
    """For each label the `top` n-grams that speak for it most, with their weights."""
    itos = classifier.vocabulary.get_itos()

    def shown(ids: tuple[int, ...]) -> str:
        return " ".join(itos[i] if i < len(itos) else BOUNDARY for i in ids)

    strongest = classifier.model.strongest(top)  # type: ignore[attr-defined]
    return [
        (label, [(shown(ids), weight) for ids, weight in ngrams])
        for label, ngrams in zip(classifier.labels, strongest, strict=True)
    ]


def occlusion(classifier: Classifier, text: str) -> tuple[str, list[tuple[str, float]]]:
    """The label of a text, and for each token what the label's log-odds lose without it.

    The text is read once whole and once without each of its tokens (Li, Monroe & Jurafsky 2016).
    """
    corpus, _ = classifier.encode([text])
    tokens = classifier.vocabulary.tokenizer(text)[: len(corpus.ids)]
    views = _without_each(corpus.ids)
    log_p = classifier.log_probabilities(views).astype(np.float64)
    best = int(log_p[0].argmax())
    odds = log_p[:, best] - np.log(-np.expm1(np.minimum(log_p[:, best], -1e-12)))
    return classifier.labels[best], list(zip(tokens, (odds[0] - odds[1:]).tolist(), strict=True))


def _without_each(ids: np.ndarray) -> Corpus:
    """The text, then the text without its first token, without its second, and so on."""
    n = len(ids)
    kept = ~np.eye(n, dtype=bool)
    parts = np.concatenate([ids, np.broadcast_to(ids, (n, n))[kept]])
    lengths = np.array([n] + [n - 1] * n)
    return Corpus(parts, offsets_of(lengths), np.full(n + 1, -1, np.int32))
