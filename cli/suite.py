"""`seqtext order suite`: test a model on pairs of texts that differ only in word order."""

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
from .options import decoding_options, seeds_option

if TYPE_CHECKING:
    from seqtext.order.classify.suites import SuiteResult
    from seqtext.order.texts.cases import Case
    from seqtext.order.trainings.results import SuiteCell

language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Language of the shipped texts.",
)


def _orders(context: click.Context, param: click.Parameter, value: str) -> tuple[int, ...]:
    """Parse 1,2,5."""
    parts = [part.strip() for part in value.split(",")]
    if not all(part.isdecimal() and int(part) for part in parts):
        raise SeqtextError("--orders", f"{value!r} is not a list of orders", "write it as 1,2,3")
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
    help="Orders of the pairs, comma-separated.",
)
@click.option(
    "--count",
    type=click.IntRange(1),
    default=200,
    show_default=True,
    help="Number of pairs for each order.",
)
@seeds_option(3)
@click.option(
    "--labels",
    metavar="MEANING",
    help="Labels of MODEL for those of the pairs: positive=1,negative=0.",
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
    """Test a model on pairs of texts that differ only in word order.

    An ARCHITECTURE (bow:2, lstm …) is trained on shipped pairs of all orders and tested on others,
    with new frames, or new opinion words in a frame. A MODEL file is tested on PAIRS.tsv (pair_id,
    text, label), or on the shipped pairs.

    \b
    k               the two texts of a pair share all n-grams up to k words
    both right      percentage of pairs with both texts right, and its 95 %
                    interval; 0 for a bag of k-grams, 25 for random guesses
    one right       percentage of texts that are right; 50 by chance
    kept            percentage of texts that are right after a reordering that
                    keeps the label
    discrimination  both right + kept - 100: at most 0 for a blind model
    left out        number of pairs with a word unknown to the model, or whose
                    texts are equal or have different bags as it reads them

    \b
    seqtext order suite lstm
    seqtext order suite bow:2 --language es
    seqtext order suite model.safetensors --labels positive=1,negative=0
    seqtext order suite model.safetensors pairs.tsv
    """
    if os.path.exists(model) or model.endswith(".safetensors"):
        if file is not None:
            refuse_given({"language", "orders", "count"}, f"does not apply to the pairs of {file}")
        refuse_given({"seeds"}, "does not apply to a trained model")
        cells = _of_file(model, file, decoding, language, orders, count, parse_renaming(labels))
    elif file is not None or labels is not None:
        cause = "an architecture is trained on the shipped pairs"
        raise SeqtextError(model, cause, "name a model file, or omit PAIRS.tsv and --labels")
    else:
        cells = _of_architecture(model, language, orders, count, seeds)
    from seqtext.report.classify.suite import suite_table
    from seqtext.report.terminal import console, show_table

    if not any(len(pairs) for pairs in cells[0].pairs.values()):
        place = file or "the shipped pairs"
        note(f"seqtext: {place}: {none_sharing(sum(cells[0].left_out.values()), cells[0].model)}")
    show_table(suite_table(cells), console(sys.stdout))


def none_sharing(count: int, model: str = "") -> str:
    """Return the message for pairs that show nothing about word order."""
    vocabulary = f", all known to {model}" if model else ""
    condition = f"has the same words in both texts{vocabulary}, in another order"
    return f"none of {quantity(count, 'pair')} {condition}: they show nothing about word order"


def _of_file(
    path: str,
    pairs: str | None,
    decoding: Decoding,
    language: str,
    orders: tuple[int, ...],
    count: int,
    meaning: dict[str, str],
) -> "list[SuiteCell]":
    """Test a model file on the user's pairs, grouped by order, or on the shipped pairs."""
    from seqtext.order.classify.suites import by_order, judge_known
    from seqtext.order.texts.cases import read_cases, shipped
    from seqtext.tasks.classify.classifier import Classifier

    classifier = Classifier.load(path)
    if pairs is None:
        suites: Mapping[int, Sequence[Case]] = shipped(language, orders, count)
    else:
        suites = by_order(classifier, read_cases(pairs, decoding))
    place = pairs or "the shipped pairs"
    _check_labels(classifier.labels, suites, meaning, place)
    return [
        _cell(str(classifier.spec), 0, pairs or language, judge_known(classifier, suites, meaning))
    ]


def _check_labels(
    model_labels: Sequence[str],
    suites: "Mapping[int, Sequence[Case]]",
    meaning: dict[str, str],
    place: str,
) -> None:
    """Raise SeqtextError unless the model has both labels of every pair."""
    pairs = [case.labels for cases in suites.values() for case in cases]
    pair_labels = {label for labels in pairs for label in labels}
    usage = ",".join(f"{name}=…" for name in sorted(pair_labels))
    for name in sorted(set(meaning) - pair_labels):
        raise SeqtextError("--labels", f"{name!r} is not a label of {place}", f"write {usage}")
    if any(len({meaning.get(label, label) for label in labels}) < 2 for labels in pairs):
        remedy = "map each label to its own; otherwise a constant prediction would be right"
        raise SeqtextError("--labels", "both labels of a pair have the same meaning", remedy)
    for label in sorted(pair_labels):
        if meaning.get(label, label) not in model_labels:
            cause = f"{meaning.get(label, label)!r} of {place} is not a label of the model"
            remedy = f"map them with --labels {usage} to: {', '.join(model_labels)}"
            raise SeqtextError("--labels", cause, remedy)


def _of_architecture(
    name: str, language: str, orders: tuple[int, ...], count: int, seeds: int
) -> "list[SuiteCell]":
    """Train once per seed; models that the seed does not change, once in all."""
    from seqtext.order.classify.suites import train_suite
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
