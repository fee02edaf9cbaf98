"""The plan: what is trained for which models, and what a budget leaves out."""

from collections.abc import Collection
from dataclasses import replace

import pytest

from seqtext.options import Settings
from seqtext.order.trainings.material import divide
from seqtext.order.trainings.plan import Job, Plan, fit_budget, forecast_time, jobs
from seqtext.registry import parse_list
from seqtext.tasks.classify.dataset import Dataset, Reading
from seqtext.tasks.task import task_named

CLASSIFY = task_named("classify")
PLAN = Plan(
    CLASSIFY,
    parse_list("bow:1,bow:2,dan,lstm"),
    (0, 1, 2),
    Reading(),
    Settings(),
    languages=("en",),
)


def seconds(plan: Plan, tokens: float, workers: int) -> float:
    return forecast_time(jobs(plan), tokens, workers).seconds


def cut(plan: Plan, tokens: float, budget: float, done: Collection[Job] = ()):
    todo = {job for job in jobs(plan) if job not in done}
    return fit_budget(plan, todo, tokens, 2, budget)


def names(plan: Plan, start: str) -> set[str]:
    return {job.name for job in jobs(plan) if job.name.startswith(start)}


def test_each_model_is_trained_as_often_as_it_varies() -> None:
    assert len(names(PLAN, "majority.")) == 1
    assert names(PLAN, "bow-1.") == {"bow-1.ordered.fold0.seed0", "bow-1.suite.en.seed0"}
    assert len(names(PLAN, "bow-2.")) == 5  # ordered, suite, and a shuffle for each seed
    assert len(names(PLAN, "dan.")) == 4  # blind: no shuffled training, and one suite
    assert len(names(PLAN, "lstm.")) == 9


def test_names_tell_all_jobs_apart() -> None:
    todo = jobs(replace(PLAN, folds=4, languages=("en", "es"), memory="en", learning=True))
    assert len({job.name for job in todo}) == len(todo)


@pytest.mark.parametrize("tokens", [1e5, 1e7])
def test_a_budget_is_kept_and_what_went_is_told(tokens: int) -> None:
    whole = seconds(PLAN, tokens, 2)
    plan, left_out = cut(PLAN, tokens, whole / 2)
    assert seconds(plan, tokens, 2) <= whole / 2
    assert left_out[0] == "seed 2"
    assert cut(PLAN, tokens, whole) == (PLAN, [])


def test_the_memory_curve_is_left_out_before_the_suites() -> None:
    asked = replace(PLAN, seeds=(0, 1), memory="es")
    trained = [job.name for job in jobs(asked) if job.kind == "memory"]
    assert "lstm.memory.es.seed1" in trained
    assert len(trained) == 2 * 1 + 2 * 2  # two bags, two networks with two seeds
    plan, left_out = cut(asked, 10**5, seconds(asked, 10**5, 2) - 1)
    assert (plan.memory, plan.languages, left_out) == ("", ("en",), ["the memory curve"])


def test_a_learning_curve_trains_in_order_and_its_forecast_knows_the_sizes() -> None:
    asked = replace(PLAN, learning=True)
    parts = [job for job in jobs(asked) if job.share > 1]
    assert {job.kind for job in parts} == {"ordered"}
    assert len(parts) == 3 * (1 + 2 + 2 * 3)  # three sizes: majority, two bags, networks by seed
    assert "lstm.ordered.fold0.1in8.seed2" in {job.name for job in parts}
    whole = [job for job in jobs(PLAN) if job.kind == "ordered"]
    fixed = 0.2  # seconds of a training without any text
    more = seconds(asked, 10**7, 1) - seconds(PLAN, 10**7, 1)
    once = seconds(replace(PLAN, languages=()), 10**7, 1)
    shuffled = replace(PLAN, models=parse_list("dan"), languages=())
    assert more - fixed * len(parts) < (once - fixed * len(whole)) * 7 / 8
    dan = seconds(replace(shuffled, learning=True), 10**7, 1)
    alone = seconds(shuffled, 10**7, 1) - 3  # less the start of the process
    assert dan - 3 - alone == pytest.approx(alone * 7 / 8, rel=0.02)


def test_the_learning_curve_is_left_out_before_the_suites() -> None:
    asked = replace(PLAN, seeds=(0, 1), learning=True)
    plan, left_out = cut(asked, 10**6, seconds(asked, 10**6, 2) - 1)
    assert (plan.learning, plan.languages, left_out) == (False, ("en",), ["the learning curve"])


def test_what_is_done_takes_no_time_and_is_not_left_out() -> None:
    done = [job for job in jobs(PLAN) if str(job.model) != "lstm"]
    budget = seconds(PLAN, 10**5, 2) - 1e-6
    assert cut(PLAN, 10**5, budget)[1] == ["seed 2"]
    assert cut(PLAN, 10**5, budget, done) == (PLAN, [])
    assert cut(PLAN, 10**5, 0, jobs(PLAN)) == (PLAN, [])  # all is done
    # Of the suites all is done: to leave them out would save nothing, and throw them away.
    suites = [job for job in jobs(PLAN) if job.kind == "suite"]
    plan, left_out = cut(PLAN, 10**5, 0, suites)
    assert plan.languages == ("en",)
    assert left_out == ["seed 2", "seed 1", "model lstm", "model dan", "model bow:2"]


def test_a_hopeless_budget_keeps_one_model() -> None:
    plan, _ = cut(PLAN, 10**7, 0)
    assert (len(plan.models), plan.seeds) == (1, (0,))


DATA = Dataset(tuple(map(str, range(200))), ("+", "-") * 100)
OTHER = Dataset(("x", "y"), ("+", "-"))


@pytest.mark.parametrize(
    ("dev", "test", "k", "sizes"),
    [
        (None, None, 1, [(144, 16, 40)]),  # a fifth, then a tenth of the rest
        (OTHER, None, 1, [(200, 2, 2)]),  # the development file is the test
        (None, OTHER, 1, [(180, 20, 2)]),
        (OTHER, OTHER, 1, [(200, 2, 2)]),
        (None, None, 5, [(144, 16, 40)] * 5),
    ],
)
def test_data_are_divided_as_far_as_the_user_has_not(dev, test, k: int, sizes) -> None:
    parts = divide(replace(PLAN, folds=k), DATA, dev, test).parts
    assert [(len(p.train), len(p.dev), len(p.test)) for p in parts] == sizes
    for part in parts:
        assert not set(part.train.texts) & set(part.dev.texts)
        assert not set(part.train.texts) & set(part.test.texts)


def test_folds_cover_each_text_once_and_know_its_place() -> None:
    material = divide(replace(PLAN, folds=4), DATA, None, None)
    tested = [text for part in material.parts for text in part.test.texts]
    assert sorted(tested) == sorted(DATA.texts)
    assert tuple(tested[i] for i in material.place) == DATA.texts
