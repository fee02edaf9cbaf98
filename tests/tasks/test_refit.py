"""The refit: the same C, and what scikit-learn learns with it from the texts of both sets."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from seqtext.options import Settings
from seqtext.registry import ModelSpec
from seqtext.tasks.classify.dataset import Dataset, Reading
from seqtext.tasks.classify.refit import refitted
from seqtext.tasks.classify.training import appraised, fit, prepare
from seqtext.training.resume import nobody

WORDS = ("good", "bad", "fine", "poor", "food", "room", "day", "was", "very")
RANDOM = np.random.default_rng(0)
TEXTS = tuple(" ".join(RANDOM.choice(WORDS, 6)) for _ in range(60))
LABELS = tuple("ny"[("good" in text) + ("fine" in text) > ("bad" in text)] for text in TEXTS)
TRAIN = Dataset(TEXTS[:45], LABELS[:45])
DEV = Dataset((*TEXTS[45:], "good novelty", "what"), (*LABELS[45:], "y", "unheard-of"))


@pytest.fixture(scope="module")
def both():
    problem, model = prepare(TRAIN, DEV, Reading()), ModelSpec.parse("bow:1")
    before = fit(model, problem, Settings(), 0, lambda record: None, nobody)
    before, _ = appraised(before, problem)
    return before, *refitted(before, problem, Settings())


def test_the_model_is_that_of_scikit_learn_on_all_texts(both):
    before, after, _ = both
    texts, labels = (*TEXTS, "good novelty"), (*LABELS, "y")
    tfidf = TfidfVectorizer(sublinear_tf=True, token_pattern=r"\S+")
    peer = LogisticRegression(solver="liblinear", C=before.model.facts["C"], tol=1e-8)
    peer.fit(tfidf.fit_transform(texts), labels)
    expected = peer.decision_function(tfidf.transform(texts))
    logits = after.model.logits(after.encode(texts)[0])
    np.testing.assert_allclose(logits[:, 1] - logits[:, 0], expected, atol=0.03 * expected.std())


def test_it_knows_the_words_of_the_development_set_and_no_new_class(both):
    before, after, reported = both
    assert "novelty" in after.vocabulary
    assert "novelty" not in before.vocabulary
    assert before.labels == after.labels == ("n", "y")
    assert after.signature == {**before.signature, "refit": 61}
    assert sum(after.origin["texts"].values()) == 61
    assert "on all 61 texts, including the development set" in reported
