"""What each model costs, beside what it gives; and that all were compared at equal terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqtext.order.effects.headline import Contrast, Headline, contrast
from seqtext.order.trainings.notes import in_words
from seqtext.order.trainings.results import ORDERED, Cell, Results
from seqtext.text.quantities import quantity


@dataclass(frozen=True)
class Cost:
    """One model, trained on all texts in order; means over its trainings. None: not known.

    parameters         of the first training, and those `beside` embeddings; of a bag of n-grams
                       all its weights
    tokens_per_second  of training: tokens of all passes of a network, of the texts once for a bag
    seconds            of a training by the clock, tuning and early stopping included
    memory             peak of the training process in bytes, the highest of the trainings: all that
                       it had in memory, libraries and texts included; `rise` is by how much that is
                       above what it had before the training
    device_memory      the most that tensors took on a card, in bytes; None on the CPU
    trials             how many were tried on the development set, at most: values of C, or epochs
    beyond             accuracy less that of the best model of words or n-grams: order beyond
                       n-grams; None for models that do not read order
    """

    model: str
    parameters: int | None
    beside: int | None
    tokens_per_second: float | None
    seconds: float | None
    memory: int | None
    rise: int | None
    device_memory: int | None
    trials: int | None
    beyond: Contrast | None


@dataclass(frozen=True)
class Costs:
    """The costs in the order of the report.

    matched  by how much the largest network exceeds the smallest in parameters beside embeddings;
             None where sizes were not matched
    hidden   model -> the --hidden that matching chose
    terms    what was the same for all models, and what befell single trainings, in words
    """

    models: tuple[Cost, ...]
    matched: float | None
    hidden: dict[str, int]
    terms: str


def costs(results: Results, best_models: Headline) -> Costs:
    """The costs of all models."""
    rows = tuple(_cost(results, model, best_models) for model in results.sets)
    hidden = results.facts.get("options", {}).get("hidden")
    hidden = hidden if isinstance(hidden, dict) else {}  # else the one size of all translators
    matched = [row for row in rows if row.model in hidden]
    return Costs(rows, _spread(matched) if hidden else None, hidden, _terms(results))


def _cost(results: Results, model: str, best_models: Headline) -> Cost:
    cells = results.select(model, ORDERED)
    facts = [record for cell in cells for record in trainings(cell)]
    first = facts[0]
    parameters = first.get("parameters")
    memory = [record["memory"] for record in facts if "memory" in record]
    aware = results.sets[model] == "aware"
    return Cost(
        model=model,
        parameters=parameters,
        beside=None if parameters is None else parameters - first.get("embedding_parameters", 0),
        tokens_per_second=_mean(facts, "tokens_per_second"),
        seconds=_mean(facts, "seconds"),
        memory=max((record["peak"] for record in memory), default=None),
        rise=max((record["peak"] - record["before"] for record in memory), default=None),
        device_memory=max(
            (f["device_memory"] for f in facts if "device_memory" in f), default=None
        ),
        trials=max((f["trials"] for f in facts if "trials" in f), default=None),
        beyond=contrast(results, model, best_models.ngram) if aware else None,
    )


def training_options(facts: dict[str, Any]) -> dict[str, Any]:
    """The options of the training of networks, in the facts of a run."""
    options: dict[str, Any] = facts.get("options", {}).get("training") or facts.get("training", {})
    return options


def trainings(cell: Cell) -> Sequence[dict[str, Any]]:
    """The facts of each training of a cell: one, or one a fold."""
    folds: Sequence[dict[str, Any]] = cell.facts.get("folds", [cell.facts])
    return folds


def _mean(facts: Sequence[dict[str, Any]], name: str) -> float | None:
    values = [record[name] for record in facts if name in record]
    return float(np.mean(values)) if values else None


def _most(facts: Sequence[dict[str, Any]], name: str) -> int | None:
    return max((int(record[name]) for record in facts if name in record), default=None)


def _spread(rows: Sequence[Cost]) -> float:
    """By how much the largest network exceeds the smallest."""
    counts = [cost.beside for cost in rows if cost.beside]
    return max(counts) / min(counts) - 1 if counts else 0.0


def _terms(results: Results) -> str:
    """What was the same for all: texts, tokens, vocabulary, trials, stopping; and what was not."""
    facts = results.facts
    training = training_options(facts)
    tokens = results.cells[0].facts.get("tokens")
    counted = f" of {tokens:,} tokens" if tokens else ""
    texts_read = f"the same {facts.get('train', 0):,} training texts{counted}"
    size = facts.get("vocabulary", {}).get("size")
    words = f" and a vocabulary of {size:,}" if size else ""
    sentences = [f"All models read {texts_read}{words}."]
    if any(spec.varies for spec in results.specs.values()) and training:
        most = quantity(training["epochs"], "epoch")
        sentences.append(
            f"Each network has one configuration, trains for at most {most} and stops after "
            f"{training['patience']} without a better result on the development set, which also "
            "chooses the epoch."
        )
    trials = _most([f for c in results.cells for f in trainings(c) if "C" in f], "trials")
    if trials:
        values = quantity(trials, "value was", "values were")
        sentences.append(f"For bags, the development set chooses C: at most {values} tried.")
    without = _most([f for c in results.cells for f in trainings(c)], "words_without_vector")
    if without is not None:
        sentences.append(f"Networks start from word vectors; {without:,} words have none.")
    sentences += [f"{line}." for line in in_words(facts.get("notes", {}))]
    return " ".join(sentences)
