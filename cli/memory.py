"""`seqtext order memory`: the largest distance of two words that decide a label together."""

import json
import sys
from typing import TYPE_CHECKING

import click

from seqtext.errors import SeqtextError

from .command import Command, note
from .options import seeds_option
from .suite import language_option

if TYPE_CHECKING:
    from seqtext.order.trainings.results import MemoryCell
    from seqtext.registry import ModelSpec


def _distances(context: click.Context, param: click.Parameter, value: str) -> tuple[int, ...]:
    """Parse 5,10,20."""
    parts = [part.strip() for part in value.split(",")]
    if not all(part.isdecimal() for part in parts):
        cause = f"{value!r} is not a list of distances"
        raise SeqtextError("--distances", cause, "write it as 5,10,20")
    return tuple(sorted({int(part) for part in parts}))


@click.command(cls=Command)
@click.argument("models", metavar="MODEL...", nargs=-1, required=True)
@click.option(
    "--distances",
    default="5,10,20,50,100,200",
    show_default=True,
    callback=_distances,
    help="Distances of the two deciding words in tokens, comma-separated.",
)
@language_option
@click.option(
    "--count",
    type=click.IntRange(1),
    default=200,
    show_default=True,
    help="Number of test pairs for each distance.",
)
@seeds_option(3)
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
def memory(
    models: tuple[str, ...],
    distances: tuple[int, ...],
    language: str,
    count: int,
    seeds: int,
    as_json: bool,
) -> None:
    """Test models on pairs whose two deciding words are far apart.

    Each MODEL (lstm, bow:5 …) is trained on generated pairs and tested on others, twice: trained on
    all distances, and only on distances up to 20. The text between the two words is neutral and
    always different. A recurrent network is tested in its default form and one-way with its last
    state as output. A figure is the percentage of pairs with both texts right: 0 for a bag of
    n-grams up to 5 words, at most 33 for a model that uses only one of the two words.

    \b
    seqtext order memory rnn lstm gru
    seqtext order memory gru --distances 5,20,80,320 --seeds 1
    seqtext order memory bow:5 lstm --language es --json
    """
    from seqtext.order.effects.memory_curve import memory_curve as curve
    from seqtext.registry import ModelSpec
    from seqtext.report.classify.sections.memory import memory_table as table
    from seqtext.report.record import to_json
    from seqtext.report.terminal import console, show_table

    specs = [ModelSpec.parse(name) for name in dict.fromkeys(models)]
    cells = [cell for spec in specs for cell in _cells(spec, language, seeds, distances, count)]
    estimates = curve(cells)
    assert estimates is not None  # MODEL is required
    if as_json:
        click.echo(json.dumps(to_json(estimates), indent=2, ensure_ascii=False))
        return
    show_table(table(estimates), console(sys.stdout))
    click.echo(f"\n{estimates.sentence}")


def _cells(
    spec: "ModelSpec", language: str, seeds: int, distances: tuple[int, ...], count: int
) -> "list[MemoryCell]":
    """Train once per seed, form and regime; models that the seed does not change, once in all."""
    from seqtext.order.classify.memory import train_memory

    cells = []
    for seed in range(seeds if spec.varies else 1):
        note(f"seqtext: training {spec} on words far apart, seed {seed}")
        cells += list(train_memory(spec, language, seed, distances=distances, count=count))
    return cells
