"""A trained network with the same face as a linear model: fit, logits, tensors, options."""

import time
from collections.abc import Callable
from dataclasses import asdict, replace
from importlib import import_module
from typing import Any

import numpy as np
import torch
from torch import nn

from seqtext.bags import NgramIndex
from seqtext.batch import Batches, batches
from seqtext.corpus import Corpus, Problem
from seqtext.metrics import accuracy, log_loss
from seqtext.models import NETWORKS, ModelSpec
from seqtext.models.vectors import start_from
from seqtext.options import NetworkOptions, Settings
from seqtext.training import train
from seqtext.vocabulary import Vocabulary

TIE = 1e-6  # weight of the log-loss: it decides only between equal accuracies
PREDICTION_TOKENS = 1 << 16  # tokens of a prediction batch: bounds memory, whatever the texts


class Network:
    """A torch module, and the n-gram index it reads through where it reads a bag."""

    def __init__(self, spec: ModelSpec, options: NetworkOptions, sizes: tuple[int, int]) -> None:
        """`sizes`: the number of rows of the embedding, and of classes."""
        self.spec = spec
        self.network_options = options = replace(options, **spec.family.fixed)
        self.sizes = sizes
        self.index: NgramIndex | None = None
        module, name = NETWORKS[spec.name].split(":")
        self.module: nn.Module = getattr(import_module(module), name)(*sizes, options, spec.name)
        self.facts: dict[str, Any] = {}

    @classmethod
    def fit(
        cls,
        spec: ModelSpec,
        problem: Problem,
        settings: Settings,
        seed: int,
        log: Callable[[dict[str, Any]], None],
    ) -> "Network":
        """Train on problem.train, with early stopping on problem.dev."""
        started = time.perf_counter()
        torch.manual_seed(seed)
        corpus, dev, rows, index = problem.train, problem.dev, len(problem.vocabulary), None
        if spec.family.bag:
            index = NgramIndex.fit(corpus, spec.ngrams, rows, settings.bags.min_df)
            corpus, dev, rows = index.features(corpus), index.features(dev), len(index)
        network = cls(spec, settings.network, (rows, problem.classes))
        missing = network._start_from_vectors(problem.vocabulary)
        options = settings.training

        def of_epoch(epoch: int) -> Batches:
            sizes = options.batch_texts, options.batch_tokens
            return batches(corpus, *sizes, seed, epoch, sort_ids=spec.family.blind)

        record = train(network.module, of_epoch, lambda: network._score(dev), options, log)
        network.index = index
        seconds = time.perf_counter() - started
        tokens = len(corpus.ids) * record.epochs
        network.facts = {
            **network._sizes(),
            **asdict(record),
            **missing,
            "seconds": seconds,
            "tokens_per_second": tokens / seconds,
        }
        return network

    def _start_from_vectors(self, vocabulary: Vocabulary) -> dict[str, int]:
        path = self.network_options.vectors
        if path is None or self.spec.family.bag:
            return {}
        words = dict(self.module.named_parameters())
        embedding = words.get("embedding.weight", words.get("embedding"))
        assert embedding is not None, f"{self.spec} has no embedding"
        return {"words_without_vector": start_from(embedding, path, vocabulary.get_itos())}

    def _score(self, corpus: Corpus) -> dict[str, float]:
        """Accuracy, and the mean log-loss in nats, which decides between equal accuracies."""
        log_p = torch.from_numpy(self._logits(corpus)).log_softmax(1).numpy()
        right, loss = accuracy(corpus.labels, log_p.argmax(1)), log_loss(corpus.labels, log_p)
        return {"metric": right - TIE * np.nan_to_num(loss), "accuracy": right, "log_loss": loss}

    def logits(self, corpus: Corpus) -> np.ndarray:
        """float32 [texts, classes]."""
        return self._logits(self.index.features(corpus) if self.index else corpus)

    def _logits(self, corpus: Corpus) -> np.ndarray:
        result = np.zeros((len(corpus), self.sizes[1]), np.float32)
        self.module.eval()
        with torch.inference_mode():
            for positions, batch in batches(
                corpus, 256, PREDICTION_TOKENS, None, sort_ids=self.spec.family.blind
            ):
                result[positions] = self.module.logits(batch).float().cpu().numpy()  # type: ignore
        return result

    def _sizes(self) -> dict[str, int]:
        sizes = {name: p.numel() for name, p in self.module.named_parameters()}
        embedding = sum(n for name, n in sizes.items() if name.startswith(("embedding", "inputs")))
        return {"parameters": sum(sizes.values()), "embedding_parameters": embedding}

    def tensors(self) -> dict[str, np.ndarray]:
        """The weights by their names in the module, and the n-gram keys where there are any."""
        weights = {name: t.numpy() for name, t in self.module.state_dict().items()}
        return weights if self.index is None else {**weights, **self.index.tensors()}

    def options(self) -> dict[str, Any]:
        """What rebuilds the module: JSON-able."""
        return {"sizes": list(self.sizes), "network": asdict(self.network_options)}

    @classmethod
    def from_tensors(
        cls, spec: ModelSpec, tensors: dict[str, np.ndarray], options: dict[str, Any]
    ) -> "Network":
        """The model that `tensors` and `options` describe."""
        rows, classes = options["sizes"]
        network = cls(spec, NetworkOptions(**options["network"]), (rows, classes))
        if spec.family.bag:
            network.index = NgramIndex.from_tensors(tensors)
        names = network.module.state_dict().keys()
        network.module.load_state_dict({name: torch.from_numpy(tensors[name]) for name in names})
        return network
