"""seqtext predict: label or translate a file or a pipe, one line out for each line in."""

from dataclasses import fields, replace
from typing import Any

import click

from seqtext.options import ComputeOptions, SearchOptions

from .command import Command, given, note, refuse_given
from .ending import answer
from .options import model_input_options
from .settings import device_option, options_of, take
from .tally import Tally

OF_TRANSLATORS = ("n_best", "scores", "line_buffered", *(f.name for f in fields(SearchOptions)))


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  echo "not bad at all" | seqtext predict model.safetensors -
  seqtext predict model.safetensors reviews.txt.gz | cut -f1 | sort | uniq -c
  seqtext predict model.safetensors --format tsv test.tsv > labels.tsv
  seqtext predict en-de.safetensors test.en --format lines > test.de
  seqtext predict en-de.safetensors pairs/test.tsv > test.de
  seqtext predict en-de.safetensors - --line-buffered
""",
)
@click.argument("model", metavar="MODEL")
@click.argument("file", metavar="FILE")
@options_of(SearchOptions)
@click.option(
    "--n-best",
    type=click.IntRange(1, 1000),
    default=1,
    show_default=True,
    help="Translations of each line, the best first; of an empty line one.",
)
@click.option("--scores", is_flag=True, help="Before a translation: score TAB log-probability TAB.")
@click.option("--line-buffered", is_flag=True, help="Answer each line before the next is read.")
@device_option
@model_input_options
def predict(model: str, file: str, device: str, inputs: Any, **rest: Any) -> None:
    """Label or translate the texts of FILE (- is stdin), as the model was trained to.

    Of labelled texts a classifier reads the texts, of pairs a translator reads the sources.
    A classifier writes label TAB probability, one line a text. A translator writes a translation
    a line; with --n-best N or --scores, N lines a text (an empty one has one), which begin with its
    number, from 1, TAB. Beam search and what follows it are for translators.
    """
    from seqtext.checkpoint import task_of

    if task_of(model) == "translate":
        _translate(model, file, device, inputs, take(SearchOptions, rest), **rest)
    else:
        refuse_given(OF_TRANSLATORS, "is for translators")
        _label(model, file, device, inputs)


def _label(model: str, file: str, device: str, inputs: Any) -> None:
    from seqtext.blocks import read_blocks
    from seqtext.classifier import Classifier
    from seqtext.corpus import cut_told

    classifier = Classifier.load(model)
    classifier.place(ComputeOptions(device))
    cut = 0
    for chunk in classifier.predict(read_blocks(file, inputs)):
        answers = zip(chunk.labels, chunk.probabilities, strict=True)
        lines = (f"{label}\t{p:.4f}\n" for label, p in answers)
        answer("".join(lines), nl=False)
        cut += chunk.cut
    for line in cut_told(cut, classifier.max_length):
        note(f"seqtext: {line}")


def _translate(
    model: str,
    file: str,
    device: str,
    inputs: Any,
    search: SearchOptions,
    n_best: int,
    scores: bool,
    line_buffered: bool,
) -> None:
    from seqtext.formats import read_texts
    from seqtext.translator import CHUNK, Translator

    translator = Translator.load(model)
    translator.place(ComputeOptions(device))
    if not given("beam"):
        search = replace(search, beam=max(search.beam, n_best))
    tally = Tally("line")
    chunk = 1 if line_buffered else CHUNK
    lines = read_texts(file, inputs, "source")
    for i, found in enumerate(translator.translate(lines, search, n_best, chunk), 1):
        tally.add(found.empty, found.cut, found.unknown)
        for each in found.hypotheses:
            parts = [f"{each.score:.4f}", f"{each.log_probability:.4f}"] if scores else []
            numbered = [str(i), *parts] if n_best > 1 or scores else []
            answer("\t".join([*numbered, each.text]))
    tally.tell(translator.max_length)
