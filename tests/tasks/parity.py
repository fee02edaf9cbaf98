"""A toy task: does a text hold some word an odd number of times? It stands in this file alone."""

from dataclasses import dataclass, replace

import numpy as np

from seqtext.kernel.blocks import blocks_of
from seqtext.statistics.scores import ShareScore
from seqtext.tasks.classify.dataset import Reading
from seqtext.tasks.data import Data
from seqtext.tasks.judged import Judged
from seqtext.tasks.output import Output
from seqtext.tasks.task import Task
from seqtext.tasks.trained import Trained
from seqtext.text.formats import read_records
from seqtext.words.corpus import Corpus, encode_texts
from seqtext.words.counts import Counts
from seqtext.words.vocabulary import PAD, UNK, Vocabulary

PLACES = {"count": "number of times that a word occurs", "place": "place of the first token"}


@dataclass(frozen=True)
class Bags(Data):
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    unit = "text"

    columns = lambda self: (self.labels, self.texts)  # noqa: E731
    read = property(lambda self: self.texts)
    gold = lambda self, classes: np.array([x == "odd" for x in self.labels], np.int32)  # noqa: E731


@dataclass(frozen=True)
class Parity:
    name: str
    ngrams, varies, cost = 1, False, 1.0
    read = lambda self, settings: {}  # noqa: E731
    set = property(lambda self: "blind" if self.name == "count" else "aware")
    __str__ = lambda self: self.name  # noqa: E731


class Right(ShareScore):
    metric, noun, gain = "accuracy", "accuracy", "Points of accuracy"

    def rows(self, answers, gold):
        return (answers["odd"] == gold).astype(float)[..., None]


SCORES = {"accuracy": Right()}


@dataclass(frozen=True)
class ParityModel(Trained):
    """The word whose count is odd where the label is."""

    spec: Parity
    vocabulary: Vocabulary
    word: int
    task, noun = "parity", "model of parity"

    model_name = property(lambda self: self.spec.name)
    vocabularies = property(lambda self: {"": self.vocabulary})

    def tensors(self):
        return {"word": np.array([self.word])}

    @classmethod
    def of(cls, tensors, header, vocabularies, **common):
        return cls(Parity(header["model"]), vocabularies[""], int(tensors["word"][0]), **common)

    def encode(self, texts):
        return encode_texts(texts, self.vocabulary, None, self.max_length)[0]

    def answers(self, corpus: Corpus, data=None, *options):
        odd = [self.odd(corpus[i]) for i in range(len(corpus))]
        return {"odd": np.array(odd, bool)}

    def odd(self, ids):
        at = np.flatnonzero(ids == self.word)
        return (len(at) if self.spec.name == "count" else int(at[0] if len(at) else 0)) % 2 == 1

    def judge(self, data):
        odd = self.answers(self.encode(data.texts))["odd"]
        return Judged({"odd": odd[None]}, data.gold(()), SCORES)


@dataclass(frozen=True)
class BagProblem:
    train: Bags
    dev: Bags
    vocabulary: Vocabulary
    reading: Reading
    ids: tuple[Corpus, Corpus]
    cut = 0

    texts = property(lambda self: self.ids)

    def encode(self, data):
        return encode_texts(data.texts, self.vocabulary, None, self.reading.max_length)

    def rearranged(self, order):
        return replace(self, ids=tuple(corpus.rearranged(order) for corpus in self.ids))


class ParityOutput(Output):
    names = ("predicted",)

    def __init__(self, model):
        self.model = model

    def of(self, texts):
        return self.model.answers(self.model.encode(texts))["odd"]

    def rows(self, answers):
        return [["odd" if odd else "even"] for odd in answers]

    def lines(self, answers):
        return "".join(f"{label}\n" for (label,) in self.rows(answers))


class ParityTask(Task):
    name, noun, roles = "parity", "model of parity", ("label", "text")
    help, examples = "Train a model of parity.", "\n  seqtext train parity bags.tsv --model count"
    models = lambda self: PLACES  # noqa: E731
    parse = lambda self, name, extra=None: Parity(name)  # noqa: E731
    trained = property(lambda self: ParityModel)
    scores = property(lambda self: SCORES)
    output = lambda self, trained, as_json, is_set, *options: ParityOutput(trained)  # noqa: E731

    def read(self, paths, inputs):
        records = [r.values for p in paths for r in read_records(p, inputs, self.roles).records]
        return Bags(*(tuple(values[role] for values in records) for role in ("text", "label")))

    def prepare(self, train, dev, reading, labels=()):
        counts = Counts(reading.tokenizer)
        counts.add_blocks(blocks_of(train.texts))
        words = Vocabulary.build(counts, specials=(PAD, UNK))
        problem = BagProblem(train, dev, words, reading, ())
        return replace(problem, ids=tuple(problem.encode(part)[0] for part in (train, dev)))

    def fit(self, spec, problem, settings, seed, log, keeper_of):
        size, longest = len(problem.vocabulary), problem.reading.max_length
        common = {"max_length": longest, "signature": {"train": problem.train.digest()[:12]}}
        models = [ParityModel(spec, problem.vocabulary, w, **common) for w in range(2, size)]
        gold = problem.train.gold(())
        return max(models, key=lambda m: (m.answers(problem.ids[0])["odd"] == gold).mean())

    def appraised(self, trained, problem, settings):
        right = float(trained.judge(problem.dev).rows("accuracy").mean())
        return trained, [f"{trained.spec}: {right:.1%} right on {len(problem.dev)} texts"]
