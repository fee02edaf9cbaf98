"""The classifier: tokeniser, vocabulary, labels and model as one object that labels text."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Protocol

import numpy as np

from seqtext import __version__
from seqtext.errors import SeqtextError
from seqtext.kernel.blocks import Block
from seqtext.log import Log
from seqtext.options import ComputeOptions, Settings
from seqtext.registry import ModelSpec
from seqtext.statistics.metrics import accuracy, commonest
from seqtext.system.contents import entry, names
from seqtext.system.files import file_digest
from seqtext.system.threads import side_by_side
from seqtext.tasks.classify.dataset import (
    Dataset,
    Reading,
    build_vocabulary,
    classes_of,
    encode_dataset,
    lone_note,
    unseen_labels,
)
from seqtext.tasks.classify.prediction import Prediction, log_softmax
from seqtext.tasks.trained import Trained
from seqtext.text.unspaced import unspaced_in
from seqtext.training.resume import NOBODY, Keeper, KeeperOf, nobody
from seqtext.words.corpus import Corpus, Problem, block_reader, corpus_of, cut_note, encode_texts
from seqtext.words.digests import TextDigests
from seqtext.words.vocabulary import Vocabulary


class Model(Protocol):
    """The interface of a model of a classifier; linear models and networks implement it."""

    facts: dict[str, Any]

    def logits(self, corpus: Corpus) -> np.ndarray: ...
    def tensors(self) -> dict[str, np.ndarray]: ...
    def options(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Classifier(Trained):
    """A classifier of texts.

    spec        which model it is
    model       the fitted model
    vocabulary  with its tokeniser
    labels      the names of the classes, by number
    """

    spec: ModelSpec
    model: Model
    vocabulary: Vocabulary
    labels: tuple[str, ...]

    task, noun = "classify", "classifier"

    @property
    def model_name(self) -> str:
        return str(self.spec)

    @property
    def vocabularies(self) -> dict[str, Vocabulary]:
        return {"": self.vocabulary}

    @property
    def digests(self) -> TextDigests:
        return TextDigests(self.vocabulary.tokenizer, self.max_length)

    def tensors(self) -> dict[str, np.ndarray]:
        return dict(self.model.tensors())

    def entries(self) -> dict[str, Any]:
        return {"options": self.model.options(), "labels": list(self.labels)}

    @classmethod
    def of(
        cls,
        tensors: dict[str, np.ndarray],
        header: dict[str, Any],
        vocabularies: dict[str, Vocabulary],
        **common: Any,
    ) -> "Classifier":
        spec, labels = ModelSpec.parse(entry(header, "model", str)), names(header, "labels")
        vocabulary, options = vocabularies[""], entry(header, "options", dict)
        sizes = len(vocabulary), len(labels)
        model = _model_class(spec).from_tensors(spec, tensors, options, sizes)
        return cls(spec, model, vocabulary, labels, **common)

    def described(self) -> dict[str, Any]:
        """The signature with model, tokeniser and vocabulary: all that changes a figure."""
        return {**super().described(), "tokenizer": self.vocabulary.tokenizer.to_json()}

    def place(self, compute: ComputeOptions) -> None:
        """Compute on this device from now on. Raises SeqtextError for CUDA if the model is not a
        network.
        """
        if not self.spec.varies and compute.device == "cuda":
            cause = f"{self.spec} is not a network, so it computes on the CPU"
            raise SeqtextError("--device cuda", cause, "omit the option")
        if self.spec.varies:
            from seqtext.networks.device import device_of
            from seqtext.tasks.classify.network import Network

            assert isinstance(self.model, Network)
            self.model.place(device_of(compute))

    def encode(self, texts: Iterable[str], labels: Iterable[str] = ()) -> tuple[Corpus, int]:
        """Texts as ids, and the number of texts that were cut. Unknown labels become -1."""
        number = {label: i for i, label in enumerate(self.labels)}
        gold = [number.get(label, -1) for label in labels]
        return encode_texts(texts, self.vocabulary, gold or None, self.max_length)

    def log_probabilities(self, corpus: Corpus) -> np.ndarray:
        """float32 [texts, classes]: the logarithm of each class's probability."""
        return log_softmax(self.model.logits(corpus))

    def predict(self, blocks: Iterable[Block]) -> Iterator[Prediction]:
        """Label texts as a stream, one block at a time.

        A linear model uses all cores; a network uses the threads of torch.
        """
        read_block, stream = block_reader(blocks, self.vocabulary)

        def predict_block(block: Block) -> Prediction:
            corpus, cut = corpus_of(*read_block(block), None, self.max_length)
            return self._prediction(corpus, cut)

        return (
            map(predict_block, stream) if self.spec.varies else side_by_side(predict_block, stream)
        )

    def label(self, texts: Iterable[str]) -> "Prediction":
        """Label some texts at once, without reading ahead."""
        return self._prediction(*self.encode(texts))

    def _prediction(self, corpus: Corpus, cut: int) -> "Prediction":
        log_p = self.log_probabilities(corpus)
        labels = [self.labels[i] for i in log_p.argmax(1)]
        return Prediction(labels, np.exp(log_p.max(1)), log_p, cut)


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
    if spec.varies:
        return _model_class(spec).fit(spec, problem, settings, seed, log, keeper)
    return _model_class(spec).fit(spec, problem, settings, seed, log)


