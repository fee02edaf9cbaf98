"""seqtext explain: the words and word orders that a model relies on."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from seqtext.errors import SeqtextError

from .command import Command, note, refuse_given
from .ending import print_result
from .options import model_input_options
from .trained_columns import input_options_for

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
    "--top",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    help="Number of n-grams for each class.",
)
@click.option(
    "-o", "--output", metavar="NAME", help="Write NAME.svg and NAME.tsv (translators only)."
)
@model_input_options
def explain(model: str, file: str | None, top: int, output: str | None, inputs: Any) -> None:
    """Show which words and word orders MODEL relies on.

    Without FILE: the strongest n-grams of each class (bag models). With FILE (- is stdin): a block
    of lines for each text, fields separated by tabs, blocks by an empty line.

    \b
    text   number of the text, predicted label, its probability
    words  each word with the decrease of the label's log-odds when it is removed
    order  the words, and in each gap the change of the label's log-odds when its
           two neighbours are swapped; below 0 the label becomes less likely.
           Bars on a terminal: red for less likely, blue for more likely
    flip   the shortest swap or move of words that changes the label: swap or
           move, the two positions (from 1), the new label, its probability, the
           new text; or none, and the largest distance of positions tried
    cut    for long texts: the tokens after those shown, which MODEL reads too

    \b
    For a translator, show its attention: a row for each token of the translation,
    a column for each token of the line; shades on a terminal, tenths elsewhere.
    """
    from seqtext.tasks.task import task_of_file

    task = task_of_file(model)
    if task.name not in _EXPLANATIONS:
        raise SeqtextError(model, f"a {task.noun} has no explanation", "give a classifier")
    _EXPLANATIONS[task.name](model, file, top, output, inputs)


def _explain_translator(
    model: str, file: str | None, top: int, output: str | None, inputs: Any
) -> None:
    from .attention import show_attention

    refuse_given(("top",), "applies to n-gram models only")
    if file is None:
        raise SeqtextError("explain", "a translator needs input text", "name a FILE, or -")
    show_attention(model, file, output, inputs)


def _explain_classifier(
    model: str, file: str | None, top: int, output: str | None, inputs: Any
) -> None:
    from seqtext.tasks.classify.classifier import Classifier

    refuse_given(("output",), "applies to translators only")
    classifier = Classifier.load(model)
    if file is None:
        _show_ngrams(classifier, top)
    else:
        _show_texts(classifier, file, inputs)


_EXPLANATIONS = {"classify": _explain_classifier, "translate": _explain_translator}


def _show_ngrams(classifier: "Classifier", top: int) -> None:
    from seqtext.tasks.classify.explanation import strongest_ngrams

    if not hasattr(classifier.model, "strongest"):
        cause = f"{classifier.spec} has no n-gram weights"
        raise SeqtextError("explain", cause, "name a FILE to explain it text by text")
    for label, ngrams in strongest_ngrams(classifier, top):
        for ngram, weight in ngrams:
            print_result(f"{label}\t{weight:+.3f}\t{ngram}")


def _show_texts(classifier: "Classifier", file: str, inputs: Any) -> None:
    from seqtext.order.trainings.flip import heat_of
    from seqtext.report.classify.explained import bright, explanation_lines
    from seqtext.tasks.classify.explanation import occlusion

    on_terminal = bright(sys.stdout)
    (options,) = input_options_for(classifier, [file], inputs, ("text",))
    for number, text in enumerate(_texts(file, inputs, options), 1):
        heat = heat_of(classifier, text)
        tokens, shown = len(classifier.vocabulary.tokenizer(text)), len(heat.tokens)
        if shown < tokens:
            note(f"seqtext: text {number}: only the first {shown:,} of {tokens:,} tokens are shown")
        click.echo(
            explanation_lines(number, heat, occlusion(classifier, text), on_terminal),
            color=on_terminal,
        )


def _texts(file: str, inputs: "InputOptions", options: "InputOptions") -> Iterator[str]:
    from seqtext.text.formats import read_texts
    from seqtext.text.remembered import read_as_trained

    with read_as_trained(inputs, options):
        yield from read_texts(file, options)
