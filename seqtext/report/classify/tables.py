"""The tables of a report, as strings: the terminal, Markdown and the page show the same ones."""

from collections.abc import Iterable, Sequence

from seqtext.order.effects.all import Effects
from seqtext.order.effects.claims import Claim
from seqtext.order.effects.deciding import DecidingText
from seqtext.order.effects.figures import between, chance, difference, percent, points, share
from seqtext.order.effects.headline import Contrast, Part
from seqtext.order.effects.memory_curve import MemoryCurve, MemoryPoint
from seqtext.order.effects.pair_accuracy import PairAccuracy
from seqtext.order.effects.two_by_two import ModelEffect
from seqtext.order.trainings.flip import TextHeat
from seqtext.order.trainings.results import LECTURE, MIXED, SHORT_DISTANCE
from seqtext.report.shapes.visible import visible
from seqtext.report.table import Table
from seqtext.statistics.scores import Score
from seqtext.tasks.classify.scores import SCORES
from seqtext.text.quantities import quantity


def main_tables(effects: Effects) -> list[Table]:
    """All tables of numbers, those that have no row left out."""
    languages = dict.fromkeys(pair.language for pair in effects.pairs)
    all_tables = [
        worth_table(effects),
        claims_table(effects),
        models_table(effects),
        ladder_table(effects),
        squares_table(effects),
        *(pairs_table(effects, language) for language in languages),
        *([memory_table(effects.memory)] if effects.memory else []),
    ]
    return [table for table in all_tables if table.rows]


def worth_table(effects: Effects) -> Table:
    """G and its two parts, in points."""
    best_models, score = effects.headline, SCORES[effects.headline.metric]
    parts = [
        ("G, the worth of order", best_models.worth),
        ("  n-gram part", best_models.ngram_part),
        ("  beyond n-grams", best_models.beyond_part),
    ]
    return Table(
        "What word order is worth",
        f"{score.gain}, 95 % intervals; the best models are chosen on the development set.",
        ("", "model", "over", score.column),
        "lllr",
        tuple(row for name, part in parts for row in _part_rows(name, part)),
    )


def _part_rows(name: str, part: Part) -> Iterable[tuple[str, ...]]:
    if not part.by_definition:
        yield (name, *_contrast(part.contrast))
        return
    yield name, part.contrast.model, "itself", "0.0 by definition"
    if part.rival:
        yield ("    not chosen", *_contrast(part.rival))


def _contrast(contrast: Contrast) -> tuple[str, str, str]:
    return contrast.model, contrast.base, difference(contrast.estimate)


def claims_table(effects: Effects) -> Table:
    """The family of claims, with their p raw and after Holm."""
    score = SCORES[effects.headline.metric]
    single = any(model.varies and model.seeds == 1 for model in effects.models)
    apart = "" if score.metric == "accuracy" else " OIG is in points of accuracy."
    alone = (
        " One seed: claims about networks hold for these trained networks only." if single else ""
    )
    return Table(
        "The claims of this report",
        f"{quantity(len(effects.claims), 'claim')}, one family; the rest of the report describes. "
        "p: two-sided; Holm: p adjusted for the number of claims. Bootstrap: a second interval for "
        "the same points. OIG (order information gain): accuracy when trained and tested in order "
        f"minus when trained and tested on shuffled text.{apart}{alone}",
        ("claim", "model", "over", score.column, "bootstrap", "p", "Holm"),
        "lllrrrr",
        tuple(_claim(claim, score.noun) for claim in effects.claims),
    )


def _claim(claim: Claim, metric: str) -> tuple[str, ...]:
    """`metric`: of the comparison; a claim in another one says so."""
    name = claim.name if claim.metric == metric else f"{claim.name}, {claim.metric}"
    beside = between(claim.bootstrap.low, claim.bootstrap.high) if claim.bootstrap else ""
    chances = chance(claim.p), chance(claim.adjusted)
    return name, claim.model, claim.base, difference(claim.estimate), beside, *chances


