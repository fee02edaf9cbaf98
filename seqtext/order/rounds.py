"""The two rounds of a comparison: the models and their shuffled twins, then what depends on these.

In the second round the network that is best on the development set gets its local twin, and a cue
is planted whose worth is known from the answers of the best blind candidate.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from seqtext.order.effects.assay import agreement
from seqtext.order.effects.candidates import best_of, names_in
from seqtext.order.trainings.gather import gather_cells
from seqtext.order.trainings.plan import WHOLE, Plan, Second, jobs
from seqtext.order.trainings.planted import halves
from seqtext.order.trainings.results import ORDERED, Results
from seqtext.order.trainings.run import Cells, missing
from seqtext.order.trainings.work import Work
from seqtext.tasks.task import Spec

LOG_LOSS = "log-loss"  # a cue is worth points of accuracy; of this score that says nothing


def rounds(work: Any) -> Iterator[Any]:
    """The work of each round; that of the second when the first has been trained."""
    yield work
    if has_second(work):
        yield replace(work, plan=replace(work.plan, second=_second(work)))


def has_second(work: Work) -> bool:
    """Whether a second round has trainings: it needs a model that reads order."""
    plan = work.plan
    aware = any(model.set == "aware" for model in plan.models)
    return (aware and plan.range > 0) or _plants(work)


def whole_plan(work: Work) -> Plan:
    """The plan of both rounds, for forecasts; as dear as it may be where the first is to be
    done."""
    if not missing(work):
        return [at_round.plan for at_round in rounds(work)][-1]
    if not has_second(work):
        return work.plan
    dearest = max(_aware(work.plan), key=lambda model: model.cost, default=None)
    local = (dearest, work.plan.range) if dearest and work.plan.range else None
    return replace(work.plan, second=Second(local, float(_plants(work))))


def _aware(plan: Plan) -> list[Spec]:
    return [model for model in plan.models if model.set == "aware"]


def _plants(work: Work) -> bool:
    """Whether a cue is planted: the task knows how, and some model could find it."""
    plan = work.plan
    reads_order = any(model.set != "blind" for model in plan.models)
    objective = getattr(plan.settings, "objective", None)
    scored = objective is None or objective.metric != LOG_LOSS
    return work.plants and plan.assay and reads_order and scored


def _second(work: Work) -> Second:
    """The second round, from the answers on the development set."""
    results, plan = _first_results(work), work.plan
    aware = names_in(results, "aware")
    local = None
    if aware and plan.range:
        local = results.specs[best_of(results, aware)], plan.range
    if not _plants(work):
        return Second(local)
    train = work.material.parts[0].train
    group = halves(train.gold(work.material.classes), len(work.material.classes))
    blind = best_of(results, names_in(results, "blind"))
    return Second(local, *agreement(results, blind, plan.margin, group))


def _first_results(work: Work) -> Results:
    """The results of the first round, without what only the report needs."""
    todo = [job for job in jobs(work.plan) if job.share == WHOLE]
    todo = [job for job in todo if job.kind == ORDERED or job.twin]
    results = gather_cells(work, Cells(work), work.material, todo)
    return replace(results, facts={**results.facts, "options": work.plan.groups})
