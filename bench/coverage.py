"""Do the intervals cover, do the tests hold their level? Simulation over a grid, and what it costs.

    python bench/coverage.py [REPEATS]

writes bench/results/coverage.md.

The simulated comparison: two models, some seeds, some items. Each item has a place between 0 and 1
that both models see. With a share `steady` of the items the place is the same for all seeds, with
the rest each seed draws its own. Below `up` only the first model is right, above 1 - `down` only
the second; between, both are right or both wrong. up + down is the discordance, and up - down is
the effect plus the luck of the seed: normal, with `spread` as its standard deviation, cut where up
or down would be below 0 (on both sides alike, so that the mean stays the effect). So the answers
are correlated between models and between seeds, and the true effect is known.
"""

import itertools
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import scipy
from scipy.special import stdtrit

from seqtext import hypotheses, resampling, significance
from seqtext.significance import Estimate

REPEATS = 2000
ITEMS, SEEDS = (500, 1500, 5000), (3, 5, 10)
SPREADS, DISCORDANCES, STEADY = (0.0, 0.005, 0.01), (0.03, 0.15), (0.3, 0.8)


@dataclass(frozen=True)
class Design:
    """One cell of the grid; shares, not points."""

    seeds: int
    items: int
    spread: float
    discordance: float
    steady: float
    effect: float = 0.0


def grid(**fixed: float) -> list[Design]:
    """All combinations."""
    cells = itertools.product(SEEDS, ITEMS, SPREADS, DISCORDANCES, STEADY)
    return [Design(*cell, **fixed) for cell in cells]


def places(generator: np.random.Generator, design: Design) -> tuple[np.ndarray, np.ndarray]:
    """The place of each item [seeds, items] and the luck of each seed [seeds, 1]."""
    shape = design.seeds, design.items
    own = generator.random(shape, dtype=np.float32)
    common = generator.random(shape[1], dtype=np.float32)
    steady = generator.random(shape[1], dtype=np.float32) < design.steady
    most = design.discordance - abs(design.effect)
    luck = np.clip(generator.normal(0, design.spread, (shape[0], 1)), -most, most)
    return np.where(steady, common, own), luck


def draw(generator: np.random.Generator, design: Design) -> np.ndarray:
    """Differences, first right less second right: int8 [seeds, items]."""
    place, luck = places(generator, design)
    up = (design.discordance + design.effect + luck) / 2
    down = design.discordance - up
    return (place < up).astype(np.int8) - (place > 1 - down)