def models_table(effects: Effects) -> Table:
    """Every model in order."""
    score = SCORES[effects.headline.metric]
    return Table(
        "Models",
        f"{effects.items:,} test items, 95 % intervals over seeds and items; "
        f"dev: {score.noun} on {effects.dev_items:,} development items; any: the same for every "
        f"seed. {_split(effects)}",
        ("model", "reads", "seeds", "dev", "accuracy %", "macro-F1 %"),
        "llrrrr",
        tuple(_model(model, score) for model in effects.models),
    )


def _split(effects: Effects) -> str:
    """How the test items were chosen, as a sentence: part of what the figures are worth."""
    split = effects.facts.get("split", "")
    return f"Test: {split}." if split else ""


def _model(model: ModelEffect, score: Score) -> tuple[str, ...]:
    seeds = str(model.seeds) if model.varies else "any"
    scores = share(model.accuracy), share(model.macro_f1)
    reads = "nothing" if model.model == FLOOR else READS[model.set]
    dev = f"{-model.dev_score:.3f}" if score.metric == "log-loss" else percent(model.dev_score)
    return model.model, reads, seeds, dev, *scores


FLOOR = "majority"
READS = {"blind": "words", "ngram": "n-grams", "aware": "order"}


def ladder_table(effects: Effects) -> Table:
    """B_1…B_5."""
    score = SCORES[effects.headline.metric]
    steps = "" if score.metric == "accuracy" else f" The last column: {score.gain}."
    return Table(
        "The n-gram ladder",
        f"B_k: the best model, by the development set, that reads n-grams up to k words.{steps}",
        ("k", "model", "accuracy %", "gain over the rung below"),
        "llrr",
        tuple(
            (
                str(rung.order),
                rung.model,
                share(rung.accuracy),
                difference(rung.step.estimate) if rung.step else "",
            )
            for rung in effects.ladder
        ),
    )


def squares_table(effects: Effects) -> Table:
    """The 2 x 2 of every model that is not blind."""
    return Table(
        "In order and shuffled",
        "A_ij: accuracy when trained on i and tested on j (o in order, s shuffled). OIG (order "
        "information gain) = A_oo - A_ss; OR (order reliance) = A_oo - A_os; SP (shift penalty) = "
        "A_ss - A_os: the loss because only the test texts are shuffled. Bits: information about "
        "the label in the order. All are 0 for blind models.",
        ("model", "A_oo", "A_os", "A_so", "A_ss", "OIG", "OR", "SP", "bits"),
        "lrrrrrrrr",
        tuple(_square(model) for model in effects.models if model.square and model.set != "blind"),
    )


def _square(model: ModelEffect) -> tuple[str, ...]:
    square = model.square
    assert square is not None
    accuracies = (percent(a) for a in (square.oo, square.os, square.so, square.ss))
    bits = f"{model.bits.bits.value:+.3f}" if model.bits else ""
    other_cells = points(square.reliance.value), points(square.shift.value), bits
    return model.model, *accuracies, difference(square.gain), *other_cells


def pairs_table(effects: Effects, language: str) -> Table:
    """Pair accuracy by k; a model a row."""
    of_language = [pair for pair in effects.pairs if pair.language == language]
    orders = sorted({pair.order for pair in of_language})
    count = max((pair.pairs for pair in of_language), default=0)
    some_left_out = any(pair.left_out for pair in of_language)
    rows = []
    for model in dict.fromkeys(pair.model for pair in of_language):
        of_model = {pair.order: pair for pair in of_language if pair.model == model}
        kept = [pair.kept.value for pair in of_model.values() if pair.kept]
        mean = percent(sum(kept) / len(kept)) if kept else ""
        left_out = (
            (f"{sum(pair.left_out for pair in of_model.values()):,}",) if some_left_out else ()
        )
        rows.append((model, *(_pair(of_model.get(order)) for order in orders), mean, *left_out))
    unfit = "Left out: texts that are no pair as the model reads them, or have an unknown word."
    most = f"Up to {quantity(count, 'pair')}." if count else "No pair tests order."
    return Table(
        f"Pairs that only order tells apart ({LANGUAGES.get(language, visible(language))})",
        f"Percentage of pairs with both texts right, by order k: the two texts share all n-grams "
        f"up to k words. A bag of k-grams has 0; guessing has 25. {most} Kept: percentage of "
        f"reorderings with the same label that are right.{' ' + unfit if some_left_out else ''}",
        (
            "model",
            *(f"k={order}" for order in orders),
            "kept",
            *(("left out",) if some_left_out else ()),
        ),
        "l" + "r" * (len(orders) + (2 if some_left_out else 1)),
        tuple(rows),
    )


