"""Time and memory to compute all effects of a comparison.

    python bench/cost.py CLASSES

Prints wall-clock seconds, CPU seconds, peak MB, and MB before.
"""

import resource
import sys
import time

import numpy as np

MODELS = ("bow:1", "nbsvm:1", "mlp", "dan", "bow:2", "nbsvm:2", "nbsvm:3", "rnn", "lstm", "gru")
ITEMS, SEEDS, DRAWS = 5000, 5, 5


def cost(classes: int) -> tuple[float, float, float, float]:
    """All effects of 10 models x 5 seeds x 5,000 items: seconds, of the CPU too; MB, and MB before.

    Here every model has 5 seeds, the linear ones too.
    """
    from seqtext.order.effects.all import effects
    from seqtext.order.trainings.results import Cell, Results
    from seqtext.registry import ModelSpec
    from seqtext.statistics.units import Units
    from seqtext.tasks.classify.scores import LOG_P, SCORES

    generator = np.random.default_rng(0)
    gold = generator.integers(0, classes, ITEMS).astype(np.int32)

    def logs(skill: float) -> np.ndarray:
        told = np.where(generator.random(len(gold)) < skill, gold, (gold + 1) % classes)
        scores = generator.normal(size=(len(gold), classes)) + 6 * np.eye(classes)[told]
        return (scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))).astype(np.float32)

    def cell(model: str, seed: int, trained: str) -> Cell:
        blind = ModelSpec.parse(model).set == "blind"
        passes = [logs(0.85 if blind else 0.9)]
        passes += passes * DRAWS if blind else [logs(0.8) for _ in range(DRAWS)]
        log_p = np.stack(passes)
        return Cell(model, seed, trained, {LOG_P: log_p[:, :500]}, {LOG_P: log_p}, {})

    specs = {model: ModelSpec.parse(model) for model in MODELS}
    cells = [
        cell(model, seed, trained)
        for model in MODELS
        for seed in range(SEEDS)
        for trained in (["ordered"] if specs[model].set == "blind" else ["ordered", "shuffled"])
    ]
    results = Results(
        scores=SCORES,
        units=Units(np.arange(ITEMS)),
        classes=tuple(map(str, range(classes))),
        texts=("",) * len(gold),
        gold=gold,
        dev_gold=gold[:500],
        fold=np.zeros(len(gold), np.int16),
        specs=specs,
        cells=tuple(cells),
        suites=(),
        facts={},
    )
    before = _peak()
    start, own = time.perf_counter(), time.process_time()
    effects(results)
    return time.perf_counter() - start, time.process_time() - own, _peak(), before


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(*cost(int(sys.argv[1])))
