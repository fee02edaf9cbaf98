"""seqtext explain: which words, and which order of them, a model goes by."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from seqtext.errors import SeqtextError

from .command import Command, note, refuse_given
from .ending import answer
from .options import model_input_options
from .trained_columns import options_for

if TYPE_CHECKING:
    from seqtext.tasks.classify.classifier import Classifier
    from seqtext.text.inputs import InputOptions


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  seqtext explain nbsvm.safetensors --top 15
  echo "the food was not good" | seqtext explain lstm.safetensors -
  seqtext explain report/models/lstm.safetensors reviews.txt | grep "^flip"
  echo "Where is my old house?" | seqtext explain en-es.safetensors - -o house
""",
)
@click.argument("model", metavar="MODEL")
@click.argument("file", metavar="[FILE|-]", required=False)
@click.option(
    "--top", type=click.IntRange(1), default=10, show_default=True, help="Show so many n-grams."
)
@click.option("-o", "--output", metavar="NAME", help="Write NAME.svg and NAME.tsv (translators).")
@model_input_options
def explain(model: str, file: str | None, top: int, output: str | None, inputs: Any) -> None:
    """Show what MODEL goes by.

    Without FILE: the strongest n-grams of each class (bag models). With FILE (- is stdin): a block
    of lines for each text, with tabs between the fields and an empty line after it.

    \b
    text   its number, its label, the probability of that label
    words  each word with what the log-odds of the label lose without it
    order  the words, and in each gap by how much exchanging its two neighbours
           moves the log-odds of the label; below 0 the label becomes less likely.
           On a terminal these are bars, red for less likely, blue for likelier
    flip   the shortest swap or move of words that changes the label: swap or
           move, the two places (from 1), label, probability, the text then; or
           none, and how far apart all pairs of places were tried
    cut    where a text is long: the tokens behind those shown, which MODEL reads

    \b
    A translator shows its attention: a row for each token of the translation, a
    column for each token of the line; shades on a terminal, tenths elsewhere.
    """
    from seqtext.system.model_file import task_of

    if task_of(model) == "translate":
        from .translations import show_attention

        refuse_given(("top",), "is for models of n-grams")
        if file is None:
            raise SeqtextError("explain", "a translator needs lines", "give it a FILE, or -")
        show_attention(model, file, output, inputs)
        return
    refuse_given(("output",), "is for translators")
    from seqtext.tasks.classify.classifier import Classifier

    classifier = Classifier.load(model)
    if file is None:
        _show_ngrams(classifier, top)
    else:
        _show_texts(classifier, file, inputs)


def _show_ngrams(classifier: "Classifier", top: int) -> None:
    from seqtext.tasks.classify.explanation import strongest_ngrams

    if not hasattr(classifier.model, "strongest"):
        cause = f"{classifier.spec} has no weights of n-grams"
        raise SeqtextError("explain", cause, "give it a FILE to explain text by text")
    for label, ngrams in strongest_ngrams(classifier, top):
        for ngram, weight in ngrams:
            answer(f"{label}\t{weight:+.3f}\t{ngram}")


def _show_texts(classifier: "Classifier", file: str, inputs: Any) -> None:
    from seqtext.order.trainings.flip import heat_of
    from seqtext.report.classify.explained import block, bright
    from seqtext.tasks.classify.explanation import occlusion

    drawn = bright(sys.stdout)
    (options,) = options_for(classifier, [file], inputs, ("text",))
    for number, text in enumerate(_texts(file, inputs, options), 1):
        heat = heat_of(classifier, text)
        tokens, shown = len(classifier.vocabulary.tokenizer(text)), len(heat.tokens)
        if shown < tokens:
            note(f"seqtext: text {number}: only the first {shown:,} of {tokens:,} tokens are shown")
        click.echo(block(number, heat, occlusion(classifier, text), drawn), color=drawn)


def _texts(file: str, given: "InputOptions", options: "InputOptions") -> Iterator[str]:
    from seqtext.text.formats import read_texts
    from seqtext.text.remembered import read_as_trained

    with read_as_trained(given, options):
        yield from read_texts(file, options)
