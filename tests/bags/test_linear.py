import subprocess
import sys

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.utils.class_weight import compute_sample_weight

from seqtext.bags import linear
from seqtext.bags.descent import FINE
from seqtext.bags.design import Design
from seqtext.bags.linear import Linear
from seqtext.bags.majority import Majority
from seqtext.bags.ngrams import NgramIndex
from seqtext.bags.values import SUBLINEAR, TRUST, Scorer, TfIdf
from seqtext.errors import SeqtextError
from seqtext.options import BagOptions, Settings
from seqtext.registry import ModelSpec
from seqtext.system.model_file import write_model
from seqtext.words.corpus import Problem
from seqtext.words.vocabulary import Vocabulary

SIZE = 30  # of the vocabulary that conftest draws from
VOCABULARY = Vocabulary([str(i) for i in range(SIZE)])


def as_strings(corpus):
    return [" ".join(str(i) for i in text) for text in map(corpus.__getitem__, range(len(corpus)))]


PEER = {"token_pattern": r"\S+", "lowercase": False}


def test_bow_is_scikit_learn_on_tf_idf(drawn, fitted):
    train, test = drawn(2, 80, 0), drawn(2, 40, 2)
    model = fitted("bow:1", train=train)
    tfidf = TfidfVectorizer(sublinear_tf=True, **PEER)
    solver = LogisticRegression(solver="liblinear", C=model.facts["C"], tol=1e-8)
    solver.fit(tfidf.fit_transform(as_strings(train)), train.labels)
    expected = solver.decision_function(tfidf.transform(as_strings(test)))
    logits = model.logits(test)
    np.testing.assert_allclose(logits[:, 1] - logits[:, 0], expected, atol=0.03 * expected.std())


@pytest.mark.parametrize("classes", [2, 3])
def test_nbsvm_is_the_paper_with_one_column_more(drawn, fitted, classes):
    train, test = drawn(classes, 90, 0), drawn(classes, 40, 2)
    model = fitted("nbsvm:1", classes, train)
    counter = CountVectorizer(binary=True, **PEER)
    x, new = (
        f(as_strings(c)).toarray()
        for f, c in [(counter.fit_transform, train), (counter.transform, test)]
    )
    logits = model.logits(test)
    for c in range(1 if classes == 2 else 0, classes):
        side = train.labels == c
        p, q = 1 + x[side].sum(0), 1 + x[~side].sum(0)
        r = np.log((p / np.abs(p).sum()) / (q / np.abs(q).sum()))  # section 2.1
        # In training the last column is what naive Bayes says that was fitted without the text.
        others = np.empty(len(x))
        for i in range(len(x)):
            rest = np.arange(len(x)) != i
            p, q = 1 + x[rest & side].sum(0), 1 + x[rest & ~side].sum(0)
            others[i] = x[i] @ np.log((p / p.sum()) / (q / q.sum()))
        scale = TRUST / np.sqrt(x.sum(1).mean())
        design = np.column_stack([x * r, scale * others])
        seen = np.column_stack([new * r, scale * (new @ r)])
        solver = LogisticRegression(solver="liblinear", C=model.facts["C"], tol=1e-8)
        expected = solver.fit(design, side).decision_function(seen)
        got = logits[:, 1] - logits[:, 0] if classes == 2 else -np.log(np.expm1(-logits[:, c]))
        np.testing.assert_allclose(got, expected, atol=0.03 * expected.std())


