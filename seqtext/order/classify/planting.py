"""A training of the assay: a classifier learns planted texts, and judges both orders of a cue."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from seqtext.log import Log
from seqtext.order.trainings.measured import measured_fit
from seqtext.order.trainings.plan import Job
from seqtext.order.trainings.planted import (
    MARKERS,
    PlantedAnswers,
    far_of,
    halves,
    orders,
    planted,
)
from seqtext.order.trainings.results import Results
from seqtext.order.trainings.run import Cells, TrainingRecord
from seqtext.order.trainings.work import Work
from seqtext.tasks.classify.scores import LOG_P
from seqtext.tasks.classify.training import LabelledProblem
from seqtext.training.resume import KeeperOf
from seqtext.words.corpus import Corpus
from seqtext.words.vocabulary import Vocabulary

_ANSWERS = "planted"  # the tensor of a result


def train_planted(work: Work, job: Job, keeper_of: KeeperOf, log: Log) -> TrainingRecord:
    """Train a model on planted texts; it judges the test texts with the markers in all orders."""
    plan, data = work.plan, work.read(job)
    assert plan.second is not None
    problem: Any = data.problem
    settings = plan.settings_of(job.model)
    group = halves(problem.ids.train.labels, problem.ids.classes)
    far, first = far_of(problem.ids.train.lengths), len(problem.vocabulary)
    copy = _copy(problem, group, plan.second.q, far, job.seed)
    model, facts = measured_fit(plan.task, job.model, copy, settings, job.seed, log, keeper_of)

    def answers(near_order: int, far_order: int) -> np.ndarray:
        chosen = np.repeat([[near_order], [far_order]], len(data.test), axis=1)
        texts = planted(data.test, chosen, first, far, job.seed)
        log_p: np.ndarray = model.answers(texts, data.part.test, *plan.answering)[LOG_P]
        return log_p

    asked = np.stack([answers(*both) for both in product((0, 1), repeat=2)])
    tensors = {_ANSWERS: asked.reshape(2, 2, *asked.shape[1:])}
    return tensors, {**facts, "far": far, "group": group.tolist()}


def _copy(
    problem: LabelledProblem, group: np.ndarray, q: float, far: int, seed: int
) -> LabelledProblem:
    """The problem with markers in all texts; they are the last ids of its vocabulary."""
    ids, first = problem.ids, len(problem.vocabulary)

    def with_markers(corpus: Corpus) -> Corpus:
        return planted(corpus, orders(corpus.labels, group, q, seed), first, far, seed)

    train, dev = with_markers(ids.train), with_markers(ids.dev)
    vocabulary = _extended(ids.vocabulary, len(train))
    return replace(problem, ids=replace(ids, train=train, dev=dev, vocabulary=vocabulary))


def _extended(vocabulary: Vocabulary, texts: int) -> Vocabulary:
    """The vocabulary with the markers, which stand once in each text; no token has a space."""
    markers = [f"marker {number}" for number in range(MARKERS)]
    counts = np.append(vocabulary.counts, [texts] * MARKERS)
    documents = np.append(vocabulary.documents, [texts] * MARKERS)
    tokens, tokenizer = [*vocabulary.tokens, *markers], vocabulary.tokenizer
    return Vocabulary(tokens, counts, documents, tokenizer, vocabulary.default_index)


def with_planted(work: Work, results: Results, cells: Cells[Job]) -> Results:
    """The results with the answers to planted texts, where there are some."""
    second, jobs = work.plan.second, [job for job in work.jobs() if job.planted]
    if second is None or not jobs:
        return results
    records: dict[str, tuple[dict[str, np.ndarray], dict[str, Any]]] = {
        str(job.model): cells.read(job) for job in jobs
    }
    facts = next(facts for _, facts in records.values())
    part = work.material.parts[0].test
    answers = PlantedAnswers(
        second.q,
        second.worth,
        facts["far"],
        np.array(facts["group"]),
        part.gold(work.material.classes),
        {model: tensors[_ANSWERS] for model, (tensors, _) in records.items()},
    )
    return replace(results, planted=answers)
