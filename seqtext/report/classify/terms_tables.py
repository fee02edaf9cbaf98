"""Tables of what models cost, how well they know what they know, what more data would do."""

from seqtext.order.effects.all import Effects
from seqtext.order.effects.calibration import Calibration
from seqtext.order.effects.costs import Cost, Costs
from seqtext.order.effects.figures import difference, percent, points, share
from seqtext.order.effects.learning_curve import LearningCurve, LearningPoint
from seqtext.order.effects.score import SCORES
from seqtext.order.effects.two_by_two import ModelEffect
from seqtext.report.table import Table


def terms_tables(effects: Effects) -> list[Table]:
    """All of them that have a row."""
    curve = effects.learning
    found = [costs(effects), calibration(effects), *([learning(curve)] if curve else [])]
    found += [learnt(curve)] if curve else []
    return [table for table in found if table.rows]


def costs(effects: Effects) -> Table:
    """A model a row: size, speed, time, memory, and what it gives."""
    known = {model.model: model for model in effects.models}
    card = any(cost.device_memory for cost in effects.costs.models)
    score = SCORES[effects.headline.metric]
    better = "more right" if score.metric == "accuracy" else "better"
    rows = tuple(_cost(cost, known[cost.model], card) for cost in effects.costs.models)
    header = ("model", "param.", "beside", "tok/s", "s", "MB", "rise", *["card"] * card)
    header += ("acc. %", "OIG", "OBN")
    more = "; card: the most MB that tensors took on it" if card else ""
    return Table(
        "What each model costs, at equal terms",
        f"{effects.costs.terms}{_matched(effects.costs)} Parameters in thousands, beside: other "
        "than embeddings; tok/s: thousands of training tokens a second (of a bag: the texts once, "
        "tuning included); s: seconds of a training, one thread; MB: the most that its process "
        "had in memory, libraries and texts included, and rise: above what it had before (Linux, "
        f"VmHWM){more}. OIG: what order tells the model; OBN: {better} than the best model of "
        f"words or n-grams ({effects.headline.ngram}), in {score.unit}.",
        header,
        "l" + "r" * (len(header) - 1),
        rows,
    )


def _matched(found: Costs) -> str:
    if found.matched is None:
        return ""
    sizes = ", ".join(f"{model} {hidden}" for model, hidden in found.hidden.items())
    more = f"{100 * found.matched:.0f} % more"
    return (
        f" Sizes are matched: beside embeddings the largest network has {more} than the "
        f"smallest, with --hidden {sizes}."
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
    """In units, with a decimal below ten; empty where it is not known."""
    if number is None:
        return ""
    return f"{number / unit:,.1f}" if number < 9.95 * unit else f"{number / unit:,.0f}"


def calibration(effects: Effects) -> Table:
    """A model a row, before and after temperature scaling."""
    return Table(
        "Calibration: how far confidence lies from accuracy",
        "In points, means over seeds. ECE: expected calibration error (Guo et al. 2017), 15 bins "
        "of equal width; mass: of equally many texts; chance: what a perfectly calibrated model "
        "would show; corrected: ECE less its bias, with the 95 % interval by bootstrap. T: the "
        "temperature that fits the development set best, above 1 where a model is too sure; "
        "behind it the same at that temperature.",
        ("model", "ECE", "mass", "chance", "corrected", "T", "ECE", "corrected"),
        "lrrrrrrr",
        tuple(_calibration(one) for one in effects.calibration),
    )


def _calibration(one: Calibration) -> tuple[str, ...]:
    before, after = one.before, one.after
    errors = (percent(error) for error in (before.error, before.equal_mass, before.chance))
    scaled = percent(after.error), share(after.corrected)
    return one.model, *errors, share(before.corrected), f"{one.temperature:.2f}", *scaled


def learning(curve: LearningCurve) -> Table:
    """A size a row: the models that the verdict rests on, G, the verdict."""
    return Table(
        "More training data: what order is worth at each size",
        "Each size is one draw, within the next and with the labels in the same shares; "
        "development and test set are the same. The models are chosen anew at each size. A "
        f"doubling adds {difference(curve.slope)}; at twice the texts the line stands at "
        f"{difference(curve.doubled)}.",
        ("data", "texts", "model", "over", "points", "verdict"),
        "lrllrl",
        tuple(_point(point) for point in curve.points),
    )


def _point(point: LearningPoint) -> tuple[str, ...]:
    pair = point.model, point.base
    return _part(point), f"{point.texts:,}", *pair, difference(point.worth), point.verdict


def _part(point: LearningPoint) -> str:
    return "all" if point.share == 1 else f"1/{point.share}"


def learnt(curve: LearningCurve) -> Table:
    """Accuracy of each model at each size."""
    models = curve.points[-1].accuracies
    return Table(
        "More training data: accuracy of each model",
        "In percent; across: the share of the training texts. report.json has the intervals.",
        ("model", *(_part(point) for point in curve.points)),
        "l" + "r" * len(curve.points),
        tuple(
            (model, *(percent(point.accuracies[model].value) for point in curve.points))
            for model in models
        ),
    )