@pytest.mark.parametrize("balanced", [False, True])
@pytest.mark.parametrize("strength", [2.0**-6, 1.0, 2.0**8])
def test_the_objective_is_that_of_scikit_learn(drawn, strength, balanced):
    """Relative to scikit-learn's, solved as far as it goes, it is within 1e-4."""
    train = drawn(2, 400, 0)
    train = train.select(np.flatnonzero((train.labels == 0) | (np.arange(400) % 8 == 1)))  # 4 : 1
    design = Design.of(train, NgramIndex.fit(train, 2, SIZE))
    values = TfIdf(design.parted())
    shape = len(design), design.size
    x = csr_matrix((SUBLINEAR[design.counts], design.columns, design.offsets), shape)
    x = csr_matrix(x.multiply(values.columns.row[:, None])).multiply(values.idf).tocsr()

    def objective(weights, bias):
        margins = np.where(train.labels == 1, 1, -1) * (x @ weights + bias)
        losses = counts * np.logaddexp(0, -margins)
        return (weights @ weights + bias**2) / 2 + strength * losses.sum()

    class_weight = "balanced" if balanced else None
    counts = compute_sample_weight(class_weight, train.labels)
    worth, bias = Scorer(values, values.side(train.labels == 1, balanced)).solve(strength, FINE)
    weights = values.weights(worth[:, None])[:, 0]
    solver = {"solver": "liblinear", "tol": 1e-10, "max_iter": 10_000}
    peer = LogisticRegression(C=strength, class_weight=class_weight, **solver)
    peer.fit(x, train.labels)
    best = objective(peer.coef_[0], peer.intercept_[0])
    assert best * (1 - 1e-8) <= objective(weights, bias) <= best * (1 + 1e-4)


@pytest.mark.parametrize("name", ["bow:3", "nbsvm:2"])
@pytest.mark.parametrize("classes", [2, 3])
def test_many_texts_get_the_bits_that_few_get(corpus_of, drawn, fitted, monkeypatch, name, classes):
    """The kernel adds up what the plain way adds up, also for n-grams that occur often."""
    model, texts = fitted(name, classes), drawn(classes, 60, 5)
    texts = corpus_of([*map(texts.__getitem__, range(60)), [], [1] * 500, [29, 30]], [-1] * 63)
    few = model.logits(texts)
    monkeypatch.setattr(linear, "SMALL", 0)
    assert model.logits(texts).tobytes() == few.tobytes()
    assert model.logits(texts).tobytes() == few.tobytes()  # its buffers are used again


def test_hashed_bags_are_the_exact_ones_where_nothing_collides(drawn, fitted):
    train, dev, test = drawn(2, 80, 0), drawn(2, 40, 1), drawn(2, 40, 2)
    problem, spec = Problem(train, dev, VOCABULARY, 2), ModelSpec.parse("bow:2")
    exact = fitted("bow:2", train=train, dev=dev)
    told = {}
    for bits in (20, 4):
        settings = Settings(bags=BagOptions(hash_bits=bits))
        told[bits] = Linear.fit(spec, problem, settings, 0, lambda record: None)
    np.testing.assert_allclose(told[20].logits(test), exact.logits(test), atol=1e-2)
    assert told[20].facts["collisions"] < 1e-3
    different = len(exact.index)
    assert told[4].facts["collisions"] == pytest.approx(1 - (15 / 16) ** (different - 1), abs=1e-6)
    again = Linear.from_tensors(spec, told[4].tensors(), {}, (len(VOCABULARY), 2))
    assert again.logits(test).tobytes() == told[4].logits(test).tobytes()
    with pytest.raises(SeqtextError, match="--hash-bits"):
        again.strongest(3)


@pytest.mark.parametrize("name", ["bow:2", "nbsvm:3"])
@pytest.mark.parametrize("classes", [2, 3])
def test_a_text_gets_the_same_bits_beside_any_other_text_and_in_any_order_of_the_same_bag(
    corpus_of, fitted, name, classes
):
    model = fitted(name, classes)
    k = int(name[-1])
    # two segments exchanged that are flanked alike by k - 1 tokens on each side
    left, right, one, other = list(range(1, k)), list(range(11, 10 + k)), [20, 21, 22], [23]
    first = [5, *left, *one, *right, 6, *left, *other, *right, 7]
    second = [5, *left, *other, *right, 6, *left, *one, *right, 7]
    pair = corpus_of([first, [1, 2], second, []], [-1] * 4)
    logits = model.logits(pair)
    assert logits[0].tobytes() == logits[2].tobytes()
    assert logits[0].tobytes() != logits[1].tobytes()
    for i in range(4):
        assert model.logits(pair.select(np.array([i]))).tobytes() == logits[i].tobytes()


def test_two_words_of_the_lecture_pair_are_told_apart_from_order_2_on(corpus_of, fitted):
    texts = ["the movie my friend has not seen is good", "the movie my friend has seen is not good"]
    number = {word: i for i, word in enumerate(texts[0].split())}
    pair = corpus_of([[number[word] for word in text.split()] for text in texts], [1, 0])
    for name, told in [("bow:1", False), ("nbsvm:1", False), ("bow:2", True), ("nbsvm:2", True)]:
        model = fitted(name, train=pair, dev=pair)
        right = (model.logits(pair).argmax(1) == pair.labels).all()
        assert right == told, name


