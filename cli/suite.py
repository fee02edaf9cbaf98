"""`seqtext order suite`: try a model on pairs that only order tells apart."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from seqtext.errors import SeqtextError
from seqtext.order.texts.schemes import LANGUAGES
from seqtext.text.labels import parse_renaming
from seqtext.text.lines import Decoding
from seqtext.text.quantities import quantity

from .command import Command, note, refuse_given
from .options import decoding_options

if TYPE_CHECKING:
    from seqtext.order.texts.cases import Case
    from seqtext.order.trainings.results import SuiteCell
    from seqtext.order.trainings.suites import SuiteResult

language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Draw pairs in this language.",
)


def _orders(context: click.Context, param: click.Parameter, value: str) -> tuple[int, ...]:
    """1,2,5 as numbers."""
    parts = [part.strip() for part in value.split(",")]
    if not all(part.isdecimal() and int(part) for part in parts):
        raise SeqtextError("--orders", f"{value!r} is no list of orders", "write it as 1,2,3")
    return tuple(sorted({int(part) for part in parts}))


@click.command(cls=Command)
@click.argument("model", metavar="MODEL|ARCHITECTURE")
@click.argument("file", metavar="[PAIRS.tsv]", required=False)
@language_option
@click.option(
    "--orders",
    default="1,2,3,4,5",
    show_default=True,
    callback=_orders,
    help="Draw pairs of these orders.",
)
@click.option(
    "--count",
    type=click.IntRange(1),
    default=200,
    show_default=True,
    help="Draw so many pairs of each order.",
)
@click.option(
    "--seeds",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="Train each network so often.",
)
@click.option(
    "--labels",
    metavar="MEANING",
    help="Read the labels of the pairs as those of MODEL: positive=1,negative=0.",
)
@decoding_options
def suite(
    model: str,
    file: str | None,
    language: str,
    orders: tuple[int, ...],
    count: int,
    seeds: int,
    labels: str | None,
    decoding: Decoding,
) -> None:
    """Try a model on pairs that only order tells apart.

    An ARCHITECTURE (bow:2, lstm …) is trained on shipped pairs of all orders and tried on others,
    whose frames, or polar words in a frame, are new. A MODEL file answers the pairs of PAIRS.tsv
    (pair_id, text, label), or the shipped ones.

    \b
    k               the two texts of a pair have all n-grams up to k words in common
    both right      pairs with both texts right, with its 95 % interval; by chance: a bag of
                    k-grams 0, two coins 25 %
    one right       share of the texts that are right; by chance 50 %
    kept            texts right after a reordering that keeps the label
    discrimination  both right + kept - 100: at most 0 for a model that cannot see order
    left out        pairs that are none as the model reads them, or have a word unknown to it

    \b
    seqtext order suite lstm
    seqtext order suite bow:2 --language es
    seqtext order suite model.safetensors --labels positive=1,negative=0
    seqtext order suite model.safetensors pairs.tsv
    """
    if os.path.exists(model) or model.endswith(".safetensors"):
        if file is not None:
            refuse_given({"language", "orders", "count"}, f"the pairs are those of {file}")
        refuse_given({"seeds"}, "a trained model is not trained again")
        cells = _of_file(model, file, decoding, language, orders, count, parse_renaming(labels))
    elif file is not None or labels is not None:
        cause = "an architecture is trained on the shipped pairs"
        raise SeqtextError(model, cause, "give a model file, or leave PAIRS.tsv and --labels away")
    else:
        cells = _of_architecture(model, language, orders, count, seeds)
    from seqtext.report.classify.suite import suite_table
    from seqtext.report.terminal import console, show_table

    if not any(len(pairs) for pairs in cells[0].pairs.values()):
        place = file or "the shipped pairs"
        note(f"seqtext: {place}: {none_sharing(sum(cells[0].left_out.values()), cells[0].model)}")
    show_table(suite_table(cells), console(sys.stdout))


def none_sharing(count: int, model: str = "") -> str:
    """What is said of pairs that tell nothing of order."""
    read = f", all known to {model}" if model else ""
    nothing = f"none of {quantity(count, 'pair')} has the same words in both texts{read}"
    return f"{nothing}, in another order: they tell nothing of order"


def _of_file(
    path: str,
    pairs: str | None,
    decoding: Decoding,
    language: str,
    orders: tuple[int, ...],
    count: int,
    meaning: dict[str, str],
) -> "list[SuiteCell]":
    """A model file on a user's pairs, each at the order that it has for the model, or on ours."""
    from seqtext.order.texts.cases import read_cases, shipped
    from seqtext.order.trainings.suites import by_order, judge_known
    from seqtext.tasks.classify.classifier import Classifier

    classifier = Classifier.load(path)
    if pairs is None:
        suites: Mapping[int, Sequence[Case]] = shipped(language, orders, count)
    else:
        suites = by_order(classifier, read_cases(pairs, decoding))
    place = pairs or "the shipped pairs"
    _check_meaning(classifier.labels, suites, meaning, place)
    return [
        _cell(str(classifier.spec), 0, pairs or language, judge_known(classifier, suites, meaning))
    ]


def _check_meaning(
    known: Sequence[str],
    suites: "Mapping[int, Sequence[Case]]",
    meaning: dict[str, str],
    place: str,
) -> None:
    """Every label of the pairs must be one that the model can answer, the two of a pair two."""
    pairs = [case.labels for cases in suites.values() for case in cases]
    asked = {label for labels in pairs for label in labels}
    wanted = ",".join(f"{name}=…" for name in sorted(asked))
    for name in sorted(set(meaning) - asked):
        raise SeqtextError("--labels", f"{name!r} is no label of {place}", f"write {wanted}")
    if any(len({meaning.get(label, label) for label in labels}) < 2 for labels in pairs):
        remedy = "give each its own, or a model that answers all alike would be right"
        raise SeqtextError("--labels", "the two labels of a pair mean the same", remedy)
    for label in sorted(asked):
        if meaning.get(label, label) not in known:
            cause = f"{meaning.get(label, label)!r} of {place} is no label of the model"
            remedy = f"say what they mean, --labels {wanted}, of: {', '.join(known)}"
            raise SeqtextError("--labels", cause, remedy)


def _of_architecture(
    name: str, language: str, orders: tuple[int, ...], count: int, seeds: int
) -> "list[SuiteCell]":
    """One training a seed; what the seed does not change is trained once."""
    from seqtext.order.trainings.suites import train_suite
    from seqtext.registry import ModelSpec

    spec = ModelSpec.parse(name)
    cells = []
    for seed in range(seeds if spec.varies else 1):
        note(f"seqtext: training {spec} on the shipped pairs, seed {seed}")
        result = train_suite(spec, language, seed, orders=orders, count=count)
        cells.append(_cell(str(spec), seed, language, result))
    return cells


def _cell(name: str, seed: int, language: str, result: "SuiteResult") -> "SuiteCell":
    from seqtext.order.trainings.results import SuiteCell

    return SuiteCell(name, seed, language, result.pairs, result.kept, result.left_out)
