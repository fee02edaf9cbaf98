"""Suites of order-k pairs: what an architecture, or a trained model, makes of guaranteed pairs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from typing import Any

import numpy as np

from seqtext.log import Log
from seqtext.options import ObjectiveOptions, Settings, TrainingOptions
from seqtext.order.texts.cases import DATA_SEED, TEST_PAIRS, Case, shipped
from seqtext.order.texts.certificate import is_pair, order_between
from seqtext.order.texts.pairs import Pair, suite
from seqtext.order.trainings.results import same_bits
from seqtext.registry import ModelSpec
from seqtext.tasks.classify.classifier import Classifier
from seqtext.tasks.classify.dataset import Reading, build_vocabulary
from seqtext.tasks.classify.training import fit_model
from seqtext.training.resume import NOBODY, Keeper
from seqtext.words.corpus import Corpus, Problem, encode_texts

ORDERS = (1, 2, 3, 4, 5)
TRAIN_PAIRS = {1: 2400, 2: 1200}  # low orders have the most kinds of frame
MORE_TRAIN_PAIRS = 550  # of each higher order
DEV_SHARE = 10  # one training pair in so many is for development
LABELS = ("negative", "positive")
READING = Reading()
# The lowest of many seeds stands in bench/results/suites.md: whoever changes a value here measures
# it again. Both members of a pair in one batch: what they share cancels, so that a network finds
# out in the first epoch that order decides. It stops when the development pairs are solved: lstm
# after three or four epochs, rnn after five to seven; transformer needs all.
TRAINING = TrainingOptions(epochs=10, batch_texts=64, learning_rate=5e-3, patience=10, average=3)


def schedule() -> dict[str, Any]:
    """What determines a training on the suites beside model, language and seed: JSON-able."""
    pairs = [TRAIN_PAIRS.get(order, MORE_TRAIN_PAIRS) for order in ORDERS]
    return {"training": asdict(TRAINING), "pairs": pairs, "dev_share": DEV_SHARE}


@dataclass(frozen=True)
class SuiteResult:
    """What a model made of the certified pairs of each order k.

    pairs     k -> bool [pairs, 2]: right on the first (positive), second (negative) member
    kept      k -> bool [reorderings]: right on a reordering that keeps the label
    margins   k -> float32 [pairs, 2]: log p of the right label less that of the other
    left_out  k -> number of pairs without a certificate as the model reads them, or with a word
              that its training did not have
    """

    pairs: dict[int, np.ndarray]
    kept: dict[int, np.ndarray]
    margins: dict[int, np.ndarray]
    left_out: dict[int, int]


def train_suite(
    spec: ModelSpec,
    language: str,
    seed: int,
    settings: Settings = Settings(),
    orders: Sequence[int] = ORDERS,
    count: int = TEST_PAIRS,
    reading: Reading = READING,
    log: Log = lambda record: None,
    keeper: Keeper = NOBODY,
) -> SuiteResult:
    """Train one model on the shipped pairs of all orders; judge it on `count` new ones of each.

    Of `settings` it takes what makes the architecture, of `reading` the tokeniser and the longest
    length; the training is the suites' own.
    """
    pairs = _training(language, tuple(orders))
    classifier = train_on_pairs(spec, pairs, seed, settings, reading, log=log, keeper=keeper)
    suites = shipped(language, orders, count)
    return judge_known(classifier, suites)


def judge_known(
    classifier: Classifier,
    suites: Mapping[int, Sequence[Case]],
    meaning: Mapping[str, str] = {},
    order: int | None = None,
) -> SuiteResult:
    """`judge`, with the pairs left out, and counted, that have a word which training lacked."""
    known_cases = {k: [c for c in cases if _knows(classifier, c)] for k, cases in suites.items()}
    result = judge(classifier, known_cases, meaning, order)
    for key, cases in suites.items():
        result.left_out[key] += len(cases) - len(known_cases[key])
    return result


def _knows(classifier: Classifier, case: Case) -> bool:
    """Whether training saw every single word of a pair: else it could know nothing of it."""
    tokens = {token for text in case.texts for token in classifier.vocabulary.tokenizer(text)}
    return all(token in classifier.vocabulary for token in tokens)


def train_on_pairs(
    spec: ModelSpec,
    pairs: Sequence[Pair],
    seed: int,
    settings: Settings = Settings(),
    reading: Reading = READING,
    training: TrainingOptions = TRAINING,
    log: Log = lambda record: None,
    keeper: Keeper = NOBODY,
    together: bool = True,
) -> Classifier:
    """A classifier of "negative" and "positive"; a tenth of the pairs, whole, for development.

    Of `reading` it takes the tokeniser and the longest length: every word is worth its place here.
    `together`: a batch has both members of a pair.
    """
    dev = [pair for i, pair in enumerate(pairs) if i % DEV_SHARE == DEV_SHARE - 1]
    train = [pair for i, pair in enumerate(pairs) if i % DEV_SHARE != DEV_SHARE - 1]
    vocabulary = build_vocabulary(_texts(train), Reading(reading.tokenizer))
    train_corpus, dev_corpus = (
        encode_texts(_texts(part), vocabulary, [1, 0] * len(part), reading.max_length)[0]
        for part in (train, dev)
    )
    problem = Problem(train_corpus, dev_corpus, vocabulary, len(LABELS), together)
    model = fit_model(spec, problem, _own_training(spec, settings, training), seed, log, keeper)
    return Classifier(spec, model, vocabulary, LABELS, max_length=reading.max_length, signature={})


def _own_training(spec: ModelSpec, settings: Settings, training: TrainingOptions) -> Settings:
    """The architecture that was asked for, trained as generated data wants it.

    There is always more of such data: to drop words and values would only delay the moment at
    which a network finds out that order decides. A blind model reads the members of each pair as
    one text with two labels, whatever its weights: one epoch, and it has all that it can have.
    """
    options = (option.name for option in fields(settings.network))
    none: dict[str, Any] = {name: 0.0 for name in options if name.endswith("dropout")}
    if spec.set == "blind":
        training = replace(training, epochs=1)
    network = replace(settings.network, **none)
    return replace(settings, network=network, training=training, objective=ObjectiveOptions())


def _texts(pairs: Iterable[Pair]) -> list[str]:
    return [text for pair in pairs for text in (pair.positive, pair.negative)]


@cache
def _training(language: str, orders: tuple[int, ...]) -> tuple[Pair, ...]:
    """The mixed training pairs, the same for every model and seed."""
    sizes = {order: TRAIN_PAIRS.get(order, MORE_TRAIN_PAIRS) for order in orders}
    return tuple(p for k, n in sizes.items() for p in suite(language, k, "train", n, DATA_SEED))


def by_order(classifier: Classifier, cases: Sequence[Case]) -> dict[int, list[Case]]:
    """A user's pairs by the largest order (to 5) that they have as this model reads them.

    What is no pair at all stands under 1, where `judge` leaves it out and counts it.
    """
    grouped: dict[int, list[Case]] = {}
    members = [classifier.encode([case.texts[i] for case in cases])[0] for i in (0, 1)]
    for i, case in enumerate(cases):
        first, second = (member[i].tolist() for member in members)
        order = order_between(first, second, max(ORDERS))
        grouped.setdefault(max(order, 1), []).append(case)
    return dict(sorted(grouped.items()))


def judge(
    classifier: Classifier,
    suites: Mapping[int, Sequence[Case]],
    meaning: Mapping[str, str] = {},
    order: int | None = None,
) -> SuiteResult:
    """Run a classifier on the pairs of each order that are pairs as it reads them.

    `meaning` gives the classifier's label for a label of the pairs, where the two differ. Where
    the keys of `suites` are no orders, `order` is that of all pairs. A model
    that cannot see what tells the members of a pair apart has to answer both alike to the last
    bit, so that at most one is right; this is checked.
    """
    result = SuiteResult({}, {}, {}, {})
    for key, cases in suites.items():
        k = order or key
        sides = [_encoded(classifier, cases, meaning, side) for side in (0, 1)]
        certified = _certified(sides[0], sides[1], k)
        members = [side.select(certified) for side in sides]
        log_p = np.stack([classifier.log_probabilities(member) for member in members], axis=1)
        if classifier.spec.family.blind and classifier.spec.ngrams <= k:
            _check_blind(log_p, classifier.spec, k)
        gold = np.stack([member.labels for member in members], axis=1)  # [pairs, 2]
        result.pairs[key] = log_p.argmax(axis=2) == gold
        result.margins[key] = _margins(log_p, gold)
        result.kept[key] = _kept(classifier, [cases[i] for i in certified], meaning)
        result.left_out[key] = len(cases) - len(certified)
    return result


def _encoded(
    classifier: Classifier, cases: Sequence[Case], meaning: Mapping[str, str], side: int
) -> Corpus:
    labels = [meaning.get(case.labels[side], case.labels[side]) for case in cases]
    return classifier.encode([case.texts[side] for case in cases], labels)[0]


def _certified(first: Corpus, second: Corpus, order: int) -> np.ndarray:
    """int64: the numbers of the pairs that have the certificate."""
    texts = range(len(first))
    proved = [i for i in texts if is_pair(first[i].tolist(), second[i].tolist(), order)]
    return np.array(proved, dtype=np.int64)


def _check_blind(log_p: np.ndarray, spec: ModelSpec, order: int) -> None:
    """The members stand at the same place of two equal corpora, so even the batches are equal."""
    if not same_bits(log_p.swapaxes(0, 1)):
        raise AssertionError(f"{spec} answers two texts of one {order}-gram bag differently")


def _margins(log_p: np.ndarray, gold: np.ndarray) -> np.ndarray:
    """float32 [pairs, 2]: of the right label over the label of the other member."""
    right = np.take_along_axis(log_p, gold[:, :, None], axis=2)
    other = np.take_along_axis(log_p, gold[:, ::-1, None], axis=2)
    return (right - other)[:, :, 0]


def _kept(classifier: Classifier, cases: Sequence[Case], meaning: Mapping[str, str]) -> np.ndarray:
    """bool [reorderings]: whether each still gets its member's label."""
    texts = [text for case in cases for text in case.reordered]
    labels = [
        meaning.get(label, label) for case in cases if case.reordered for label in case.labels
    ]
    corpus, _ = classifier.encode(texts, labels)
    return classifier.log_probabilities(corpus).argmax(axis=1) == corpus.labels
