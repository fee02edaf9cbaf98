"""A trained network with the interface of a linear model: fit, logits, tensors, options."""

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from itertools import islice
from pkgutil import resolve_name
from typing import Any

import numpy as np
import torch

from seqtext.bags.ngrams import NgramIndex
from seqtext.log import Log
from seqtext.network_options import NetworkOptions, with_current_names
from seqtext.networks.batch import CPU, Placed, batches
from seqtext.networks.device import arithmetic, device_of
from seqtext.networks.embedding import EmbeddingTable
from seqtext.networks.split_batches import in_pieces
from seqtext.networks.text_classifier import TextClassifier, balanced
from seqtext.networks.vectors import start_from
from seqtext.options import Settings
from seqtext.registry import ModelSpec
from seqtext.statistics.metrics import QUALITY, accuracy, log_loss, quality
from seqtext.system.contents import UnfitError, entry, tensor
from seqtext.training.compilation import compile_for
from seqtext.training.loop import TrainingSummary, never, train_loop
from seqtext.training.resume import NOBODY, Keeper
from seqtext.words.corpus import Corpus, Problem
from seqtext.words.vocabulary import Vocabulary

PREDICTION_TOKENS = 1 << 16  # tokens of a prediction batch: bounds the memory
SOLVED = 2  # epochs with all development pairs right after which a training on pairs ends


def _solved(records: Sequence[dict[str, Any]]) -> bool:
    """Whether the records of a training have enough epochs with all development texts right."""
    return sum("epoch" in record and record["accuracy"] == 1.0 for record in records) >= SOLVED


