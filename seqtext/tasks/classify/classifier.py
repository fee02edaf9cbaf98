"""The classifier: tokeniser, vocabulary, labels and model as one object that labels text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any, Protocol

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.kernel.blocks import Block
from seqtext.options import ComputeOptions
from seqtext.registry import ModelSpec
from seqtext.system.contents import entry, names
from seqtext.system.threads import side_by_side
from seqtext.tasks.classify.dataset import Dataset
from seqtext.tasks.classify.prediction import Prediction, log_softmax
from seqtext.tasks.judged import Judged
from seqtext.tasks.trained import Trained
from seqtext.words.corpus import Corpus, block_reader, corpus_of, encode_texts
from seqtext.words.vocabulary import Vocabulary


class Model(Protocol):
    """The interface of a model of a classifier; linear models and networks implement it.

    dev_log_p  log-probabilities of the development texts, if the fit computed them
    """

    facts: dict[str, Any]
    dev_log_p: np.ndarray | None

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
        model = resolve_name(spec.family.path).from_tensors(spec, tensors, options, sizes)
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

    def judge(self, data: Dataset) -> Judged:
        """The log-probabilities of the classes of each text."""
        from seqtext.tasks.classify.scores import LOG_P, SCORES  # they load scipy

        corpus, _ = self.encode(data.texts, data.labels)
        return Judged({LOG_P: self.log_probabilities(corpus)[None]}, corpus.labels, SCORES)

    def answers(self, texts: Corpus, data: Any, *options: Any) -> dict[str, np.ndarray]:
        """The log-probabilities."""
        from seqtext.tasks.classify.scores import LOG_P

        return {LOG_P: self.log_probabilities(texts)}

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
