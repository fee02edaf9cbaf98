"""Predictions of the saved models of a comparison for the user's own pairs.

They are computed whenever a report is written, and no training depends on the pairs: adding or
changing a suite does not invalidate a training of a finished comparison.
"""

from collections.abc import Iterator
from dataclasses import replace

from seqtext.order.trainings.kept import answers_suites, model_path
from seqtext.order.trainings.plan import jobs
from seqtext.order.trainings.results import Results, SuiteCell
from seqtext.order.trainings.suites import by_order, judge_known
from seqtext.order.trainings.work import Work
from seqtext.tasks.classify.classifier import Classifier


def with_own_suite(results: Results, work: Work) -> Results:
    """The results with the predictions for the user's pairs, if there are any."""
    return replace(results, suites=(*results.suites, *_judged(work)))


def _judged(work: Work) -> Iterator[SuiteCell]:
    """Model by model; each pair has the order that it has as the model reads it."""
    suite = work.suite
    for job in jobs(work.plan) if suite else ():
        if suite and answers_suites(work.plan, job):
            path = model_path(work.folder, work.plan, str(job.model), job.fold)
            classifier = Classifier.load(str(path))
            result = judge_known(classifier, by_order(classifier, suite.cases))
            answers = result.pairs, result.kept, result.left_out
            yield SuiteCell(str(job.model), job.seed, f"file {suite.name}", *answers)