class Network:
    """A torch module, with the n-gram index through which it reads a bag, if it does."""

    def __init__(self, spec: ModelSpec, options: NetworkOptions, sizes: tuple[int, int]) -> None:
        """`sizes`: the number of rows of the embedding, and of classes."""
        self.spec = spec
        self.network_options = options = replace(options, **spec.family.fixed)
        self.sizes = sizes
        self.index: NgramIndex | None = None
        kind = resolve_name(spec.family.network)
        self.module: TextClassifier = kind(*sizes, options, spec.name)
        self.device = CPU
        self.dev_log_p: np.ndarray | None = None
        self.facts: dict[str, Any] = dict(getattr(self.module, "facts", {}))

    @classmethod
    def fit(
        cls,
        spec: ModelSpec,
        problem: Problem,
        settings: Settings,
        seed: int,
        log: Log,
        keeper: Keeper = NOBODY,
    ) -> "Network":
        """Train on problem.train, with early stopping on problem.dev."""
        start = time.perf_counter()
        device = device_of(settings.compute)
        torch.manual_seed(seed)
        corpus, dev, rows, index = problem.train, problem.dev, len(problem.vocabulary), None
        if spec.family.bag:
            index = NgramIndex.fit(corpus, spec.ngrams, rows, settings.bags.min_df)
            corpus, dev, rows = index.features(corpus), index.features(dev), len(index)
        network = cls(spec, settings.network, (rows, problem.classes))
        missing = network._start_from_vectors(problem.vocabulary)
        network.index = index
        network.place(device)
        training = replace(problem, train=corpus, dev=dev)
        record = network._train(training, settings, seed, log, keeper)
        seconds = time.perf_counter() - start + record.earlier
        network.facts |= {
            **network.counted(),
            **asdict(record),
            **missing,
            "device": device.type,
            "seconds": seconds,
            "tokens_per_second": len(corpus.ids) * record.epochs / seconds,
        }
        return network

    def _train(
        self,
        problem: Problem,
        settings: Settings,
        seed: int,
        log: Log,
        keeper: Keeper,
    ) -> TrainingSummary:
        """Run the loop, with both corpora on the device."""
        options, objective = settings.training, settings.objective
        corpus, dev = problem.train, problem.dev
        if objective.class_weight == "balanced":
            weights = balanced(corpus.labels, self.sizes[1])
            self.module.class_weights = weights.to(self.device)
        placed, placed_dev = self._placed(corpus), self._placed(dev)
        sizes = options.batch_texts, options.batch_tokens
        passes = partial(batches, placed, *sizes, seed, together=2 if problem.pairs else 1)
        context = partial(arithmetic, self.device, settings.compute.precision)
        if settings.compute.compile and self.module.uncompiled:
            log({"note": f"{self.spec} is not compiled: {self.module.uncompiled}"})
        elif settings.compute.compile:
            first_two = (batch for _, batch in islice(passes(), 2))
            self.facts["compile_seconds"] = compile_for(self.module, first_two, context)
        for name, value in self.facts.items():
            log({"note": f"{name.replace('_', ' ')}: {value:.6g}", name: value})
        return train_loop(
            self.module,
            passes,
            lambda: self._score(placed_dev, dev.labels, objective.metric or "accuracy"),
            options,
            log,
            context,
            named=len(corpus.ids) / max(1, len(passes())),
            keeper=keeper,
            solved=_solved if problem.pairs else never,
        )

    def place(self, device: torch.device) -> None:
        """Compute on this device from now on."""
        self.device = device
        self.module.to(device)

    def _placed(self, corpus: Corpus) -> Placed:
        return Placed.of(corpus, self.device, sort_ids=self.spec.family.blind)

    def _start_from_vectors(self, vocabulary: Vocabulary) -> dict[str, int]:
        path = self.network_options.vectors
        if path is None or self.spec.family.bag:
            return {}
        table = next(m for m in self.module.modules() if isinstance(m, EmbeddingTable))
        return {"words_without_vector": start_from(table.weight, path, vocabulary.get_itos())}

    def _score(self, corpus: Placed, gold: np.ndarray, by: str) -> dict[str, float]:
        """Accuracy, mean log-loss in nats, and the metric `by` that chooses the best epoch.

        "metric" is `quality`, or nan if the logits are not finite.
        """
        logits = self._logits(corpus)
        log_p = torch.from_numpy(logits).log_softmax(1).numpy()
        metric = quality(by, gold, log_p) if np.isfinite(logits).all() else np.nan
        figures = {"accuracy": accuracy(gold, log_p.argmax(1)), "log_loss": log_loss(gold, log_p)}
        if by == "macro-f1":
            figures["macro_f1"] = QUALITY[by](gold, log_p)
        return {"metric": metric, **figures}

    def logits(self, corpus: Corpus) -> np.ndarray:
        """float32 [texts, classes], in fp32 on every device."""
        return self._logits(self._placed(self.index.features(corpus) if self.index else corpus))

    def _logits(self, corpus: Placed) -> np.ndarray:
        self.module.eval()
        positions, parts = [], []
        with torch.inference_mode(), arithmetic(self.device, "fp32"):
            for texts, batch in batches(corpus, 256, PREDICTION_TOKENS, None):
                positions.append(texts)
                parts += in_pieces(self.module.logits, batch)
            result = np.zeros((len(corpus.host_lengths), self.sizes[1]), np.float32)
            if parts:  # one copy to the host, and one wait
                result[np.concatenate(positions)] = torch.cat(parts).cpu().numpy()
        return result

    def counted(self) -> dict[str, int]:
        """The number of parameters, and of those in tables of words or n-grams."""
        tables = sum(
            m.weight.numel() for m in self.module.modules() if isinstance(m, EmbeddingTable)
        )
        total = sum(p.numel() for p in self.module.parameters())
        return {"parameters": total, "embedding_parameters": tables}

    def tensors(self) -> dict[str, np.ndarray]:
        """The weights by name, and the n-gram keys if it reads a bag."""
        state = self.module.state_dict().items()
        weights = {_stored_name(name): t.cpu().numpy() for name, t in state}
        return weights if self.index is None else {**weights, **self.index.tensors()}

    def options(self) -> dict[str, Any]:
        """The options that rebuild the module: JSON-able."""
        return {"sizes": list(self.sizes), "network": asdict(self.network_options)}

    @classmethod
    def from_tensors(
        cls,
        spec: ModelSpec,
        tensors: dict[str, np.ndarray],
        options: dict[str, Any],
        sizes: tuple[int, int],
    ) -> "Network":
        """The model of `tensors` and `options`, for `sizes`: numbers of tokens and of classes.

        Raises UnfitError if they do not fit, before memory of the stated sizes is allocated.
        """
        tokens, classes = sizes
        bag = spec.family.bag
        index = NgramIndex.from_tensors(tensors, spec.ngrams, tokens) if bag else None
        rows = tokens if index is None else len(index)
        if options.get("sizes") != [rows, classes]:
            raise UnfitError(f"sizes is {options.get('sizes')!r}, not {[rows, classes]}")
        network_options = NetworkOptions(**with_current_names(entry(options, "network", dict)))
        with torch.device("meta"):  # shapes without memory; xavier is fast there
            shapes = cls(
                spec, replace(network_options, init="xavier"), (rows, classes)
            ).module.state_dict()
        weights = {
            name: torch.from_numpy(tensor(tensors, _stored_name(name), np.float32, *shape.shape))
            for name, shape in shapes.items()
        }
        network = cls(spec, network_options, (rows, classes))
        network.index = index
        network.module.load_state_dict(weights)
        return network


def _stored_name(name: str) -> str:
    """The name of a weight in a model file: `body` and `head` are left out, as in format 1."""
    return name.removeprefix("body.").removeprefix("head.")
