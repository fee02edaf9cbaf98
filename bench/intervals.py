"""Coverage of the intervals and level of the tests, by simulation over a grid; and their cost.

    python bench/intervals.py [REPEATS]

Writes bench/results/intervals.md.
"""

import math
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import cost
import numpy as np
import scipy
import simulation as sim
from scipy.special import ndtr, stdtrit
from scipy.stats import chi2
from simulation import Design, Hit

from seqtext.statistics import behrens_fisher, hypotheses, resampling
from seqtext.statistics.resampling import REPLICATES

REPEATS = 2000
Rates = dict[Design, float]


def matrix(rates: Rates, rows: str, columns: str) -> list[str]:
    """The lowest and the highest rate, for each value of two fields of the design, as a table."""
    across = sorted({getattr(design, columns) for design in rates})
    lines = [f"| {rows} | " + " | ".join(f"{columns} {_told(columns, s)}" for s in across) + " |"]
    lines.append("|---:|" + "---:|" * len(across))
    for row in sorted({getattr(design, rows) for design in rates}):
        cells = []
        for column in across:
            both = row, column
            here = [r for d, r in rates.items() if (getattr(d, rows), getattr(d, columns)) == both]
            cells.append(f"{min(here):.1f} … {max(here):.1f}" if here else "")
        lines.append(f"| {_told(rows, row)} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def _told(field: str, value: float) -> str:
    return f"{100 * value:g}" if field in ("spread", "discordance") else f"{value:,}"


def section(
    titles: Sequence[str], hits: Sequence[Hit], designs: Iterable[Design], repeats: int
) -> list[str]:
    """Two tables of rates with its title for each hit; says on stderr how long it took."""
    resampling._FEW = 1  # items are drawn by kinds: no two comparisons share their draws
    start = time.process_time()
    found = {design: sim.rates(design, repeats, *hits) for design in designs}
    print(f"{titles[0]}: {time.process_time() - start:.0f} s", file=sys.stderr, flush=True)
    lines = []
    for i, title in enumerate(titles):
        rates = {design: several[i] for design, several in found.items()}
        low, high = min(rates.values()), max(rates.values())
        told = f"{title}. {len(rates)} cells x {repeats:,} comparisons: {low:.1f} … {high:.1f} %"
        lines += [f"## {told}", "", *matrix(rates, "seeds", "spread")]
        lines += matrix(rates, "items", "discordance")
    return lines


def at_effect(effect: Callable[[Design], float]) -> list[Design]:
    """The grid with an effect in each cell; left out where discordance leaves no room for it."""
    found = [replace(design, effect=effect(design)) for design in sim.grid()]
    return [d for d in found if d.effect + 2 * d.spread <= d.discordance]


def mde(design: Design) -> float:
    """The effect that these items and seeds should find 8 times in 10."""
    return hypotheses.minimum_detectable_effect(sim.truth(design))


def exact() -> list[str]:
    """Coverage by integration over what the seeds show, without the chance of the items."""
    shares = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
    lines = ["| seeds | method | " + " | ".join(f"share {s:g}" for s in shares) + " |"]
    lines.append("|---:|---|" + "---:|" * len(shares))
    for seeds in (2, *sim.SEEDS):
        for name, quantile in QUANTILES.items():
            rates = (100 * _coverage(quantile, share, seeds - 1) for share in shares)
            lines.append(f"| {seeds} | {name} | " + " | ".join(f"{r:.1f}" for r in rates) + " |")
    return [*lines, ""]


def _fisher(share: float, free: int) -> float:
    return float(
        scipy.optimize.brentq(
            lambda x: behrens_fisher.behrens_fisher(x, share, free, math.inf) - 0.975, 0, 99
        )
    )


def _welch(share: float, free: int) -> float:
    return float(stdtrit(min(behrens_fisher.satterthwaite(share, free, math.inf), 1e9), 0.975))


QUANTILES: dict[str, Callable[[float, int], float]] = {
    "Fisher": _fisher,
    "Welch": _welch,
    "here": lambda share, free: behrens_fisher.quantile(0.975, share, free, math.inf),
}


def _coverage(quantile: Callable[[float, int], float], share: float, free: int) -> float:
    luck = chi2.ppf((np.arange(20_000) + 0.5) / 20_000, free) / free
    total = share * luck + 1 - share
    seen = np.linspace(0, 1, 101)
    half = np.interp(share * luck / total, seen, [quantile(s, free) for s in seen])
    return float(np.mean(2 * ndtr(half * np.sqrt(total)) - 1))


def cost_apart(classes: int) -> str:
    """What all effects cost, in a process of its own, as a row."""
    script = Path(__file__).parent / "cost.py"
    command = [sys.executable, str(script), str(classes)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    seconds, own, most, before = map(float, told)
    return f"| {classes} | {seconds:.1f} | {own:.1f} | {most:.0f} | {before:.0f} |"


def measure(repeats: int) -> Iterator[list[str]]:
    """All sections, as lines of Markdown, each as soon as it is there."""
    full = sim.grid()
    single = [replace(d, seeds=1) for d in full if (d.seeds, d.spread) == (3, 0)]
    part = [d for d in full if d.items != 1500 and d.spread != 0.005 and d.discordance != 0.08]
    some, few = repeats // 4, repeats // 10
    yield _head(repeats)
    yield section(
        ("Two-way interval: how often it holds the truth",), (sim.two_way,), full, repeats
    )
    yield [
        "The test of an accuracy is that of the two-way interval: level and coverage make 100.",
        "",
    ]
    yield section(
        (f"Crossed bootstrap beside it ({sim.REPLICATES:,} replicates)",),
        (sim.crossed,),
        full,
        repeats // 2,
    )
    yield section(("TOST, level: the effect is the margin",), (sim.tost_shows,), _margins(), some)
    yield section(("TOST, power where the formula says 80",), (sim.tost_shows,), full, some)
    yield section(
        ("Minimum detectable effect, power where the formula says 80",),
        (sim.two_way_rejects,),
        at_effect(mde),
        some,
    )
    yield section(
        ("McNemar's exact test of one seed, level",), (sim.mcnemar_rejects,), single, repeats
    )
    yield section(
        (f"Approximate randomisation of macro-F1, level ({sim.COINS} replicates)",),
        (sim.randomisation_rejects,),
        full,
        few,
    )
    yield ["# What was tried before, on a part of the grid", ""]
    yield section(
        (
            "Satterthwaite, components cut at 0",
            "Fisher's distribution alone",
            "Seeds and items drawn again, percentiles (Owen 2007)",
        ),
        (sim.satterthwaite, sim.fisher_alone, sim.pigeonhole),
        part,
        few,
    )
    yield [f"The simulation took {time.process_time() / 60:.0f} minutes of one core.", ""]
    yield _cost()


def _margins() -> list[Design]:
    """Effects as large as the margin that TOST should show with a power of 80 %."""
    return at_effect(sim.margin)


def _head(repeats: int) -> list[str]:
    return [
        "# Coverage, level, power and cost of the statistics",
        "",
        f"`python bench/intervals.py {repeats}`, {date.today()}: Python "
        f"{platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}.",
        "",
        f"Simulated comparisons of two models, as bench/simulation.py tells: seeds {sim.SEEDS}, "
        f"items {sim.ITEMS}, spread of the seeds {_points(sim.SPREADS)} points, discordance "
        f"{_points(sim.DISCORDANCES)} %, share of items that are steady over seeds {sim.STEADY}. "
        "All rates in per cent, the lowest and the highest of the cells. A rate of 95 from 2,000 "
        "comparisons is off by 0.5 (one standard error), from 1,000 by 0.7, from 200 by 1.5, a "
        "rate of 80 from 500 by 1.8; the extremes of so many cells lie some 2.7 of these off.",
        "",
        "# Coverage by integration",
        "",
        "How often a nominal 95 % interval holds the truth, by the share of the variance that only "
        "the means of the seeds tell. Fisher (1935): the distribution of Behrens and Fisher. Welch "
        "(1938): Student's t with Satterthwaite's degrees of freedom. Here: both, with the weight "
        "1 / (seeds - 1) for Fisher's.",
        "",
        *exact(),
        "# Simulation: the whole grid",
        "",
    ]


def _points(values: Iterable[float]) -> str:
    return ", ".join(f"{100 * value:g}" for value in values)


def _cost() -> list[str]:
    return [
        "# Cost",
        "",
        f"All effects of {len(cost.MODELS)} models x {cost.SEEDS} seeds x {cost.ITEMS:,} items, "
        f"{REPLICATES:,} replicates of each bootstrap and randomisation, one thread. The load of "
        f"the machine was {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
        "",
        "| classes | seconds | of CPU | MB at most | MB of the answers and libraries |",
        "|---:|---:|---:|---:|---:|",
        *(cost_apart(classes) for classes in (2, 6, 20)),
    ]


if __name__ == "__main__":
    told: list[str] = []
    for lines in measure(int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS):
        told += lines
        (Path(__file__).parent / "results" / "intervals.md").write_text("\n".join(told) + "\n")
