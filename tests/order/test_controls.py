"""Controls: where the answer is known, the whole road gives it."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from seqtext.options import Settings
from seqtext.order.effects.all import effects
from seqtext.order.texts.certificate import bag
from seqtext.order.texts.controls import BAG_KINDS, bag_control, order_control
from seqtext.order.texts.frames import frames
from seqtext.order.trainings.results import Cell
from seqtext.registry import ModelSpec
from seqtext.tasks.classify.dataset import Reading, build_vocabulary
from seqtext.tasks.classify.prediction import log_softmax
from seqtext.tasks.classify.scores import LOG_P
from seqtext.tasks.classify.training import fit_model
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.corpus import Problem, encode_texts
from seqtext_corpora.catalogue import CORPORA

WORD = Tokenizer()


@pytest.fixture
def compared(make_results):
    """The verdict of bags, trained on rows of (label, text) and chosen on others."""

    def compare(models, train, dev, test):
        vocabulary = build_vocabulary([text for _, text in train], Reading())
        corpora, golds = [], []
        for rows in (train, dev, test):
            gold = np.array([label == "positive" for label, _ in rows], dtype=np.int32)
            corpora.append(encode_texts([text for _, text in rows], vocabulary, gold, None)[0])
            golds.append(gold)
        problem = Problem(corpora[0], corpora[1], vocabulary, 2)
        cells = []
        for name in models:
            model = fit_model(ModelSpec.parse(name), problem, Settings(), 0)
            dev_p, test_p = (log_softmax(model.logits(c))[None] for c in corpora[1:])
            dev, test = ({LOG_P: p.repeat(2, 0)} for p in (dev_p, test_p))
            cells.append(Cell(name, 0, "ordered", dev, test, {}))
        return effects(make_results(cells, golds[2], golds[1]))

    return compare


def rows_of(pairs):
    return [row for p in pairs for row in (("positive", p.positive), ("negative", p.negative))]


def moved_negation(part, count):
    """Pairs of order 1 in which only a negation moves: what a bag of bigrams can learn."""
    schemes = {frame.name: frame.scheme.name for group in frames("en", 1) for frame in group}
    pairs = order_control("en", 1, part, count, 0)
    return rows_of(p for p in pairs if schemes[p.frame] in ("negation", "seen-not"))


def test_positive_control(compared):
    counts = {"train": 4000, "dev": 400, "test": 1000}
    parts = [moved_negation(part, count) for part, count in counts.items()]
    found = compared(["nbsvm:1", "nbsvm:2", "nbsvm:3"], *parts)
    assert found.verdict.name == "helps"
    assert found.headline.worth.contrast.estimate.value >= 0.4


def test_the_parts_of_the_positive_control_have_no_pair_in_common():
    parts = [order_control("es", 3, part, 60, 1) for part in ("train", "dev", "test")]
    texts = [{p.positive for p in part} | {p.negative for p in part} for part in parts]
    assert [len(part) for part in parts] == [60, 60, 60]
    assert len(set().union(*texts)) == 3 * 60 * 2
    for pair in parts[0]:
        assert bag(WORD(pair.positive), 3) == bag(WORD(pair.negative), 3)


@pytest.mark.parametrize("kind", BAG_KINDS)
def test_the_bag_control_reads_no_order(kind):
    texts = ["a b c d", "d c b a", "a a b c d", "x y", "y x", "z", "w v", "v"] * 3
    labels = [label for label, _ in bag_control(texts, WORD, 0, kind)]
    assert labels[0] == labels[1] == labels[2]
    assert labels[3] == labels[4]
    drawn = {tuple(x for x, _ in bag_control(texts, WORD, seed, kind)) for seed in range(20)}
    assert len(drawn) > 3


@pytest.mark.parametrize(("kind", "least", "most"), [("linear", 0.7, 1), ("pairs", 0, 0.65)])
def test_weights_of_words_learn_the_linear_bag_control_alone(compared, kind, least, most):
    texts = [text for _, text in CORPORA["sentiment-en"].make(0, 2000)["train.tsv"]]
    labelled = bag_control(texts, WORD, 0, kind)
    share = np.mean([label == "positive" for label, _ in labelled])
    assert 0.35 <= share <= 0.65
    parts = [labelled[:1500], labelled[1500:1700], labelled[1700:]]
    models = compared(["bow:1"], *parts).models
    assert least <= models[0].accuracy.value <= most


@pytest.mark.parametrize("seeds", [4, pytest.param(40, marks=pytest.mark.soak)])
def test_negative_control(compared, seeds):
    """Over many seeds "helps" comes no more often than a level of 2.5 % (one-sided) allows."""
    rows = CORPORA["sentiment-en"].make(0, 600)["train.tsv"]
    texts = [text for _, text in rows]
    wrong = 0
    for seed in range(seeds):
        labelled = bag_control(texts, WORD, seed)
        places = np.random.default_rng(seed).permutation(len(texts))
        cut = [0, 300, 360, 600]
        parts = [[labelled[i] for i in places[a:b]] for a, b in pairwise(cut)]
        found = compared(["bow:1", "bow:2", "nbsvm:1", "nbsvm:2"], *parts)
        wrong += found.verdict.name == "helps"
    assert wrong <= stats.binom.ppf(0.99, seeds, 0.025)
