"""Intervals cover, tests hold their level and TOST its power: on a part of the bench's grid."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from seqtext.statistics import hypotheses

BENCH = Path(__file__).parents[1] / "bench" / "simulation.py"
sim = SimpleNamespace(**runpy.run_path(str(BENCH)))
REPEATS = 600  # a rate of 95 % is off by 0.9 (standard error); the bounds leave three


# seeds, items, spread, discordance, share of steady items
@pytest.mark.parametrize(
    "cell",
    [
        (3, 500, 0.0, 0.03, 0.3),
        (3, 1500, 0.01, 0.03, 0.8),
        (5, 500, 0.005, 0.15, 0.8),
        (10, 1500, 0.01, 0.07, 0.5),
    ],
)
def test_two_way_interval_covers(cell):
    assert 92.5 <= sim.rate(sim.Design(*cell), REPEATS, sim.two_way) <= 99.5


def test_items_alone_do_not_cover_where_seeds_differ():
    def items_alone(generator, rows, design):
        return sim.two_way(generator, rows.mean(axis=0, keepdims=True), design)

    assert sim.rate(sim.Design(5, 3000, 0.009, 0.06, 0.6), 300, items_alone) < 80


@pytest.mark.parametrize("cell", [(3, 500, 0.01, 0.15, 0.3), (10, 500, 0.0, 0.15, 0.8)])
def test_crossed_bootstrap_covers(cell):
    assert sim.rate(sim.Design(*cell), 250, sim.crossed) >= 91


@pytest.mark.parametrize(("seeds", "spread"), [(1, 0.0), (3, 0.01)])
def test_randomisation_holds_its_level(seeds, spread):
    design = sim.Design(seeds, 500, spread, 0.15, 0.5)
    assert sim.rate(design, 150, sim.randomisation_rejects) <= 10


def test_mcnemar_holds_its_level():
    assert sim.rate(sim.Design(1, 500, 0.0, 0.07, 0.5), 2000, sim.mcnemar_rejects) <= 6.5


@pytest.mark.parametrize("cell", [(5, 5000, 0.001, 0.08, 0.8), (3, 1500, 0.005, 0.15, 0.3)])
def test_tost_has_its_level(cell):
    margin = sim.margin(sim.Design(*cell))
    assert sim.rate(sim.Design(*cell, margin), REPEATS, sim.tost_shows) <= 8


@pytest.mark.parametrize(("seeds", "spread"), [(1, 0.0), (5, 0.002)])
def test_tost_has_the_power_that_the_formula_says(seeds, spread):
    pilot = sim.truth(sim.Design(seeds, 1000, spread, 0.07, 0.5))
    items = hypotheses.items_to_settle(pilot, 0.02)
    asked = sim.Design(seeds, items, spread, 0.07, 0.5)
    assert sim.margin(asked) == pytest.approx(0.02, rel=1e-3)
    assert sim.rate(asked, REPEATS, sim.tost_shows) == pytest.approx(80, abs=8)
