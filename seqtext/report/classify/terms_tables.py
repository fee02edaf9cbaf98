"""Tables of costs, calibration and learning curves."""

from seqtext.order.effects.all import Effects
from seqtext.order.effects.calibration import Calibration
from seqtext.order.effects.costs import Cost, Costs
from seqtext.order.effects.figures import difference, percent, points, share
from seqtext.order.effects.learning_curve import LearningCurve, LearningPoint
from seqtext.order.effects.two_by_two import ModelEffect
from seqtext.report.table import Table
from seqtext.tasks.classify.scores import SCORES


def terms_tables(effects: Effects) -> list[Table]:
    """The tables of this module that have at least one row."""
    curve = effects.learning
    all_tables = [
        costs_table(effects),
        calibration_table(effects),
        *([learning_curve_table(curve)] if curve else []),
    ]
    all_tables += [accuracy_by_size_table(curve)] if curve else []
    return [table for table in all_tables if table.rows]


def costs_table(effects: Effects) -> Table:
    """One row per model: size, speed, time, memory, accuracy and gains."""
    by_model = {model.model: model for model in effects.models}
    card = any(cost.device_memory for cost in effects.costs.models)
    score = SCORES[effects.headline.metric]
    better = "more accurate" if score.metric == "accuracy" else "better"
    rows = tuple(_cost(cost, by_model[cost.model], card) for cost in effects.costs.models)
    header: tuple[str, ...] = ("model", "parameters", "without embeddings", "tokens/s", "seconds")
    header += ("memory", "memory added", *["card memory"] * card, "accuracy %", "OIG", "OBN")
    more = "; card memory: peak of the tensors on the card, in MB" if card else ""
    return Table(
        "What each model costs, on equal terms",
        f"{effects.costs.terms}{_matched(effects.costs)} Parameters in thousands, all and without "
        "embeddings; tokens/s: thousands of training tokens per second (for a bag, each text "
        "counts once and tuning is included); seconds: per training, on one thread; memory: peak "
        "of the training process in MB, libraries and texts included; memory added: peak minus "
        f"the memory in use before the training (Linux, VmHWM){more}. OIG (order information "
        "gain): accuracy when trained and tested in order minus when trained and tested on "
        f"shuffled text, in points; OBN (order beyond n-grams): how much {better} the model is "
        f"than the best model of words or n-grams ({effects.headline.ngram}), in {score.unit}.",
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


def calibration_table(effects: Effects) -> Table:
    """One row per model, before and after temperature scaling."""
    return Table(
        "Calibration: how far confidence is from accuracy",
        "In points, means over seeds. ECE (expected calibration error, Guo et al. 2017): over 15 "
        "bins of equal width; mass: ECE over bins of equally many texts; chance: the ECE of a "
        "perfectly calibrated model; corrected: ECE minus its bias, with the 95 % interval by "
        "bootstrap. T: the temperature that fits the development set best, above 1 if the model "
        "is overconfident; the columns after T show the same figures at that temperature.",
        ("model", "ECE", "mass", "chance", "corrected", "T", "ECE", "corrected"),
        "lrrrrrrr",
        tuple(_calibration(calibration) for calibration in effects.calibration),
    )


def _calibration(calibration: Calibration) -> tuple[str, ...]:
    before, after = calibration.before, calibration.after
    errors = (percent(error) for error in (before.error, before.equal_mass, before.chance))
    scaled = percent(after.error), share(after.corrected)
    return (
        calibration.model,
        *errors,
        share(before.corrected),
        f"{calibration.temperature:.2f}",
        *scaled,
    )


def learning_curve_table(curve: LearningCurve) -> Table:
    """One row per size: the models that the verdict compares, G and the verdict."""
    return Table(
        "More training data: what order is worth at each size",
        "Each size is one draw, contained in the next larger one, with the same shares of the "
        "labels; development and test set are the same at all sizes. The models are chosen anew "
        f"at each size. Doubling the texts adds {difference(curve.slope)}; with twice the texts "
        f"the fitted line reaches {difference(curve.doubled)}.",
        ("data", "texts", "model", "over", "points", "verdict"),
        "lrllrl",
        tuple(_point(point) for point in curve.points),
    )


def _point(point: LearningPoint) -> tuple[str, ...]:
    pair = point.model, point.base
    return _part(point), f"{point.texts:,}", *pair, difference(point.worth), point.verdict


def _part(point: LearningPoint) -> str:
    return "all" if point.share == 1 else f"1/{point.share}"


def accuracy_by_size_table(curve: LearningCurve) -> Table:
    """Accuracy of each model at each size."""
    models = curve.points[-1].accuracies
    return Table(
        "More training data: accuracy of each model",
        "In percent, by share of the training texts. report.json has the intervals.",
        ("model", *(_part(point) for point in curve.points)),
        "l" + "r" * len(curve.points),
        tuple(
            (model, *(percent(point.accuracies[model].value) for point in curve.points))
            for model in models
        ),
    )