LANGUAGES = {"en": "English", "es": "Spanish"}


def _pair(pair: PairAccuracy | None) -> str:
    return percent(pair.accuracy.value) if pair and pair.accuracy else ""


def memory_table(curve: MemoryCurve) -> Table:
    """Pair accuracy by the distance of the deciding words; a model, form and regime a row."""
    distances = sorted({point.distance for point in curve.points})
    rows: dict[tuple[str, str, str], list[MemoryPoint]] = {}
    for point in curve.points:
        rows.setdefault((point.model, point.form, point.regime), []).append(point)
    seeds = max(point.seeds for point in curve.points)
    count = max(point.pairs for point in curve.points)
    return Table(
        f"How far back: pairs right by the distance of the deciding words "
        f"({LANGUAGES.get(curve.language, curve.language)})",
        f"In percent; in brackets: distances that were not in training. Guessing: 25; a bag: 0. "
        f"{quantity(count, 'pair')} of each distance; seeds per network: {seeds:,}. One-way: reads "
        "from left to right and classifies by the last state, as in the lectures.",
        ("model", "trained on", *map(str, distances), "kept"),
        "ll" + "r" * (len(distances) + 1),
        tuple(_curve(*key, points) for key, points in rows.items()),
    )


def _curve(model: str, form: str, regime: str, points: Sequence[MemoryPoint]) -> tuple[str, ...]:
    name = f"{model}, one-way" if form == LECTURE else model
    trained = "all" if regime == MIXED else f"up to {SHORT_DISTANCE}"
    kept = [point.kept.value for point in points if point.kept]
    mean = percent(sum(kept) / len(kept)) if kept else ""
    return name, trained, *map(_remembered, points), mean


def _remembered(point: MemoryPoint) -> str:
    if point.accuracy is None:
        return ""
    shown = percent(point.accuracy.value)
    return shown if point.trained else f"({shown})"


def deciding_texts_table(effects: Effects) -> Table | None:
    """The first of the texts that order decides."""
    deciding = effects.deciding
    if deciding is None:
        return None
    flips = any(text.heat for text in deciding.texts)
    flip_note = (
        " Flip: the shortest swap or move of words that changes the prediction." if flips else ""
    )
    return Table(
        f"Texts that order decides ({deciding.model})",
        f"{quantity(deciding.gained, 'text is', 'texts are')} right in order by most seeds and "
        f"wrong when shuffled; {deciding.lost:,} the other way round. Score: log-probability of "
        f"the label in order minus that when shuffled, in nats.{flip_note}",
        ("score", "label", *(("flip",) if flips else ()), "text"),
        "rlll" if flips else "rll",
        tuple(_text(text, flips) for text in deciding.texts[:SHOWN]),
    )


SHOWN = 10  # texts
_WORD = 12  # characters of a word


def _text(text: DecidingText, flips: bool) -> tuple[str, ...]:
    flip_cell = (_flip(text.heat),) if flips else ()
    return f"{text.score:+.1f}", visible(text.gold), *flip_cell, visible(text.text)


def _flip(heat: TextHeat | None) -> str:
    """was ↔ not; never moved 3 on; - for none."""
    if heat is None or heat.flip is None:
        return "-"
    flip = heat.flip
    first, second = (visible(heat.tokens[place])[:_WORD] for place in (flip.first, flip.second))
    if flip.kind == "swap":
        return f"{first} ↔ {second}"
    return f"{first} moved {flip.distance} {'on' if flip.second > flip.first else 'back'}"
