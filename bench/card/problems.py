"""Data and models of the checks: random texts and pairs, and networks trained on them."""

import hashlib
from typing import Any

import numpy as np

from seqtext.log import Log
from seqtext.options import (
    ComputeOptions,
    Settings,
    TrainingOptions,
    TranslationOptions,
    TranslatorSettings,
)
from seqtext.registry import ModelSpec
from seqtext.tasks.classify.network import Network
from seqtext.tasks.task import train
from seqtext.tasks.translate.pair_reading import PairReading
from seqtext.tasks.translate.parallel import Parallel
from seqtext.tasks.translate.task import Translate
from seqtext.tasks.translate.translator import Translator
from seqtext.translators import TranslatorSpec
from seqtext.words.corpus import Corpus, Problem, offsets_of
from seqtext.words.vocabulary import Vocabulary

WORDS = 2_000
TRANSLATORS = ("seq2seq-lstm", "seq2seq-gru", "transformer")


def unheard(record: dict[str, Any]) -> None:
    """A log that nobody reads."""


def problem(texts: int, longest: int, shortest: int = 1) -> Problem:
    """Random texts; the label is whether a text begins with an even word."""
    generator = np.random.default_rng(0)
    lengths = generator.integers(shortest, longest + 1, texts)
    ids = generator.integers(2, WORDS, lengths.sum()).astype(np.int32)
    offsets = offsets_of(lengths)
    corpus = Corpus(ids, offsets, ids[offsets[:-1]] % 2)
    vocabulary = Vocabulary([f"w{i}" for i in range(WORDS)], default_index=1)
    return Problem(corpus, corpus.select(np.arange(texts // 10)), vocabulary, 2)


def pairs(number: int, longest: int, shortest: int = 1) -> Parallel:
    """Random sentences; the other side has their words from the end, each with another letter."""
    generator = np.random.default_rng(0)
    lengths = generator.integers(shortest, longest + 1, number)
    sentences = [generator.integers(0, WORDS // 10, length).tolist() for length in lengths]
    sources = tuple(" ".join(f"a{word}" for word in words) for words in sentences)
    targets = tuple(" ".join(f"b{word}" for word in words[::-1]) for words in sentences)
    return Parallel(sources, targets)


def fitted(
    name: str, data: Problem, compute: ComputeOptions, epochs: int, log: Log = unheard
) -> Network:
    """A default network trained on `data`; `log` receives the record of each epoch."""
    training = TrainingOptions(epochs=epochs, patience=epochs)
    return Network.fit(ModelSpec(name), data, Settings(training=training, compute=compute), 0, log)


def translator(
    name: str, data: Parallel, compute: ComputeOptions, epochs: int, log: Log = unheard
) -> Translator:
    """A default translator trained on `data`, whole words for tokens; `log` as in `fitted`."""
    training = TranslationOptions(epochs=epochs, patience=epochs, judge="loss", average=1)
    settings = TranslatorSettings(training=training, compute=compute)
    dev = data.select(range(len(data) // 10))
    reading = PairReading(tokenizer="word")
    return train(Translate(), TranslatorSpec(name), data, dev, reading, settings, 0, log)[0]


def digest(weights: dict[str, np.ndarray]) -> str:
    """SHA-256 over weights by name."""
    state = hashlib.sha256()
    for name in sorted(weights):
        state.update(name.encode() + weights[name].tobytes())
    return state.hexdigest()
