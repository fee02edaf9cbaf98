"""Do the intervals cover, do the tests hold their level? Simulation over a grid, and what it costs.

    python bench/intervals.py [REPEATS]

writes bench/results/intervals.md.
"""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import cost
import numpy as np
import scipy
from simulation import (
    DISCORDANCES,
    ITEMS,
    STEADY,
    Design,
    crossed,
    cut_components,
    grid,
    mcnemar_rejects,
    pigeonhole,
    randomisation_rejects,
    rate,
    satterthwaite,
    tost_shows,
    truth,
    two_way,
    two_way_rejects,
)

from seqtext import hypotheses
from seqtext.resampling import REPLICATES

REPEATS = 2000


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


def cost_apart(classes: int) -> str:
    """What all effects cost, in a process of its own, as a row."""
    script = Path(__file__).parent / "cost.py"
    command = [sys.executable, str(script), str(classes)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    seconds, own, most, before = map(float, told)
    return f"| {classes} | {seconds:.1f} | {own:.1f} | {most:.0f} | {before:.0f} |"


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
        f"`python bench/intervals.py {repeats}`, {date.today()}: Python "
        f"{platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}.",
        "",
        f"Simulated comparisons of two models, as bench/intervals.py tells: items {ITEMS}, "
        f"discordance {DISCORDANCES}, share of items that are steady over seeds {STEADY}. All "
        "rates in percent, the lowest and the highest of the cells; the spread of seeds is in "
        "points. A rate of 95 from 2,000 comparisons is off by 0.5 (one standard error), from 500 "
        "by 1.",
        "",
        *section("Two-way interval: how often it holds the truth", two_way, full, repeats),
        *section("Crossed bootstrap beside it (1,000 replicates)", crossed, small, repeats),
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
        f"All effects of {len(cost.MODELS)} models x {cost.SEEDS} seeds x {cost.ITEMS:,} items, "
        f"{REPLICATES:,} replicates of each bootstrap and randomisation, one thread. The load of "
        f"the machine was {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
        "",
        "| classes | seconds | of CPU | MB at most | MB of the answers and libraries |",
        "|---:|---:|---:|---:|---:|",
        *(cost_apart(classes) for classes in (2, 6, 20)),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    told = measure(int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS)
    (Path(__file__).parent / "results" / "intervals.md").write_text(told)
