"""The refit: the same C, and the solution from zero, which is scikit-learn's, on both sets."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from seqtext.bags.designs import Designs
from seqtext.bags.linear import Linear
from seqtext.bags.tuning import fixed
from seqtext.bags.values import Bayes, TfIdf
from seqtext.options import BagOptions, ObjectiveOptions, Settings
from seqtext.registry import ModelSpec
from seqtext.tasks.classify.dataset import Dataset, Reading
from seqtext.tasks.classify.refit import refitted
from seqtext.tasks.classify.training import appraised, fit, prepare
from seqtext.training.resume import nobody

WORDS = ("good", "bad", "fine", "poor", "food", "room", "day", "was", "very")
RANDOM = np.random.default_rng(0)
TEXTS = tuple(" ".join(RANDOM.choice(WORDS, 6)) for _ in range(60))
LABELS = tuple("ny"[("good" in text) + ("fine" in text) > ("bad" in text)] for text in TEXTS)
THREE = tuple("nym"[(i % 3) if "day" in text else "good" in text] for i, text in enumerate(TEXTS))
TRAIN = Dataset(TEXTS[:45], LABELS[:45])
DEV = Dataset((*TEXTS[45:], "good novelty", "what"), (*LABELS[45:], "y", "unheard-of"))


def fitted(name, reading, settings, refit):
    problem = prepare(TRAIN, DEV, reading, refit=refit)
    model = fit(ModelSpec.parse(name), problem, settings, 0, lambda record: None, nobody)
    return appraised(model, problem, settings)[0], problem


@pytest.fixture(scope="module")
def both():
    before, problem = fitted("bow:1", Reading(), Settings(), refit=True)
    return before, *refitted(before, problem)


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
    assert before.labels == after.labels == ("n", "y")
    assert after.signature == {**before.signature, "refit": 61}
    assert sum(after.origin["texts"].values()) == 61
    assert "on all 61 texts, including the development set" in reported


@pytest.mark.parametrize("options", [{}, {"min_df": 2}, {"hash_bits": 12}])
@pytest.mark.parametrize("name", ["bow:2", "nbsvm:2"])
def test_the_first_fit_learns_nothing_from_the_development_set(name, options):
    settings = Settings(bags=BagOptions(**options))
    (plain, _), (before, _) = (fitted(name, Reading(), settings, refit) for refit in (False, True))
    assert before.origin == plain.origin
    assert before.model.facts["C"] == plain.model.facts["C"]
    if "hash_bits" not in options:  # the hash of a word depends on its id
        np.testing.assert_allclose(before.model.dev_log_p, plain.model.dev_log_p, rtol=1e-12)


@pytest.mark.parametrize("weight", ["none", "balanced"])
@pytest.mark.parametrize("labels", [LABELS, THREE], ids=["two", "three"])
@pytest.mark.parametrize("options", [{}, {"min_df": 3}, {"hash_bits": 12}])
@pytest.mark.parametrize("name", ["bow:2", "nbsvm:2"])
def test_it_is_the_solution_from_zero_on_all_texts(name, options, labels, weight):
    settings = Settings(bags=BagOptions(**options), objective=ObjectiveOptions(class_weight=weight))
    train, dev = Dataset(TEXTS[:45], labels[:45]), Dataset(TEXTS[45:], labels[45:])
    problem, spec = prepare(train, dev, Reading(), refit=True), ModelSpec.parse(name)
    first = fit(spec, problem, settings, 0, lambda record: None, nobody)
    after, _ = refitted(first, problem)
    texts = problem.ids.train.followed_by(problem.ids.dev)
    nothing = texts.select(np.empty(0, np.int64))
    alone = replace(problem.ids, train=texts, dev=nothing, refit=False)
    designs = Designs.of(spec.ngrams, alone, settings.bags)
    values = (Bayes if spec.name == "nbsvm" else TfIdf)(designs.train)
    positive = range(len(problem.labels)) if len(problem.labels) > 2 else (1,)
    sides = [values.side(texts.labels == c, weight == "balanced") for c in positive]
    zero = fixed(values, sides, first.model.facts["C"])
    peer = Linear(designs.index, values.weights(zero.worth), zero.bias, values.idf)
    expected = peer.logits(texts)
    np.testing.assert_allclose(after.model.logits(texts), expected, atol=0.03 * expected.std())