def train_classifier(
    spec: ModelSpec,
    train: Dataset,
    dev: Dataset,
    reading: Reading,
    settings: Settings,
    seed: int,
    log: Log,
    keeper_of: KeeperOf = nobody,
    origin: dict[str, Any] | None = None,
) -> tuple[Classifier, list[str]]:
    """Build the vocabulary, encode and fit; returns the classifier and notes for the user.

    `keeper_of` returns the keeper of a network's training; `origin`: additions for the model file.
    """
    classes = classes_of(train, "training data")
    vocabulary = build_vocabulary(train.texts, reading)
    train_corpus, cut = encode_dataset(train, vocabulary, classes, reading)
    dev_corpus, dev_cut = encode_dataset(dev, vocabulary, classes, reading)
    problem = Problem(train_corpus, dev_corpus, vocabulary, len(classes))
    signature = classifier_signature(spec, train, dev, reading, settings, seed)
    fingerprint = {**signature, "model": str(spec), "tokenizer": reading.tokenizer.to_json()}
    fingerprint.pop("machine", None)  # the keeper adds the machine when the training begins
    model = fit_model(spec, problem, settings, seed, log, keeper_of(fingerprint))
    classifier = Classifier(
        spec, model, vocabulary, classes, max_length=reading.max_length, signature=signature
    )
    log_p = classifier.log_probabilities(dev_corpus)
    dev_accuracy = accuracy(dev_corpus.labels, log_p.argmax(1))
    finite_accuracy = dev_accuracy if np.isfinite(dev_accuracy) else None  # JSON has no NaN
    dev_record = {"texts": len(dev), "accuracy": finite_accuracy}
    texts = dict(sorted(Counter(train.labels).items()))
    classifier = replace(classifier, origin={"texts": texts, "dev": dev_record, **(origin or {})})
    majority_share = commonest(dev_corpus.labels)
    notes = [
        f"{spec}: {dev_accuracy:.1%} right on {len(dev)} development texts "
        f"(the commonest label: {majority_share:.1%})"
    ]
    single, unseen = lone_note(train), unseen_labels(dev, classes)
    notes += filter(None, [unspaced_in(train.texts, reading.tokenizer), single])
    if unseen:
        notes.append(f"development set: {unseen}")
    missing = model.facts.get("words_without_vector")
    if missing is not None:
        notes.append(f"{missing} of {len(vocabulary)} words have no vector in the file")
    if "collisions" in model.facts:
        share = model.facts["collisions"]
        notes.append(f"about {share:.2%} of the n-grams share their number with another n-gram")
    return classifier, notes + cut_note(cut + dev_cut, reading.max_length)


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


def _model_class(spec: ModelSpec) -> Any:
    module, name = spec.family.path.split(":")
    return getattr(import_module(module), name)