def answers(
    generator: np.random.Generator, design: Design, positive: float = 0.3, accuracy: float = 0.85
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gold [items] and the answers of both models [seeds, items], of two unequal classes."""
    place, luck = places(generator, design)
    gold = (generator.random(design.items) < positive).astype(np.int8)
    up = (design.discordance + design.effect + luck) / 2
    down = design.discordance - up
    both = (place >= up) & (place < up + accuracy * (1 - design.discordance))
    first, second = (place < up) | both, (place > 1 - down) | both
    return gold, np.where(first, gold, 1 - gold), np.where(second, gold, 1 - gold)


def rate(
    design: Design, repeats: int, hit: Callable[[np.random.Generator, Design], bool], seed: int = 0
) -> float:
    """How often `hit` is true, in percent."""
    generator = np.random.default_rng([seed, *map(_bits, vars(design).values())])
    return 100 * sum(hit(generator, design) for _ in range(repeats)) / repeats


def _bits(value: float) -> int:
    return round(1e6 * value)


# --- what is tried ---------------------------------------------------------------------------


def covers(estimate: Estimate, truth: float) -> bool:
    """Whether the interval holds the truth."""
    return estimate.low <= truth <= estimate.high


def two_way(generator: np.random.Generator, design: Design) -> bool:
    """The interval of the report."""
    return covers(significance.difference(draw(generator, design)), design.effect)


def crossed(generator: np.random.Generator, design: Design) -> bool:
    """The bootstrap beside it."""
    rows = draw(generator, design)
    return covers(resampling.crossed_bootstrap(rows, replicates=1000), design.effect)


def satterthwaite(generator: np.random.Generator, design: Design) -> bool:
    """Tried first: variance components cut at 0, Satterthwaite's degrees of freedom."""
    mean, by_seed, by_item, rest = significance._mean_squares(draw(generator, design).astype(float))
    by_seed, by_item = max(by_seed, rest), max(by_item, rest)
    total, seeds, items = by_seed + by_item - rest, design.seeds, design.items
    squares = [(by_seed, seeds - 1), (by_item, items - 1), (rest, (seeds - 1) * (items - 1))]
    df = total**2 / sum(square**2 / free for square, free in squares)
    half = stdtrit(df, 0.975) * np.sqrt(total / (seeds * items))
    return bool(abs(mean - design.effect) <= half)


def cut_components(generator: np.random.Generator, design: Design) -> bool:
    """Tried second: Behrens and Fisher, but the seeds' component less the rest, cut at 0."""
    mean, by_seed, by_item, rest = significance._mean_squares(draw(generator, design).astype(float))
    own = max(by_seed - rest, 0.0)
    cells = design.seeds * design.items
    total = own + by_item
    known = {"seed_share": own / total, "seeds": design.seeds, "items": design.items}
    half = Estimate(mean, 0, 0, error=np.sqrt(total / cells), **known).quantile(0.975)
    return bool(abs(mean - design.effect) <= half * np.sqrt(total / cells))


def pigeonhole(generator: np.random.Generator, design: Design) -> bool:
    """Tried as the bootstrap: seeds and items drawn again, percentiles (Owen 2007)."""
    rows, counts = resampling.kinds(draw(generator, design).astype(np.float32))
    weights = generator.multinomial(design.items, counts / design.items, size=1000)
    seeds = generator.multinomial(design.seeds, np.full(design.seeds, 1 / design.seeds), size=1000)
    means = ((weights @ rows.T / design.items) * seeds / design.seeds).sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return bool(low <= design.effect <= high)


def two_way_rejects(generator: np.random.Generator, design: Design) -> bool:
    """The p of a claim is below 0.05."""
    return hypotheses.p_value(significance.difference(draw(generator, design))) < 0.05


def mcnemar_rejects(generator: np.random.Generator, design: Design) -> bool:
    """McNemar's exact test of one seed."""
    rows = draw(generator, design)
    return hypotheses.mcnemar(rows[0] > 0, rows[0] < 0) < 0.05


def randomisation_rejects(generator: np.random.Generator, design: Design) -> bool:
    """Approximate randomisation of macro-F1, two classes, 3 in 10 positive."""
    gold, first, second = answers(generator, design)
    return resampling.macro_f1_difference(gold, first, second, 2, 500)[1] < 0.05


def tost_shows(margin: float) -> Callable[[np.random.Generator, Design], bool]:
    """TOST calls the effect smaller than the margin."""

    def shows(generator: np.random.Generator, design: Design) -> bool:
        return hypotheses.tost(significance.difference(draw(generator, design)), margin) < 0.05

    return shows


def truth(design: Design) -> Estimate:
    """What an interval would be if the components of variance were known."""
    rest = (1 - design.steady) * design.discordance
    seed, item = design.spread**2 / design.seeds, design.discordance * design.steady
    item_variance = item + rest / design.seeds
    by_seed = seed + rest / (design.seeds * design.items)
    total = seed + item_variance / design.items
    return Estimate(
        0.0,
        0.0,
        0.0,
        error=float(np.sqrt(total)),
        seed_share=by_seed / total if design.seeds > 1 else 0.0,
        seeds=design.seeds,
        items=design.items,
        seed_variance=seed,
        item_variance=item_variance,
    )


# --- what it costs ---------------------------------------------------------------------------

MODELS = ("bow:1", "nbsvm:1", "mlp", "dan", "bow:2", "nbsvm:2", "nbsvm:3", "rnn", "lstm", "gru")
COST_ITEMS, COST_SEEDS, COST_DRAWS = 5000, 5, 5


def cost(classes: int) -> tuple[float, float, float, float]:
    """All effects of 10 models x 5 seeds x 5,000 items: seconds, of the CPU too; MB, and MB before.

    Here every model has 5 seeds, the linear ones too.
    """
    from seqtext.models import ModelSpec
    from seqtext.order.effects import effects
    from seqtext.order.results import Cell, Results

    generator = np.random.default_rng(0)
    gold = generator.integers(0, classes, COST_ITEMS).astype(np.int32)

    def logs(skill: float) -> np.ndarray:
        told = np.where(generator.random(len(gold)) < skill, gold, (gold + 1) % classes)
        scores = generator.normal(size=(len(gold), classes)) + 6 * np.eye(classes)[told]
        return (scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))).astype(np.float32)

    def cell(model: str, seed: int, trained: str) -> Cell:
        blind = ModelSpec.parse(model).set == "blind"
        passes = [logs(0.85 if blind else 0.9)]
        passes += passes * COST_DRAWS if blind else [logs(0.8) for _ in range(COST_DRAWS)]
        return Cell(model, seed, trained, np.stack(passes)[:, :500], np.stack(passes), {})

    sets = {model: ModelSpec.parse(model).set for model in MODELS}
    cells = [
        cell(model, seed, trained)
        for model in MODELS
        for seed in range(COST_SEEDS)
        for trained in (["ordered"] if sets[model] == "blind" else ["ordered", "shuffled"])
    ]
    results = Results(
        classes=tuple(map(str, range(classes))),
        texts=("",) * len(gold),
        gold=gold,
        dev_gold=gold[:500],
        fold=np.zeros(len(gold), np.int16),
        sets=sets,
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


def cost_apart(classes: int) -> str:
    """The same in a process of its own, as a row."""
    command = [sys.executable, __file__, "cost", str(classes)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    seconds, own, most, before = map(float, told)
    return f"| {classes} | {seconds:.1f} | {own:.1f} | {most:.0f} | {before:.0f} |"


# --- the report ------------------------------------------------------------------------------


def by_seeds_and_spread(rates: dict[Design, float]) -> list[str]:
    """The lowest and the highest rate, for each number of seeds and spread, as a table."""
    spreads = sorted({design.spread for design in rates})
    lines = ["| seeds | " + " | ".join(f"spread {100 * s:.1f}" for s in spreads) + " |"]
    lines.append("|---:|" + "---:|" * len(spreads))
    for seeds in sorted({design.seeds for design in rates}):
        cells = []
        for spread in spreads:
            here = [r for d, r in rates.items() if (d.seeds, d.spread) == (seeds, spread)]
            cells.append(f"{min(here):.1f} … {max(here):.1f}")
        lines.append(f"| {seeds} | " + " | ".join(cells) + " |")
    return lines


def section(
    title: str,
    hit: Callable[[np.random.Generator, Design], bool],
    designs: Iterable[Design],
    repeats: int,
) -> list[str]:
    """A table of rates with its title; says on stderr that it is done."""
    start = time.perf_counter()
    rates = {design: rate(design, repeats, hit) for design in designs}
    print(f"{title}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    told = f"{title}. {len(rates)} cells x {repeats:,} comparisons: "
    low, high = min(rates.values()), max(rates.values())
    return [f"## {told}{low:.1f} … {high:.1f} %", "", *by_seeds_and_spread(rates), ""]


def power_rows(repeats: int) -> list[str]:
    """The power of TOST at the items that it asks for, and of the minimum detectable effect."""
    lines = ["| seeds | spread | items asked for | TOST | MDE, points | found |"]
    lines.append("|---:|---:|---:|---:|---:|---:|")
    for seeds, spread in ((1, 0.0), (3, 0.0), (3, 0.001), (5, 0.001), (10, 0.001), (10, 0.002)):
        design = Design(seeds, 1000, spread, 0.07, 0.5)
        items = hypotheses.items_to_settle(truth(design), 0.01)
        assert items is not None
        asked = Design(seeds, items, spread, 0.07, 0.5)
        effect = hypotheses.minimum_detectable_effect(truth(asked))
        there = Design(seeds, items, spread, 0.07, 0.5, effect)
        shown, found = rate(asked, repeats, tost_shows(0.01)), rate(there, repeats, two_way_rejects)
        lines.append(
            f"| {seeds} | {100 * spread:.1f} | {items:,} | {shown:.1f} | {100 * effect:.2f} | "
            f"{found:.1f} |"
        )
    return lines


def measure(repeats: int) -> str:
    """All sections, as Markdown."""
    full = grid()
    part = [d for d in full if d.items != 1500 and d.spread != 0.005]
    small = [d for d in full if d.items == 500 and d.spread != 0.005 and d.seeds != 5]
    margin = [d for d in grid(effect=0.01) if d.items != 500]
    single = [Design(1, items, 0, d, 0.5) for items in ITEMS for d in DISCORDANCES]
    few = repeats // 4
    lines = [
        "# Coverage, level, power and cost of the statistics",
        "",
        f"`python bench/coverage.py {repeats}`, {date.today()}: Python "
        f"{platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}.",
        "",
        f"Simulated comparisons of two models, as bench/coverage.py tells: items {ITEMS}, "
        f"discordance {DISCORDANCES}, share of items that are steady over seeds {STEADY}. All "
        "rates in percent, the lowest and the highest of the cells; the spread of seeds is in "
        "points. A rate of 95 from 2,000 comparisons is off by 0.5 (one standard error), from 500 "
        "by 1.",
        "",
        *section("Two-way interval: how often it holds the truth", two_way, full, repeats),
        *section("Crossed bootstrap beside it (1,000 replicates)", crossed, small, few),
        *section("Approximate randomisation of macro-F1, level", randomisation_rejects, small, few),
        *section("McNemar's exact test of one seed, level", mcnemar_rejects, single, repeats),
        *section("TOST, level: the effect is the margin", tost_shows(0.01), margin, few),
        "## Power: TOST at the items that it asks for, and the minimum detectable effect",
        "",
        "Margin 1.0 point, discordance 0.07, half of the items steady; both should be 80.",
        "",
        *power_rows(few),
        "",
        "# What was tried before",
        "",
        *section("Satterthwaite, components cut at 0", satterthwaite, part, few),
        *section("Behrens and Fisher, the seeds' component cut at 0", cut_components, part, few),
        *section("Seeds and items drawn again, percentiles", pigeonhole, small, few),
        "# Cost",
        "",
        f"All effects of {len(MODELS)} models x {COST_SEEDS} seeds x {COST_ITEMS:,} items, "
        f"{resampling.REPLICATES:,} replicates of each bootstrap and randomisation, one thread. The load of "
        f"the machine was {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
        "",
        "| classes | seconds | of CPU | MB at most | MB of the answers and libraries |",
        "|---:|---:|---:|---:|---:|",
        *(cost_apart(classes) for classes in (2, 6, 20)),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if sys.argv[1:2] == ["cost"]:
        print(*cost(int(sys.argv[2])))
    else:
        repeats = int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS
        told = measure(repeats)
        (Path(__file__).parent / "results" / "coverage.md").write_text(told)
