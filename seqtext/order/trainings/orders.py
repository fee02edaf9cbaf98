"""The orders in which the models of a comparison read a text: as it is, shuffled, in blocks.

A shuffle is a function of seed, draw and text alone, so that copies of a text are read alike. The
full shuffle starts from the sorted ids: two texts of one bag become the same text, and a model that
is trained and judged on shuffled texts reads no order, whatever it is.
"""

import hashlib

import numpy as np

from seqtext.order.texts.shuffles import generator
from seqtext.order.trainings.results import LOCAL
from seqtext.tasks.task import Order
from seqtext.words.corpus import Corpus

TRAINING_DRAW = 0  # a training text has one shuffle; test draws are 1…R


def order_of(trained: str, seed: int, draw: int) -> Order:
    """How the texts of a draw are rearranged for a model that was trained so.

    A model that was trained in order is judged on full shuffles.
    """
    if trained.startswith(LOCAL):
        return blocks_order(int(trained.removeprefix(LOCAL)), seed, draw)
    return random_order(seed, draw)


def random_order(seed: int, draw: int) -> Order:
    """A random order of all tokens, the same for every text of a bag."""

    def order(ids: np.ndarray) -> np.ndarray:
        by_id = np.argsort(ids, kind="stable")
        return by_id[generator(seed, _key(ids[by_id]), draw).permutation(len(ids))]

    return order


def blocks_order(tokens: int, seed: int, draw: int) -> Order:
    """Blocks of so many tokens in random order; where the first one begins is drawn, too."""

    def order(ids: np.ndarray) -> np.ndarray:
        random = generator(seed, _key(ids), draw)
        first = int(random.integers(tokens))
        pieces = np.split(np.arange(len(ids)), np.arange(first or tokens, len(ids), tokens))
        return np.concatenate([pieces[i] for i in random.permutation(len(pieces))])

    return order


def _key(ids: np.ndarray) -> int:
    """A number of 64 bits for these ids."""
    digest = hashlib.blake2b(ids.astype(np.int32).tobytes(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def shuffled(corpus: Corpus, seed: int, draw: int) -> Corpus:
    """Each text in its own random order, after tokenisation, truncation and look-up."""
    return corpus.rearranged(random_order(seed, draw))
