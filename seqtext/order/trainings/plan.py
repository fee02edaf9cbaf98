"""The plan of a comparison: which models are trained on which data, with a time forecast."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from seqtext.order.trainings.results import LOCAL, ORDERED, SHUFFLED
from seqtext.tasks.task import Spec, Task

# Kinds of trainings that one task alone has.
SUITE, MEMORY, GRAMMAR = "suite", "memory", "grammar"
PLANTED = "planted:"  # and how often the order of the cue agrees with the label
SHORTEST_RANGE = 3  # of a local twin, in tokens
APART = 0.2  # with matched sizes, the largest network exceeds the smallest at most by this fraction
WHOLE, SHARES = 1, (8, 4, 2)  # one in this many training texts: all; the shares of a learning curve


@dataclass(frozen=True)
class Second:
    """What is trained when the first trainings have been judged on the development set.

    local  the model with a local twin, and its range in tokens; None: no twin
    q      how often the order of a planted cue agrees with the label; 0: no cue is planted
    worth  of the cue, as a fraction
    """

    local: "tuple[Spec, int] | None" = None
    q: float = 0.0
    worth: float = 0.0


@dataclass(frozen=True)
class Plan:
    """The trainings of a comparison.

    task        of the models; its floor is always added as a baseline
    models      in the order of the report
    seeds       of the networks; models that do not depend on the seed are trained once
    answering   how models answer: the records of `Task.answering`
    folds       of the cross-validation; 1 if there is a test set
    draws       shuffles of each test text
    split_seed  of development set and folds: the same for all models and seeds
    margin      of equivalence, as a fraction: smaller effects count as no difference
    learning    the models are also trained on 1/8, 1/4 and 1/2 of the texts, in order
    match       the networks get about the same number of parameters
    hidden      (model, --hidden) of matched networks; other models have that of the settings
    local       range of the local twin in tokens; 0: no twin; None: the longest n-gram, at least 3
    assay       whether a cue is planted
    second      the second round of trainings, once it is known

    Of classifiers alone:

    languages   of the shipped order-k suites, for separate trainings; may be empty
    memory      language of the pairs with distant deciding words; "": no such pairs
    suite       file of the user's own pairs, on which the models of the data are tested

    Of translators alone:

    grammar     the models are also trained on the shipped pairs, and tried on their twins
    """

    task: Task
    models: tuple[Spec, ...]
    seeds: tuple[int, ...]
    reading: Any
    settings: Any
    answering: tuple[Any, ...] = ()
    folds: int = 1
    draws: int = 5
    split_seed: int = 0
    margin: float = 0.01
    learning: bool = False
    match: bool = False
    hidden: tuple[tuple[str, int], ...] = ()
    local: int | None = None
    assay: bool = True
    second: Second | None = None
    languages: tuple[str, ...] = ()
    memory: str = ""
    suite: str | None = None
    grammar: bool = False

    def settings_of(self, model: Spec) -> Any:
        """The settings with the --hidden of this model."""
        if str(model) not in dict(self.hidden):
            return self.settings
        network = replace(self.settings.network, hidden=dict(self.hidden)[str(model)])
        return replace(self.settings, network=network)

    @property
    def range(self) -> int:
        """Of the local twin, in tokens; 0: there is none."""
        longest = max((model.ngrams for model in self.models if model.set == "ngram"), default=1)
        return max(longest, SHORTEST_RANGE) if self.local is None else self.local

    @property
    def groups(self) -> dict[str, Any]:
        """The settings that a model reads, by group."""
        groups: dict[str, Any] = {}
        for model in self.models:
            for name, group in model.read(self.settings).items():
                groups[name] = groups.get(name, {}) | group
        return groups

    @property
    def sizes(self) -> dict[str, Any]:
        """The --hidden of each model, where they were matched."""
        return {"hidden": dict(self.hidden)} if self.hidden else {}

    @property
    def generated(self) -> list[tuple[str, str]]:
        """Kind and language of the trainings on data that the project ships."""
        return [
            *((SUITE, language) for language in self.languages),
            *([(MEMORY, self.memory)] if self.memory else []),
            *([(GRAMMAR, "en-es")] if self.grammar else []),
        ]


@dataclass(frozen=True)
class Job:
    """One training. `kind` is its data: ordered, shuffled, suite, memory or grammar.

    It uses one in `share` of the training texts. A memory job trains once for each form and regime
    of `order.classify.memory`.
    """

    model: Spec
    seed: int
    kind: str
    fold: int = 0
    language: str = ""
    share: int = WHOLE

    @property
    def name(self) -> str:
        """The stem of the file with the result."""
        where = self.language or f"fold{self.fold}"
        part = f".1in{self.share}" if self.share > WHOLE else ""
        return f"{self.model}.{self.kind}.{where}{part}.seed{self.seed}".replace(":", "-")

    @property
    def twin(self) -> bool:
        """Whether the model is trained and judged on rearranged text."""
        return self.kind == SHUFFLED or self.kind.startswith(LOCAL)

    @property
    def planted(self) -> bool:
        """Whether a cue is planted in the texts."""
        return self.kind.startswith(PLANTED)

    @property
    def title(self) -> str:
        """The name for messages: "nbsvm:2, shuffled, seed 0"."""
        kind = "planted cue" if self.planted else _TITLES.get(self.kind, self.kind)
        parts = [str(self.model), kind, self.language]
        parts += [f"fold {self.fold + 1}" if self.fold else ""]
        parts += [f"1/{self.share} of the texts" if self.share > WHOLE else ""]
        return ", ".join([part for part in parts if part] + [f"seed {self.seed}"])


_TITLES = {
    ORDERED: "in order",
    SUITE: "order-k suite",
    MEMORY: "far apart",
    GRAMMAR: "shipped pairs",
}


def jobs(plan: Plan) -> list[Job]:
    """All trainings of the plan, folds together, so that a process encodes a fold once.

    For a blind model a shuffled text is the same text, so it is trained in order only. Of any other
    each seed has a shuffle of its own, also where the seed changes nothing else.
    """
    result = []
    for fold in range(plan.folds):
        for model in _with_floor(plan):
            result += [Job(model, seed, ORDERED, fold) for seed in _seeds(model, plan)]
            if model.set != "blind":
                result += [Job(model, seed, SHUFFLED, fold) for seed in plan.seeds]
        result += [job for share in SHARES if plan.learning for job in _smaller(plan, fold, share)]
    result += _second(plan)
    for kind, language in plan.generated:
        for model in plan.models:
            for seed in _seeds_of_generated(model, kind, plan):
                result.append(Job(model, seed, kind, language=language))
    return result


def _second(plan: Plan) -> list[Job]:
    """The local twin, and the planted copies with one seed and fold each."""
    if plan.second is None:
        return []
    result = []
    if plan.second.local:
        model, tokens = plan.second.local
        folds, kind = range(plan.folds), f"{LOCAL}{tokens}"
        result += [Job(model, seed, kind, fold) for fold in folds for seed in plan.seeds]
    if plan.second.q:
        reading = [model for model in plan.models if model.set != "blind"]
        result += [Job(model, plan.seeds[0], f"{PLANTED}{plan.second.q}") for model in reading]
    return result


def _smaller(plan: Plan, fold: int, share: int) -> list[Job]:
    """The trainings of a point of the learning curve."""
    return [
        Job(model, seed, ORDERED, fold, share=share)
        for model in _with_floor(plan)
        for seed in _seeds(model, plan)
    ]


def _with_floor(plan: Plan) -> tuple[Spec, ...]:
    floor = plan.task.floor
    return plan.models if floor is None else (floor, *(m for m in plan.models if m != floor))


def _seeds_of_generated(model: Spec, kind: str, plan: Plan) -> tuple[int, ...]:
    """Of a blind model on order-k pairs the first: it has none of them, whatever the seed."""
    seeds = _seeds(model, plan)
    return seeds[:1] if kind == SUITE and model.set == "blind" else seeds


def _seeds(model: Spec, plan: Plan) -> tuple[int, ...]:
    return plan.seeds if model.varies else plan.seeds[:1]


GENERATED_TOKENS = {SUITE: 100_000, MEMORY: 400_000, GRAMMAR: 120_000}
START_SECONDS = 3.0  # to start a worker process: importing torch, reading the texts
BYTES_PER_TOKEN = {"linear": 40, "network": 8}
NETWORK_BYTES = 600_000_000  # torch itself, the weights, a batch and its gradients


@dataclass(frozen=True)
class Forecast:
    """The expected cost of `jobs` trainings: wall-clock `seconds` and `bytes` of memory.

    All are 0 without trainings.
    """

    seconds: float
    bytes: int
    jobs: int


def forecast_time(todo: Sequence[Job], tokens: int, workers: int) -> Forecast:
    """A rough forecast for the jobs in `todo` with `workers` processes.

    tokens: the size of the training set of one fold.
    """
    if not todo:
        return Forecast(0.0, 0, 0)
    work = sum(_seconds(job, tokens) for job in todo)
    networks = any(job.model.varies for job in todo)
    size = tokens * BYTES_PER_TOKEN["linear"] + (NETWORK_BYTES if networks else 200_000_000)
    return Forecast(work / workers + START_SECONDS, size * workers, len(todo))


def _seconds(job: Job, tokens: int) -> float:
    size = GENERATED_TOKENS.get(job.kind, tokens / job.share)
    return 0.2 + job.model.cost * size / 1e6


def fit_budget(
    plan: Plan, todo: Collection[Job], tokens: int, workers: int, budget: float
) -> tuple[Plan, list[str]]:
    """The plan reduced to a budget in seconds, and what was omitted, in words.

    Only the jobs in `todo` take time, and only these are omitted: seeds first (down to two), then
    the memory curve, the learning curve, the suites, the local twin, the planted cue, then the
    second seed, then the most expensive models: a verdict on fewer models with some seeds is better
    than one seed of everything.
    """
    left_out: list[str] = []
    while (now := _left(plan, todo)) and forecast_time(now, tokens, workers).seconds > budget:
        for what, smaller in _cuts(plan, now, tokens):
            if len(_left(smaller, todo)) < len(now):
                left_out.append(what)
                plan = smaller
                break
        else:
            break
    return plan, left_out


def _left(plan: Plan, todo: Collection[Job]) -> list[Job]:
    """The jobs of a plan that are in `todo`."""
    return [job for job in jobs(plan) if job in todo]


def _cuts(plan: Plan, now: Sequence[Job], tokens: int) -> Iterator[tuple[str, Plan]]:
    """What can be omitted next, in words, and the plan without it, in order of preference."""
    fewer = replace(plan, seeds=plan.seeds[:-1])
    if len(plan.seeds) > 2:
        yield f"seed {plan.seeds[-1]}", fewer
    if plan.memory:
        yield "the memory curve", replace(plan, memory="")
    if plan.learning:
        yield "the learning curve", replace(plan, learning=False)
    if plan.languages:
        named = ", ".join(plan.languages)
        yield f"the order-k suites ({named})", replace(plan, languages=())
    if plan.grammar:
        yield "the shipped pairs", replace(plan, grammar=False)
    yield from _cuts_of_second(plan)
    if len(plan.seeds) == 2:
        yield f"seed {plan.seeds[-1]}", fewer
    removable = [model for model in plan.models if _is_removable(plan, model)]
    if removable:
        seconds = {m: sum(_seconds(j, tokens) for j in now if j.model == m) for m in removable}
        dearest = max(removable, key=lambda model: seconds[model])
        remaining = tuple(model for model in plan.models if model != dearest)
        yield f"model {dearest}", replace(plan, models=remaining)


def _cuts_of_second(plan: Plan) -> Iterator[tuple[str, Plan]]:
    """The local twin, then the planted cue, where they are planned."""
    second = plan.second or Second()
    if second.local:
        without = replace(second, local=None)
        yield f"the local twin of {second.local[0]}", replace(plan, local=0, second=without)
    if second.q:
        yield "the planted cue", replace(plan, assay=False, second=replace(second, q=0.0))


def _is_removable(plan: Plan, model: Spec) -> bool:
    """Whether a comparison is left without this model: of no models, or none blind, there is none.

    A floor is always blind.
    """
    others = [other for other in plan.models if other != model]
    blind = plan.task.floor is not None or any(other.set == "blind" for other in others)
    return bool(others) and blind
