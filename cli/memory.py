"""`seqtext order memory`: how far apart may two words stand that decide together?"""

import json
import sys
from typing import TYPE_CHECKING

import click

from seqtext.errors import SeqtextError

from .command import Command, note
from .suite import language_option

if TYPE_CHECKING:
    from seqtext.order.trainings.results import MemoryCell
    from seqtext.registry import ModelSpec


def _distances(context: click.Context, param: click.Parameter, value: str) -> tuple[int, ...]:
    """5,10,20 as numbers."""
    parts = [part.strip() for part in value.split(",")]
    if not all(part.isdecimal() for part in parts):
        cause = f"{value!r} is no list of distances"
        raise SeqtextError("--distances", cause, "write it as 5,10,20")
    return tuple(sorted({int(part) for part in parts}))


@click.command(cls=Command)
@click.argument("models", metavar="MODEL...", nargs=-1, required=True)
@click.option(
    "--distances",
    default="5,10,20,50,100,200",
    show_default=True,
    callback=_distances,
    help="Put so many tokens from one deciding word to the other; repeat for several.",
)
@language_option
@click.option(
    "--count",
    type=click.IntRange(1),
    default=200,
    show_default=True,
    help="Draw so many pairs of each.",
)
@click.option(
    "--seeds",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="Train each network so often.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def memory(
    models: tuple[str, ...],
    distances: tuple[int, ...],
    language: str,
    count: int,
    seeds: int,
    as_json: bool,
) -> None:
    """Try models on pairs whose two deciding words stand far apart.

    Each MODEL (lstm, bow:5 …) is trained on generated pairs and tried on others, twice: trained on
    all distances, and on those up to 20 alone. What is in between is neutral and never the same.
    A recurrent network is tried as it is by default, and in the form of the lectures: one-way,
    judged by its last state. A figure is the share of pairs with both texts right: 0 for a bag of
    n-grams up to 5 words, at most 33 for what goes by one of the two words alone.

    \b
    seqtext order memory rnn lstm gru
    seqtext order memory gru --distances 5,20,80,320 --seeds 1
    seqtext order memory bow:5 lstm --language es --json
    """
    from seqtext.order.effects.memory_curve import memory as curve
    from seqtext.registry import ModelSpec
    from seqtext.report.classify.tables import memory as table
    from seqtext.report.record import to_json
    from seqtext.report.terminal import console, show_table

    specs = [ModelSpec.parse(name) for name in dict.fromkeys(models)]
    cells = [cell for spec in specs for cell in _cells(spec, language, seeds, distances, count)]
    found = curve(cells)
    assert found is not None  # there is a model
    if as_json:
        click.echo(json.dumps(to_json(found), indent=2, ensure_ascii=False))
        return
    show_table(table(found), console(sys.stdout))
    click.echo(f"\n{found.sentence}")


def _cells(
    spec: "ModelSpec", language: str, seeds: int, distances: tuple[int, ...], count: int
) -> "list[MemoryCell]":
    """One training a seed, form and regime; what the seed does not change is trained once."""
    from seqtext.order.trainings.memory import train_memory

    cells = []
    for seed in range(seeds if spec.varies else 1):
        note(f"seqtext: training {spec} on words far apart, seed {seed}")
        cells += list(train_memory(spec, language, seed, distances=distances, count=count))
    return cells
