"""The comparison of models of any task, from files to results: the way of `compare`."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from seqtext import __version__
from seqtext.errors import SeqtextError
from seqtext.order.rounds import whole_plan
from seqtext.order.trainings.gather import gather
from seqtext.order.trainings.material import Material, divide
from seqtext.order.trainings.plan import Job, Plan, Second, fit_budget, forecast_time
from seqtext.order.trainings.processes import Processes
from seqtext.order.trainings.results import Results
from seqtext.order.trainings.run import missing, run, versions
from seqtext.order.trainings.work import Work, fingerprint
from seqtext.system.contents import fitting
from seqtext.system.files import ensure_writable, make_folder
from seqtext.tasks.data import Data
from seqtext.text.inputs import InputOptions
from seqtext.text.quantities import quantity

WORKS = {  # of tasks with trainings of their own; all others have `Work`
    "classify": "seqtext.order.classify.work:ClassifierWork",
    "translate": "seqtext.order.translate.work:TranslatorWork",
}


@dataclass(frozen=True)
class Files:
    """What the user names: training files, and perhaps development and test files.

    group: the column of the training and test files whose texts of one name stay together, and
    count as one in intervals.
    """

    train: Sequence[str]
    dev: Sequence[str] = ()
    test: Sequence[str] = ()
    group: str | None = None


def read_data(
    plan: Plan, files: Files, inputs: InputOptions
) -> tuple[list[Data | None], list[str]]:
    """Training, development and test data, and lines on the files as they were read."""
    grouped = inputs.grouped(files.group)
    options = grouped, inputs, grouped
    data, notes = [], []
    for paths, how in zip((files.train, files.dev, files.test), options, strict=True):
        data.append(plan.task.read(paths, how) if paths else None)
        notes += plan.task.overview(paths, data[-1], how) if paths else []
    return data, [*notes, *plan.task.unspaced(data[0], plan.reading)]


def prepare_work(plan: Plan, files: Files, inputs: InputOptions, folder: str) -> Any:
    """Read and divide the data, and refuse what would fail after hours of other trainings."""
    refuse(plan)
    (train, dev, test), notes = read_data(plan, files, inputs)
    assert train is not None
    return work_on(plan, divide(plan, train, dev, test), folder, notes)


def work_on(plan: Plan, material: Material, folder: str, notes: Sequence[str] = ()) -> Any:
    """The work of a comparison on this material."""
    if plan.match:
        from seqtext.order.trainings.matching import matched_sizes

        plan = replace(plan, hidden=matched_sizes(plan, len(material.classes)))
    for model in plan.models:
        plan.task.check(model, plan.settings_of(model))
    module, kind = WORKS.get(plan.task.name, "seqtext.order.trainings.work:Work").split(":")
    of_task: type[Work] = getattr(import_module(module), kind)
    return of_task(plan, material, Path(folder), fingerprint(plan, material), tuple(notes))


def refuse(plan: Plan) -> None:
    """Raise SeqtextError for a plan that cannot be compared, before anything is read."""
    if not plan.models:
        raise SeqtextError("--models", "names no model", "name some, with commas between")
    if plan.learning and all(model.set == "blind" for model in plan.models):
        cause = "none of the models reads order, so there is no verdict that data could change"
        raise SeqtextError("--learning-curve", cause, "name one that does, as nbsvm:2 or lstm")
    objective = getattr(plan.settings, "objective", None)
    if plan.learning and objective and objective.metric in ("macro-f1", "log-loss"):
        cause = "follows the accuracy, and --metric asks for another verdict"
        raise SeqtextError("--learning-curve", cause, "leave one of them out")


def fit_into(work: Any, workers: int, seconds: float) -> tuple[Any, list[str]]:
    """The work cut down to a time by the clock, and what was left out; what is done stays."""
    both = replace(work, plan=whole_plan(work))
    todo = frozenset(missing(both))
    plan, left_out = fit_budget(both.plan, todo, _tokens(work), workers, seconds)
    return replace(work, plan=replace(plan, second=None)), left_out


def forecast(work: Work, workers: int) -> list[str]:
    """What would be trained, and how long it would take, as lines."""
    work = replace(work, plan=whole_plan(work))
    todo = missing(work)
    expected, done = forecast_time(todo, _tokens(work), workers), len(work.jobs()) - len(todo)
    lines = [job.name for job in todo]
    lines.append(
        f"{quantity(len(todo), 'training')}, {done:,} done before; test: {work.material.described}"
    )
    if todo:
        lines.append(
            f"about {_clock(expected.seconds)} with {quantity(workers, 'process', 'processes')} "
            f"and {expected.bytes / 1e9:.1f} GB of memory (rough: from the size of the data)"
        )
    return lines


def _clock(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _tokens(work: Work) -> int:
    """The number of tokens of a training set, from a sample of its texts."""
    return work.plan.task.tokens(work.material.parts[0].train, work.plan.reading)


def train_missing(
    work: Work, todo: list[Job], workers: int, on_finished: Callable[[Job], None]
) -> None:
    """Train what has no result yet; `on_finished` hears of each finished job."""
    make_folder(str(work.folder / "cells"))
    ensure_writable(str(work.folder / "report.json"))
    run(work, todo, Processes(workers), on_finished)


def results(work: Work, command: str) -> Results:
    """The results of all trainings, with how they were made."""
    with fitting(str(work.folder / "cells"), "remove it"):
        return gather(work, facts_of(work, command))


def facts_of(work: Work, command: str) -> dict[str, Any]:
    """What changes the figures, and how the run was made: `Results.facts`."""
    parts, plan = work.material.parts, work.plan
    return {
        "version": __version__,
        "task": plan.task.name,
        "train": len(parts[0].train),
        "dev": sum(len(p.dev) for p in parts),
        "test": sum(len(p.test) for p in parts),
        **{key: work.fingerprint[key] for key in ("data", "compute", "machine")},
        "folds": plan.folds,
        "seeds": list(plan.seeds),
        "draws": plan.draws,
        "split_seed": plan.split_seed,
        "split": work.material.described,
        "margin": plan.margin,
        "options": {**_reading(work), **plan.groups, **plan.sizes},
        "versions": versions(*work.libraries(plan.models), "scipy"),  # scipy: intervals and tests
        "command": command,
        "lint": work.lint(),
        "on_dev": work.material.on_dev,
        **_second(plan),
        **work.facts(),
    }


def _second(plan: Plan) -> dict[str, Any]:
    """The range of the local twin, and how often a planted cue agrees with the label."""
    second = plan.second or Second()
    local = {"local": second.local[1]} if second.local else {}
    return local | ({"assay": second.q} if second.q else {})


def _reading(work: Work) -> dict[str, Any]:
    reading = asdict(work.plan.reading)
    if isinstance(reading["tokenizer"], dict):
        del reading["tokenizer"]  # it stands beside
    return reading
