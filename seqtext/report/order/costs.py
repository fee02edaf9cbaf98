"""What each model costs: size, speed, time and memory, on equal terms."""

from collections.abc import Iterator

from seqtext.order.effects.all import Effects
from seqtext.order.effects.costs import Cost, Costs
from seqtext.order.effects.figures import percent, points
from seqtext.order.effects.two_by_two import ModelEffect
from seqtext.report.models import score_of, usual
from seqtext.report.schema import one
from seqtext.report.sections import Section, SectionBlock
from seqtext.report.table import Table


def costs_table(effects: Effects) -> Table:
    """One row per model: size, speed, time, memory, accuracy and gains."""
    by_model = {model.model: model for model in effects.models}
    card = any(cost.device_memory for cost in effects.costs.models)
    score, mean = score_of(effects), usual(effects)
    better = "more accurate" if score.metric == "accuracy" else "better"
    rows = tuple(_cost(cost, by_model[cost.model], card) for cost in effects.costs.models)
    header: tuple[str, ...] = ("model", "parameters", "without embeddings", "tokens/s", "seconds")
    header += ("memory", "memory added", *["card memory"] * card, mean.header, "OIG", "OBN")
    more = "; card memory: peak of the tensors on the card, in MB" if card else ""
    return Table(
        "What each model costs, on equal terms",
        f"{effects.costs.terms}{_matched(effects.costs)} Parameters in thousands, all and without "
        "embeddings; tokens/s: thousands of training tokens per second (for a bag, each text "
        "counts once and tuning is included); seconds: per training, on one thread; memory: peak "
        "of the training process in MB, libraries and texts included; memory added: peak minus "
        f"the memory in use before the training (Linux, VmHWM){more}. OIG (order information "
        f"gain): {mean.noun} when trained and tested in order minus when trained and tested on "
        f"shuffled text, in {mean.unit}; OBN (order beyond n-grams): how much {better} the model "
        f"is than the best model of words or n-grams ({effects.headline.ngram}), in {score.unit}.",
        header,
        "l" + "r" * (len(header) - 1),
        rows,
    )


def _matched(costs: Costs) -> str:
    if costs.matched is None:
        return ""
    sizes = ", ".join(f"{model} {hidden}" for model, hidden in costs.hidden.items())
    more = f"{100 * costs.matched:.0f} % more"
    return (
        f" Sizes are matched: without embeddings the largest network has {more} parameters than "
        f"the smallest, with --hidden {sizes}."
    )


def _cost(cost: Cost, model: ModelEffect, card: bool) -> tuple[str, ...]:
    square = model.square if model.set != "blind" else None
    return (
        cost.model,
        _count(cost.parameters, 1e3),
        _count(cost.beside, 1e3),
        _count(cost.tokens_per_second, 1e3),
        _count(cost.seconds, 1),
        _count(cost.memory, 1e6),
        _count(cost.rise, 1e6),
        *[_count(cost.device_memory, 1e6)] * card,
        percent(model.accuracy.value),
        points(square.gain.value) if square else "",
        points(cost.beyond.estimate.value) if cost.beyond else "",
    )


def _count(number: float | None, unit: float) -> str:
    """The number in units, with one decimal below ten; empty if it is not known."""
    if number is None:
        return ""
    return f"{number / unit:,.1f}" if number < 9.95 * unit else f"{number / unit:,.0f}"


def _blocks(effects: Effects) -> Iterator[SectionBlock]:
    yield SectionBlock(costs_table(effects))


_SCHEMA = {"costs": one("costs", "Size, time and memory of the models, and their equal terms.")}
SECTION = Section("costs", "Costs", 30, _blocks, _SCHEMA, printed=72)
