"""A comparison drawn at random, as large and as odd as a real one."""

import numpy as np
import pytest

from seqtext.models import ModelSpec
from seqtext.order.effects import effects
from seqtext.order.results import Cell, Results, SuiteCell

HOSTILE = (
    "<script>alert(1)</script> not [bold]bad[/bold] | at `all` & \x1b[31mred\x07 \u202eabc",
    "¿no es 'bueno'? muy **mal**, _sí_ ☕",
)
# model -> chance of a right answer in order, shuffled
SKILL = {
    "majority": (0.0, 0.0),
    "bow:1": (0.80, 0.80),
    "dan": (0.79, 0.79),
    "bow:2": (0.815, 0.79),
    "nbsvm:3": (0.81, 0.785),
    "lstm": (0.84, 0.79),
}


def draw(skill, trained, gold, passes, generator, luck):
    """float32 [passes, items, 2]: what an item asks of a model is shared by models and seeds."""
    rows = []
    for index in range(passes):
        chance = skill[0] if trained == "ordered" and index == 0 else skill[1]
        right = luck < chance
        answers = np.where(right, gold, 1 - gold) if chance else np.zeros_like(gold)
        sure = np.clip(generator.normal(0.85, 0.05, len(gold)), 0.55, 0.97)
        chosen = np.where(np.eye(2, dtype=bool)[answers], sure[:, None], 1 - sure[:, None])
        rows.append(np.log(chosen))
    return np.array(rows[:1] * passes if skill[0] == skill[1] else rows, dtype=np.float32)


def make(items=400, seeds=3, texts=None, skill=SKILL, passes=4, seed=0):
    """Results of `skill` on random items."""
    generator = np.random.default_rng(seed)
    gold, dev_gold = (generator.integers(0, 2, n) for n in (items, 300))
    luck, dev_luck = generator.random(items), generator.random(300)
    cells, suites = [], []
    for model, chances in skill.items():
        spec = ModelSpec.parse(model)
        for s in range(seeds if spec.varies else 1):
            for trained in ["ordered"] + (["shuffled"] if spec.set != "blind" else []):
                own = np.clip(luck + generator.normal(0, 0.05, items), 0, 1)
                dev_own = np.clip(dev_luck + generator.normal(0, 0.05, 300), 0, 1)
                dev = draw(chances, trained, dev_gold, passes, generator, dev_own)
                test = draw(chances, trained, gold, passes, generator, own)
                cells.append(Cell(model, s, trained, dev, test, {"parameters": 12345}))
            if model != "majority":
                suites.append(_suite(model, s, spec, generator))
    words = texts or [*HOSTILE, *(f"text number {i} " + "so it goes " * 9 for i in range(items))]
    return Results(
        classes=("negative", "positive"),
        texts=tuple(words[:items]),
        gold=gold.astype(np.int32),
        dev_gold=dev_gold.astype(np.int32),
        fold=np.zeros(items, np.int16),
        sets={model: ModelSpec.parse(model).set for model in skill},
        cells=tuple(cells),
        suites=tuple(suites),
        facts={
            "version": "0.1.0",
            "tokenizer": {"name": "word", "cased": False, "marks": True, "unicode": "15.0.0"},
            "vocabulary": {"size": 14830, "digest": "ab12cd34" * 8},
            "train": 6920,
            "dev": 300,
            "test": items,
            "seeds": list(range(seeds)),
            "draws": passes - 1,
            "options": {"min_count": 1, "network": {"hidden": 64}},
            "versions": {"seqtext": "0.1.0", "numpy": "2.4.6"},
            "command": "seqtext compare train.tsv --models 'bow:1,lstm' -o report",
            "lint": {"duplicates": 3, "contradictions": 0, "shared": 0, "unseen": 0},
        },
    )


def _suite(model, seed, spec, generator):
    pairs, kept = {}, {}
    for k in range(1, 6):
        solves = spec.set == "aware" or spec.ngrams > k
        right = generator.random(200) < (0.99 if solves else 0)
        pairs[k] = np.stack([right, right | (generator.random(200) < 0.5)], axis=1)
        kept[k] = generator.random(100) < (0.98 if solves else 0.6)
    return SuiteCell(model, seed, "en", pairs, kept, dict.fromkeys(range(1, 6), 2))


@pytest.fixture(scope="session")
def results():
    found = make()
    # the hostile texts are the ones that order decides
    for cell in found.cells:
        if cell.model == "lstm":
            for item in range(2):
                answer = found.gold[item] if cell.trained == "ordered" else 1 - found.gold[item]
                cell.test[:, item] = np.log([0.01, 0.99] if answer else [0.99, 0.01])
    return found


@pytest.fixture(scope="session")
def found(results):
    return effects(results)


@pytest.fixture(name="make", scope="session")
def _make():
    return make