@pytest.mark.parametrize(
    "dev",
    [([], []), ([[1], []], [-1, -1]), ([[1], [2]], [-1, 0])],
    ids=["none", "labels never seen", "one label never seen"],
)
@pytest.mark.parametrize("name", ["bow:2", "nbsvm:2"])
def test_odd_development_sets(corpus_of, drawn, fitted, name, dev):
    model = fitted(name, dev=corpus_of(*dev))
    test = drawn(2, 100, 3)
    assert (model.logits(test).argmax(1) == test.labels).mean() > 0.7


@pytest.mark.parametrize("name", ["bow:2", "nbsvm:2"])
def test_no_ngram_left_is_refused(drawn, name):
    problem = Problem(drawn(2, 8, 0), drawn(2, 4, 1), VOCABULARY, 2)
    settings = Settings(bags=BagOptions(min_df=9))
    with pytest.raises(SeqtextError, match="--min-df"):
        Linear.fit(ModelSpec.parse(name), problem, settings, 0, print)


@pytest.mark.parametrize("name", ["bow:2", "nbsvm:2"])
def test_the_strongest_ngrams_speak_for_their_class(corpus_of, fitted, name):
    # 3 marks class 0, 4 marks class 1, 5 stands everywhere
    train = corpus_of([[5, 3], [3, 5], [5, 4], [4, 5]] * 5, [0, 0, 1, 1] * 5)
    zero, one = fitted(name, train=train, dev=train).strongest(2)
    assert all(3 in ngram and weight > 0 for ngram, weight in zero)
    assert all(4 in ngram and weight > 0 for ngram, weight in one)
    assert [w for _, w in one] == sorted([w for _, w in one], reverse=True)


@pytest.mark.parametrize("name", ["bow:2", "nbsvm:2"])
@pytest.mark.parametrize("classes", [2, 3])
def test_tensors_rebuild_the_model_and_a_second_fit_gives_the_same_bytes(
    drawn, fitted, name, classes
):
    model, again = fitted(name, classes), fitted(name, classes)
    tensors = model.tensors()
    assert {n: t.tobytes() for n, t in tensors.items()} == {
        n: t.tobytes() for n, t in again.tensors().items()
    }
    test = drawn(classes, 40, 2)
    sizes = len(VOCABULARY), classes
    loaded = Linear.from_tensors(ModelSpec.parse(name), tensors, model.options(), sizes)
    assert loaded.logits(test).tobytes() == model.logits(test).tobytes()


def test_prediction_imports_no_solver(fitted, tmp_path):
    write_model(str(tmp_path / "m"), fitted("bow:2").tensors(), {})
    program = """
import sys
import numpy as np
from seqtext.system.model_file import read_model
from seqtext.words.corpus import Corpus
from seqtext.registry import ModelSpec
from seqtext.bags.descent import FINE
from seqtext.bags.linear import Linear
text = Corpus(np.array([1, 2], np.int32), np.array([0, 2]), np.array([-1], np.int32))
tensors, sizes = read_model(sys.argv[1])[0], (int(sys.argv[2]), 2)
model = Linear.from_tensors(ModelSpec("bow", 2), tensors, {}, sizes)
assert model.logits(text).shape == (1, 2)
sys.exit(", ".join({"scipy", "sklearn", "torch"} & set(sys.modules)) or 0)
"""
    command = [sys.executable, "-c", program, str(tmp_path / "m"), str(len(VOCABULARY))]
    subprocess.run(command, check=True)


def test_the_majority_answers_the_shares_of_the_classes(corpus_of, fitted):
    train = corpus_of([[1]] * 5, [0, 2, 2, 1, 2])
    model = fitted("majority", 3, train, family=Majority)
    again = Majority.from_tensors(ModelSpec.parse("majority"), model.tensors(), {}, (30, 3))
    np.testing.assert_allclose(
        np.exp(again.logits(corpus_of([[], [9]], [0, 0]))), [[0.2, 0.2, 0.6]] * 2
    )
