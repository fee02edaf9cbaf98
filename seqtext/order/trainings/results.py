"""What a comparison keeps: every model's answers for every item, in order and shuffled.

Every mean, interval and test of the report is computed from these arrays; `order.effects.items`
writes them to the report's folder.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from seqtext.order.texts.mining import Mined
from seqtext.order.trainings.flip import TextHeat
from seqtext.order.trainings.planted import PlantedAnswers
from seqtext.statistics.scores import Answers, Score
from seqtext.statistics.units import Units
from seqtext.tasks.task import Spec
from seqtext.words.corpus import Corpus

# What a model was trained on. LOCAL is followed by the number of tokens of a block.
ORDERED, SHUFFLED, LOCAL = "ordered", "shuffled", "local:"
ONE, DRAWS = slice(0, 1), slice(1, None)  # the passes in order and shuffled
Rows = Mapping[int, np.ndarray]  # seed -> [items, columns]: what each item adds to a score


@dataclass(frozen=True)
class Doses:
    """Answers of a model trained in order to perturbed test texts, one draw per perturbation.

    at          int64 [texts]: which test items these are, in the order of the items
    names       of the perturbations, such as "blocks:3"
    neighbours  float32 [doses, texts]: the share of broken neighbours; nan: fewer than two tokens
    moved       float32 [doses, texts]: the normalised displacement; nan for the same texts
    test        [doses, texts, …], by name as in a cell
    """

    names: tuple[str, ...]
    at: np.ndarray
    neighbours: np.ndarray
    moved: np.ndarray
    test: Answers


@dataclass(frozen=True)
class Cell:
    """One trained model and its answers in every pass.

    Pass 0 is the text in order, passes 1…R are the shuffles: of all tokens, or for a model that was
    trained on shuffled blocks of these. The task defines the form of the answers:
    log-probabilities of a classifier, counts of a translator.

    model    its name in the registry: "bow:2", "lstm"
    seed     0 for a model in order that does not depend on the seed (it is used for every seed)
    trained  "ordered" | "shuffled" | "local:K"
    dev      [passes, dev items, …] by name; of some tasks the passes that choose models alone
    test     [passes, items, …] by name
    facts    of the training: parameters, seconds, tokens_per_second, chosen settings …
    doses    for a model that reads order and is trained in order; else None
    """

    model: str
    seed: int
    trained: str
    dev: Answers
    test: Answers
    facts: dict[str, Any]
    doses: Doses | None = None


def same_bits(passes: np.ndarray) -> bool:
    """Whether all passes [passes, …] equal the first one; NaN equals NaN."""
    return np.array_equal(passes, np.broadcast_to(passes[:1], passes.shape), equal_nan=True)


@dataclass(frozen=True)
class SuiteCell:
    """One architecture, trained and tested on the shipped order-k suites of one language.

    pairs     order k -> bool [pairs, 2]: right on the (positive, negative) member
    kept      order k -> bool [reorderings]: right on a reordering that keeps the label
    left_out  order k -> pairs without a certificate under this model's tokens
    """

    model: str
    seed: int
    language: str
    pairs: dict[int, np.ndarray]
    kept: dict[int, np.ndarray]
    left_out: dict[int, int]


MIXED, SHORT = "mixed", "short"  # distances of the training pairs of a memory curve
SHORT_DISTANCE = 20  # tokens, the longest of the short ones
AS_SET, LECTURE = "set", "lecture"  # form: as the user set it; one-way, and the last state


@dataclass(frozen=True)
class MemoryCell:
    """One architecture, trained and tested on pairs with distant deciding words.

    form      "set" | "lecture"
    regime    "mixed" | "short"
    pairs     distance in tokens -> bool [pairs, 2]: right on the (positive, negative) member
    kept      distance -> bool [reorderings]: right on a reordering that keeps the label
    left_out  distance -> pairs without a certificate under this model's tokens
    """

    model: str
    seed: int
    language: str
    form: str
    regime: str
    pairs: dict[int, np.ndarray]
    kept: dict[int, np.ndarray]
    left_out: dict[int, int]


@dataclass(frozen=True)
class Tokens:
    """The test texts as the models read them, after truncation.

    corpus  ids over `words`, one vocabulary for all texts, folds and models
    words   the token of each id
    polar   int32 [folds, words]: the label that a word indicates in the training texts of a fold;
            -1: none
    """

    corpus: Corpus
    words: tuple[str, ...]
    polar: np.ndarray


@dataclass(frozen=True)
class Results:
    """All cells of a comparison, and its test items.

    scores    of the task, by metric; the first one is what effects are given in where the metric of
              the comparison does not matter
    units     how the test items count in intervals; the scores know it
    classes   the labels, in the order of the log-probabilities; none in a task without labels
    texts     the test texts as read
    gold      int32 [items]; -1: a label never seen in training (always counted as wrong); without
              labels all 0
    dev_gold  int32 [dev items]
    fold      int16 [items]; zeros without folds. With folds, each item, in the order in which it
              was read, is predicted by the model of its fold
    specs     model -> what is known of it, in the order of --models
    cells     a blind model has no "shuffled" cell: its passes are the same to the last bit
    suites    in any order; empty if the suites were not run
    memory    the same for the pairs with distant deciding words
    tokens    of the test texts; None: no figure that needs the words is computed
    mined     groups of texts with one bag and several labels, by k, as long as there are some
    heats     item -> heat line and flip of its text, by the first seed of the reader; some items
    learning  share -> all models, trained in order on one in `share` of the training texts; their
              only pass is the text in order
    floor     the model that has learned nothing, as majority; None where the task has none
    planted   answers to texts with a planted cue; None where none was planted
    facts     what can change the figures, and how the run was made; any key may be absent:
              version str; tokenizer dict; vocabulary {"size", "digest"}; train, dev, test int
              (texts); data, vectors, suite str or None (digests of what was read); folds int; seeds
              list; draws int; split_seed int; options dict (every other option that moves a figure;
              "hidden" {model: size} where sizes were matched);
              versions dict (of the libraries); compute, machine dict (`device.computed`) or
              None; margin float; device str; and,
              outside the signature, command str; cut int (texts cut at the longest length);
              lint {"duplicates", "shared", "copies", "contradictions", "unseen", "lone" int;
              "negators" dict: lost word -> times}; notes dict: name of a training -> its notes
    """

    scores: Mapping[str, Score]
    units: Units
    classes: tuple[str, ...]
    texts: tuple[str, ...]
    gold: np.ndarray
    dev_gold: np.ndarray
    fold: np.ndarray
    specs: Mapping[str, Spec]
    cells: tuple[Cell, ...]
    suites: tuple[SuiteCell, ...]
    facts: dict[str, Any]
    memory: tuple[MemoryCell, ...] = ()
    tokens: Tokens | None = None
    mined: tuple[Mined, ...] = ()
    heats: Mapping[int, TextHeat] = field(default_factory=dict)
    learning: Mapping[int, tuple[Cell, ...]] = field(default_factory=dict)
    floor: str | None = None
    planted: PlantedAnswers | None = None

    def different(self) -> int:
        """The number of clusters of test texts: copies prove nothing."""
        return len(self.units.weights)

    @property
    def sets(self) -> dict[str, str]:
        """Model -> "blind" | "ngram" | "aware"."""
        return {model: spec.set for model, spec in self.specs.items()}

    @property
    def metric(self) -> str:
        """The score of the verdict, by which the best models are chosen."""
        objective = self.facts.get("options", {}).get("objective", {})
        return objective.get("metric") or self.standard

    @property
    def standard(self) -> str:
        """The score in which effects are given that do not follow the metric."""
        return next(iter(self.scores))

    @property
    def score(self) -> Score:
        """The score of the verdict."""
        return self.scores[self.metric]

    def select(self, model: str, trained: str) -> tuple[Cell, ...]:
        """The cells of a model by seed; those in order serve a blind model as shuffled."""
        if self.specs[model].set == "blind":
            trained = ORDERED
        chosen = (c for c in self.cells if c.model == model and c.trained == trained)
        return tuple(sorted(chosen, key=lambda cell: cell.seed))

    def rows(self, model: str, trained: str, metric: str, passes: slice) -> dict[int, np.ndarray]:
        """What each test item adds to a score: seed -> [passes, items, columns]."""
        return {
            cell.seed: self.scores[metric].rows(of_passes(cell.test, passes), self.gold)
            for cell in self.select(model, trained)
        }


def of_passes(answers: Answers, passes: slice) -> Answers:
    """The answers in some of their passes."""
    return {name: array[passes] for name, array in answers.items()}
