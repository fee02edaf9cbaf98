"""The per-item results in the report's folder: arrays for programs, a summary line for people."""

import json
import os
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from safetensors.numpy import save

from seqtext.order.effects.deciding import order_scores, reader
from seqtext.order.effects.two_by_two import in_order, item_means, when_shuffled
from seqtext.order.trainings.results import ORDERED, SHUFFLED, Cell, Results
from seqtext.statistics.scores import Answers, ShareScore
from seqtext.system.files import atomic_output


def save_items(folder: str, results: Results) -> None:
    """Write items.safetensors and items.jsonl into `folder`.

    items.safetensors holds `gold`, `fold`, `dev_gold`, and for every model and training, such as
    `lstm/ordered`, the log-probabilities `…/test` and `…/dev`, float32 [seeds, passes, items,
    classes]; pass 0 is in order. Models that read order, trained in order, also have `…/doses`,
    float32 [seeds, doses, items, classes], and of each text `…/doses/neighbours` and
    `…/doses/moved`, float32 [seeds, doses, items]. `lstm/ordered/1in8/…` are those of a learning
    curve, in order alone. Of translators the counts stand in place of log-probabilities:
    `…/test/bleu`, `…/test/chrf`, `…/test/exact`; doses are over the items in `…/doses/at`. The one
    metadata key, `seqtext`, names classes, seeds, sets and doses.
    """
    with atomic_output(os.path.join(folder, "items.safetensors")) as file:
        file.write(save(_arrays(results), metadata={"seqtext": _header(results)}))
    with atomic_output(os.path.join(folder, "items.jsonl")) as file:
        for line in _lines(results):
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


def _arrays(results: Results) -> dict[str, np.ndarray]:
    arrays = {"gold": results.gold, "dev_gold": results.dev_gold, "fold": results.fold}
    for model in results.sets:
        for trained in dict.fromkeys(cell.trained for cell in results.cells):
            cells = [cell for cell in results.select(model, trained) if cell.trained == trained]
            arrays |= _of_cells(f"{model}/{trained}", cells)
        for share, learnt in results.learning.items():
            smaller = [cell for cell in learnt if cell.model == model]
            arrays |= _of_cells(f"{model}/{ORDERED}/1in{share}", smaller)
    return {name: np.ascontiguousarray(array) for name, array in arrays.items()}


def _of_cells(name: str, cells: Sequence[Cell]) -> dict[str, np.ndarray]:
    """The answers of all seeds in one training condition."""
    if not cells:
        return {}
    arrays = {
        **_stacked(f"{name}/test", [cell.test for cell in cells]),
        **_stacked(f"{name}/dev", [cell.dev for cell in cells]),
    }
    doses = [cell.doses for cell in cells if cell.doses]
    if doses:
        arrays |= _stacked(f"{name}/doses", [dose.test for dose in doses])
        arrays[f"{name}/doses/neighbours"] = np.stack([dose.neighbours for dose in doses])
        arrays[f"{name}/doses/moved"] = np.stack([dose.moved for dose in doses])
        if len(doses[0].at) < next(iter(cells[0].test.values())).shape[1]:
            arrays[f"{name}/doses/at"] = doses[0].at
    return arrays


def _stacked(name: str, answers: Sequence[Answers]) -> dict[str, np.ndarray]:
    """Each array of the answers over all seeds; one alone needs no name of its own."""
    names = list(answers[0])
    suffix = {key: f"/{key}" if len(names) > 1 else "" for key in names}
    return {f"{name}{suffix[key]}": np.stack([a[key] for a in answers]) for key in names}


def _header(results: Results) -> str:
    """Canonical JSON: what the arrays' axes are."""
    seeds = {model: [c.seed for c in results.select(model, ORDERED)] for model in results.sets}
    doses = next((list(cell.doses.names) for cell in results.cells if cell.doses), [])
    header = {
        "classes": list(results.classes),
        "doses": doses,
        "format": 1,
        "seeds": seeds,
        "sets": results.sets,
    }
    return json.dumps(header, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _lines(results: Results) -> Iterator[dict[str, Any]]:
    """A summary of each item: the share of right answers in order and shuffled, the order score."""
    shares = _shares(results)
    model = reader(results) if results.classes else None
    scores = order_scores(results, model) if model else np.full(len(results.gold), np.nan)
    for i, text in enumerate(results.texts):
        known = results.classes and results.gold[i] >= 0
        gold = results.classes[results.gold[i]] if known else None
        right = {
            name: {kind: round(float(share[i]), 4) for kind, share in kinds.items()}
            for name, kinds in shares.items()
        }
        score = None if np.isnan(scores[i]) else round(float(scores[i]), 4)
        yield {"index": i, "text": text, "gold": gold, "right": right, "order_score": score}


def _shares(results: Results) -> dict[str, dict[str, np.ndarray]]:
    """Model -> trained and judged in order, trained and judged on shuffled text -> [items]."""
    shares: dict[str, dict[str, np.ndarray]] = {}
    right = next(name for name, score in results.scores.items() if isinstance(score, ShareScore))
    for model in results.sets:
        shares[model] = {ORDERED: item_means(in_order(results, model, metric=right))}
        if results.select(model, SHUFFLED):
            shares[model][SHUFFLED] = item_means(when_shuffled(results, model, metric=right))
    return shares
