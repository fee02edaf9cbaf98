"""The training of a classifier: ids of labelled texts, the fit, and the development score."""

from collections import Counter
from dataclasses import dataclass, replace
from pkgutil import resolve_name
from typing import Any

import numpy as np

from seqtext import __version__
from seqtext.log import Log
from seqtext.options import Settings
from seqtext.registry import ModelSpec
from seqtext.statistics.metrics import accuracy, commonest
from seqtext.system.files import file_digest
from seqtext.tasks.classify.classifier import Classifier, Model
from seqtext.tasks.classify.dataset import (
    Dataset,
    Reading,
    classes_of,
    counted_vocabulary,
    lone_note,
    unseen_labels,
)
from seqtext.tasks.task import Order
from seqtext.text.unspaced import unspaced_in
from seqtext.training.resume import NOBODY, Keeper, KeeperOf
from seqtext.words.corpus import Corpus, Problem, cut_note
from seqtext.words.vocabulary import Vocabulary


@dataclass(frozen=True)
class LabelledProblem:
    """Labelled texts as ids.

    train, dev  as read
    reading     how they became ids
    labels      the names of the classes, by number
    ids         both parts as ids, with the vocabulary
    cut         number of texts longer than a model reads
    """

    train: Dataset
    dev: Dataset
    reading: Reading
    labels: tuple[str, ...]
    ids: Problem
    cut: int

    def rearranged(self, order: Order) -> "LabelledProblem":
        """The same data with the tokens of each text in another order."""
        train, dev = (corpus.rearranged(order) for corpus in (self.ids.train, self.ids.dev))
        return replace(self, ids=replace(self.ids, train=train, dev=dev))

    @property
    def vocabulary(self) -> Vocabulary:
        """Of the texts."""
        return self.ids.vocabulary

    @property
    def texts(self) -> tuple[Corpus, Corpus]:
        """The texts of both parts as ids."""
        return self.ids.train, self.ids.dev

    def encode(self, data: Dataset) -> tuple[Corpus, int]:
        """Other texts as ids, and the number of texts that were cut."""
        tokens = data.tokenized(self.reading.digests).tokens
        assert tokens is not None
        return tokens.encoded(self.vocabulary, data.gold(self.labels))


def prepare(
    train: Dataset,
    dev: Dataset,
    reading: Reading,
    labels: tuple[str, ...] = (),
    refit: bool = False,
) -> LabelledProblem:
    """The data as ids; the vocabulary is that of the texts that the final model learns from.

    These are the training texts; with a `refit`, also those of the development set. Raises
    SeqtextError if all training texts have one label. labels: those that a model gives; (): those
    of the training texts.
    """
    labels = labels or classes_of(train, "training data")
    train, dev = (data.tokenized(reading.digests) for data in (train, dev))
    assert train.tokens is not None
    assert dev.tokens is not None
    counts = train.tokens.counts()
    if refit:
        counts.merge(dev.tokens.counts())
    vocabulary = counted_vocabulary(counts, reading)
    train_corpus, cut = train.tokens.encoded(vocabulary, train.gold(labels))
    dev_corpus, dev_cut = dev.tokens.encoded(vocabulary, dev.gold(labels))
    ids = Problem(train_corpus, dev_corpus, vocabulary, len(labels), refit=refit)
    return LabelledProblem(train, dev, reading, labels, ids, cut + dev_cut)


def fit(
    spec: ModelSpec,
    problem: LabelledProblem,
    settings: Settings,
    seed: int,
    log: Log,
    keeper_of: KeeperOf,
) -> Classifier:
    """Fit a model; `keeper_of` returns the keeper of a network's training."""
    reading = problem.reading
    signature = classifier_signature(spec, problem.train, problem.dev, reading, settings, seed)
    fingerprint = {**signature, "model": str(spec), "tokenizer": reading.tokenizer.to_json()}
    fingerprint.pop("machine", None)  # the keeper adds the machine when the training begins
    model = fit_model(spec, problem.ids, settings, seed, log, keeper_of(fingerprint))
    vocabulary, longest = problem.ids.vocabulary, reading.max_length
    classifier = Classifier(
        spec, model, vocabulary, problem.labels, max_length=longest, signature=signature
    )
    return replace(classifier, facts=model.facts)


def fit_model(
    spec: ModelSpec,
    problem: Problem,
    settings: Settings,
    seed: int,
    log: Log = lambda record: None,
    keeper: Keeper = NOBODY,
) -> Model:
    """Fit a model. `log` receives the records of the training; `keeper` stores that of a network.

    Linear models tune their regularisation on the development set; networks stop early by it.
    """
    kind = resolve_name(spec.family.path)
    if spec.varies:
        model: Model = kind.fit(spec, problem, settings, seed, log, keeper)
    else:
        model = kind.fit(spec, problem, settings, seed, log)
    return model


def appraised(
    classifier: Classifier, problem: LabelledProblem, settings: Settings
) -> tuple[Classifier, list[str]]:
    """The classifier with its accuracy on the development set, and notes for the user."""
    gold, log_p = problem.ids.dev.labels, classifier.model.dev_log_p
    if log_p is None:
        log_p = classifier.log_probabilities(problem.ids.dev)
    dev_accuracy = accuracy(gold, log_p.argmax(1))
    finite_accuracy = dev_accuracy if np.isfinite(dev_accuracy) else None  # JSON has no NaN
    texts = dict(sorted(Counter(problem.train.labels).items()))
    origin = {"texts": texts, "dev": {"texts": len(problem.dev), "accuracy": finite_accuracy}}
    score = (
        f"{classifier.spec}: {dev_accuracy:.1%} right on {len(problem.dev)} development texts "
        f"(the commonest label: {commonest(gold):.1%})"
    )
    return replace(classifier, origin=origin), [score, *_notes(classifier, problem)]


def _notes(classifier: Classifier, problem: LabelledProblem) -> list[str]:
    """What the user should know of texts, labels and features."""
    tokenizer, facts = problem.reading.tokenizer, classifier.model.facts
    unseen = unseen_labels(problem.dev, problem.labels)
    notes = [
        *filter(None, [unspaced_in(problem.train.texts, tokenizer), lone_note(problem.train)]),
        *([f"development set: {unseen}"] if unseen else []),
    ]
    missing = facts.get("words_without_vector")
    if missing is not None:
        words = len(classifier.vocabulary)
        notes.append(f"{missing} of {words} words have no vector in the file")
    if "collisions" in facts:
        share = facts["collisions"]
        notes.append(f"about {share:.2%} of the n-grams share their number with another n-gram")
    return notes + cut_note(problem.cut, problem.reading.max_length)


def classifier_signature(
    spec: ModelSpec,
    train: Dataset,
    dev: Dataset,
    reading: Reading,
    settings: Settings,
    seed: int,
) -> dict[str, Any]:
    """All that determines the figures of a classifier: JSON-able, without host or path."""
    vectors = settings.network.vectors if "vectors" in spec.family.reads else None
    record = {
        "seqtext": __version__,
        "seed": seed if spec.varies else None,
        "train": train.digest()[:12],
        "dev": dev.digest()[:12],
        "texts": len(train),
        "settings": spec.read(settings),
        "vectors": file_digest(vectors) if vectors else None,
        "reading": {
            "min_count": reading.min_count,
            "max_size": reading.max_size,
            "max_length": reading.max_length,
        },
    }
    if spec.varies:
        from seqtext.networks.device import computed

        record |= computed(settings.compute)
    return record
