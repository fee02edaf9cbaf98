"""Predictions of the saved models of a comparison for the user's own pairs.

They are computed whenever a report is written, and no training depends on the pairs: adding or
changing a suite does not invalidate a training of a finished comparison.
"""

from collections.abc import Iterator
from pathlib import Path

from seqtext.order.classify.kept_models import answers_suites, model_path
from seqtext.order.classify.suites import by_order, judge_known
from seqtext.order.texts.cases import OwnSuite
from seqtext.order.trainings.plan import Plan, jobs
from seqtext.order.trainings.results import SuiteCell
from seqtext.tasks.classify.classifier import Classifier


def judged_suite(folder: Path, plan: Plan, suite: OwnSuite | None) -> Iterator[SuiteCell]:
    """Model by model; each pair has the order that it has as the model reads it."""
    for job in jobs(plan) if suite else ():
        if suite and answers_suites(plan, job):
            classifier = Classifier.load(str(model_path(folder, plan, str(job.model), job.fold)))
            result = judge_known(classifier, by_order(classifier, suite.cases))
            answers = result.pairs, result.kept, result.left_out
            yield SuiteCell(str(job.model), job.seed, f"file {suite.name}", *answers)
