"""How far back a model remembers: trained and tested on pairs with distant deciding words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from seqtext.errors import SeqtextError
from seqtext.log import Log
from seqtext.options import Settings, TrainingOptions
from seqtext.order.classify.suites import READING, judge_known, train_on_pairs
from seqtext.order.texts.cases import DATA_SEED, Case
from seqtext.order.texts.distance import FARTHEST, ORDER, distant_pairs
from seqtext.order.texts.pairs import Pair
from seqtext.order.trainings.results import (
    AS_SET,
    LECTURE,
    MIXED,
    SHORT,
    SHORT_DISTANCE,
    MemoryCell,
)
from seqtext.registry import ModelSpec
from seqtext.tasks.classify.dataset import Reading
from seqtext.training.resume import KeeperOf, nobody

DISTANCES = (5, 10, 20, 50, 100, 200)
SHORT_DISTANCES = (5, 10, SHORT_DISTANCE)
TEST_PAIRS = 200  # of each distance
# Training also has pairs with adjacent words. From them a network soon learns which word beats
# which. Without them some trainings never learn it, and the curve would show only that.
NEAR_DISTANCES, NEAR_PAIRS = (1, 2, 3), 400
# For each tested distance: the larger the distance, the fewer pairs, so that all take similar time.
MOST_PAIRS, LEAST_PAIRS, TRAIN_TOKENS = 500, 50, 17_500
# lstm and gru learn every distance of the mixed regime, with each of three seeds
# (bench/results/memory.md). If you change a value here, measure all of that again.
TRAINING = TrainingOptions(epochs=8, batch_texts=32, learning_rate=3e-3, patience=8)
TOGETHER = False  # the members of a pair come in any batch


def train_memory(
    spec: ModelSpec,
    language: str,
    seed: int,
    settings: Settings = Settings(),
    reading: Reading = READING,
    distances: Sequence[int] = DISTANCES,
    count: int = TEST_PAIRS,
    log: Log = lambda record: None,
    keeper_of: KeeperOf = nobody,
) -> Iterator[MemoryCell]:
    """Train one model in each form and regime; test it on `count` new pairs of each distance.

    It uses the architecture of `settings`, and the tokeniser and maximum length of `reading`; the
    training options are those of the curve. Raises SeqtextError for a distance below 5.
    """
    if min(distances) < ORDER:
        cause = f"words {min(distances)} tokens apart share too few n-grams"
        raise SeqtextError("--distances", cause, f"choose from {ORDER} to {FARTHEST}")
    cases = {d: _cases(language, d, count) for d in distances}
    for form, formed in forms(spec, settings).items():
        for regime, trained in regimes(distances).items():
            pairs = _training(language, trained)
            keeper = keeper_of({"form": form, "regime": regime})
            options = TRAINING, log, keeper, TOGETHER
            classifier = train_on_pairs(spec, pairs, seed, formed, reading, *options)
            result = judge_known(classifier, cases, order=ORDER)
            key = str(spec), seed, language, form, regime
            yield MemoryCell(*key, result.pairs, result.kept, result.left_out)


def forms(spec: ModelSpec, settings: Settings) -> dict[str, Settings]:
    """The architecture as set and, for recurrent networks, the form of the lectures.

    With two directions, or pooling by the largest state, a word reaches the output without passing
    all states in between; one-way and with the last state only, it has to be remembered.
    """
    lecture = replace(settings, network=replace(settings.network, two_way=False, pooling="last"))
    if "two_way" not in spec.family.reads or lecture == settings:
        return {AS_SET: settings}
    return {AS_SET: settings, LECTURE: lecture}


def regimes(distances: Sequence[int]) -> dict[str, tuple[int, ...]]:
    """The distances of training: all, and only the short ones if there are longer ones."""
    mixed = {MIXED: tuple(distances)}
    return {**mixed, SHORT: SHORT_DISTANCES} if max(distances) > SHORT_DISTANCE else mixed


@cache
def _training(language: str, distances: tuple[int, ...]) -> tuple[Pair, ...]:
    """The training pairs, the same for every model and seed."""
    sizes = dict.fromkeys(NEAR_DISTANCES, NEAR_PAIRS)
    sizes |= {d: min(MOST_PAIRS, max(LEAST_PAIRS, TRAIN_TOKENS // d)) for d in distances}
    groups = (distant_pairs(language, d, "train", n, DATA_SEED) for d, n in sizes.items())
    return tuple(pair for group in groups for pair in group)


@cache
def _cases(language: str, distance: int, count: int) -> tuple[Case, ...]:
    return tuple(
        Case(
            (pair.positive, pair.negative),
            ("positive", "negative"),
            (pair.positive_reordered, pair.negative_reordered),
        )
        for pair in distant_pairs(language, distance, "test", count, DATA_SEED)
    )
