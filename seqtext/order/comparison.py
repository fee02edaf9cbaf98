"""The comparison, from files to a report: the way that the command `compare` goes."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from seqtext import __version__
from seqtext.errors import SeqtextError
from seqtext.network_options import check_heads
from seqtext.order.effects.heats import with_heats
from seqtext.order.texts.cases import read_own_suite
from seqtext.order.trainings.gather import gather
from seqtext.order.trainings.material import Material, divide
from seqtext.order.trainings.own_suite import with_own_suite
from seqtext.order.trainings.plan import Job, Plan, fit_budget, forecast_time
from seqtext.order.trainings.results import Results
from seqtext.order.trainings.run import LINEAR_LIBRARIES, NETWORK_LIBRARIES, missing, run, versions
from seqtext.order.trainings.work import Work, fingerprint
from seqtext.system.contents import fitting
from seqtext.system.files import ensure_writable, make_folder
from seqtext.tasks.classify.dataset import Dataset, Reading, read_dataset
from seqtext.tasks.classify.lint import lint, lost_negators
from seqtext.tasks.classify.overview import overview
from seqtext.text.inputs import InputOptions
from seqtext.text.languages import language_of
from seqtext.text.quantities import quantity
from seqtext.text.unspaced import unspaced_in

SAMPLE = 1000  # texts that are tokenised to forecast time and memory


@dataclass(frozen=True)
class Files:
    """What the user names: training files, and perhaps a development and a test file.

    group: the column of the training files whose texts of one name stay together.
    """

    train: Sequence[str]
    dev: str | None
    test: str | None
    group: str | None = None


def prepare(plan: Plan, files: Files, options: InputOptions, folder: str) -> Work:
    """Read and divide the data, and refuse what would fail after hours of other trainings."""
    if not plan.models:
        raise SeqtextError("--models", "names no model", "name some, with commas between")
    if plan.learning and all(model.set == "blind" for model in plan.models):
        cause = "none of the models reads order, so there is no verdict that data could change"
        raise SeqtextError("--learning-curve", cause, "name one that does, as nbsvm:2 or lstm")
    if plan.learning and plan.settings.objective.metric in ("macro-f1", "log-loss"):
        cause = "follows the accuracy, and --metric asks for another verdict"
        raise SeqtextError("--learning-curve", cause, "leave one of them out")
    train = read_dataset(files.train, options.grouped(files.group))
    dev, test = (read_dataset([f], options) if f else None for f in (files.dev, files.test))
    named = ((files.train, train), ([files.dev or ""], dev), ([files.test or ""], test))
    notes = [line for paths, data in named if data for line in overview(paths, data, options)]
    notes += filter(None, [unspaced_in(train.texts, plan.reading.tokenizer)])
    material = divide(train, dev, test, plan.folds, plan.split_seed, plan.reading)
    if plan.match:
        from seqtext.order.trainings.matching import matched_sizes

        plan = replace(plan, hidden=matched_sizes(plan, len(material.classes)))
    for model in plan.models:
        if "heads" in model.family.reads:
            check_heads(plan.settings_of(model).network)
    suite = read_own_suite(plan.suite, material.classes, options) if plan.suite else None
    return Work(plan, material, Path(folder), fingerprint(plan, material), suite, tuple(notes))


def in_own_language(work: Work) -> tuple[Work, str | None]:
    """The work with the shipped pairs in the language of its training texts, and that language.

    None where it is neither English nor Spanish: then the pairs are English.
    """
    detected = language_of(work.material.parts[0].train.texts)
    language = detected or "en"
    memory = language if work.plan.memory else ""
    plan = replace(work.plan, languages=(language,), memory=memory)
    return replace(work, plan=plan), detected


def fit_into(work: Work, workers: int, seconds: float) -> tuple[Work, list[str]]:
    """The work cut down to a time by the clock, and what was left out; what is done stays."""
    todo = frozenset(missing(work))
    plan, left_out = fit_budget(work.plan, todo, _tokens(work), workers, seconds)
    return replace(work, plan=plan), left_out


def forecast(work: Work, workers: int) -> list[str]:
    """What would be trained, and how long it would take, as lines."""
    todo = missing(work)
    expected, done = forecast_time(todo, _tokens(work), workers), len(work.jobs()) - len(todo)
    lines = [job.name for job in todo]
    lines.append(
        f"{quantity(len(todo), 'training')}, {done:,} done before; test: {work.material.told}"
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
    texts = work.material.parts[0].train.texts
    step = max(1, len(texts) // SAMPLE)
    sample = texts[::step]
    tokens = sum(len(work.plan.reading.tokenizer(text)) for text in sample)
    return max(1, round(tokens / len(sample) * len(texts)))


def train(work: Work, todo: list[Job], workers: int, on_finished: Callable[[Job], None]) -> None:
    """Train what has no result yet; `on_finished` hears of each finished job."""
    make_folder(str(work.folder / "cells"))
    ensure_writable(str(work.folder / "report.json"))
    run(work, todo, workers, on_finished)


def results(work: Work, command: str) -> Results:
    """All that was found, with what the report tells of how it was made."""
    with fitting(str(work.folder / "cells"), "remove it"):
        gathered = gather(work, facts_of(work, command))
    return with_heats(with_own_suite(gathered, work), work.folder, work.plan)


def facts_of(work: Work, command: str) -> dict[str, Any]:
    """What moves the figures, and what is told of the run: as `Results.facts`."""
    part, plan = work.material.parts[0], work.plan
    counted = _lint(work.material, plan.reading)
    return {
        "version": __version__,
        "tokenizer": plan.reading.tokenizer.to_json(),
        "train": len(part.train),
        "dev": sum(len(p.dev) for p in work.material.parts),
        "test": sum(len(p.test) for p in work.material.parts),
        **{key: work.fingerprint[key] for key in ("data", "vectors", "compute", "machine")},
        "suite": work.suite.digest() if work.suite else None,
        "folds": plan.folds,
        "seeds": list(plan.seeds),
        "draws": plan.draws,
        "split_seed": plan.split_seed,
        "split": work.material.told,
        "margin": plan.margin,
        "options": {**_reading(work), **_settings(plan), **_sizes(plan)},
        "versions": versions(*_libraries(plan)),
        "command": command,
        "lint": {**counted, "negators": _lost(work)},
    }


_OF_TESTS = ("shared", "copies", "unseen")  # what is counted of test texts


def _lint(material: Material, reading: Reading) -> dict[str, int]:
    """With folds: repeated training texts over the whole file, all else summed over the folds."""
    counts = [lint(part.train, part.test, reading) for part in material.parts]
    if len(counts) == 1:
        return counts[0]
    tested = [part.test for part in material.parts]
    all_texts = Dataset(
        tuple(text for data in tested for text in data.texts),
        tuple(label for data in tested for label in data.labels),
    )
    summed = {key: sum(count[key] for count in counts) for key in _OF_TESTS}
    return {**lint(all_texts, all_texts.select([]), reading), **summed}


def _lost(work: Work) -> dict[str, int]:
    """Negators that no model sees; with folds, by the fold that loses a word most often."""
    lost: dict[str, int] = {}
    for part in work.material.parts:
        for word, count in lost_negators(part.train.texts, work.plan.reading).items():
            lost[word] = max(count, lost.get(word, 0))
    return dict(sorted(lost.items(), key=lambda item: -item[1]))


def _libraries(plan: Plan) -> tuple[str, ...]:
    """Those of the trainings, and scipy, of the intervals and tests."""
    networks = any(model.varies for model in plan.models)
    return (*(NETWORK_LIBRARIES if networks else LINEAR_LIBRARIES), "scipy")


def _settings(plan: Plan) -> dict[str, Any]:
    """Those that a model of the plan reads, by group."""
    groups: dict[str, Any] = {}
    for model in plan.models:
        for name, group in model.read(plan.settings).items():
            groups[name] = groups.get(name, {}) | group
    return groups


def _sizes(plan: Plan) -> dict[str, Any]:
    """The --hidden of each model, where they were matched."""
    return {"hidden": dict(plan.hidden)} if plan.hidden else {}


def _reading(work: Work) -> dict[str, Any]:
    reading = asdict(work.plan.reading)
    del reading["tokenizer"]
    return reading
