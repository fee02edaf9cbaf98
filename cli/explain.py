"""seqtext explain: which words and n-grams a model goes by."""

from typing import Any

import click

from seqtext.errors import SeqtextError

from .command import Command
from .options import input_options


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  seqtext explain nbsvm.safetensors --top 15
  echo "not bad at all" | seqtext explain lstm.safetensors -
""",
)
@click.argument("model", metavar="MODEL")
@click.argument("file", metavar="[FILE|-]", required=False)
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="N-grams shown.")
@input_options
def explain(model: str, file: str | None, top: int, inputs: Any) -> None:
    """Show what MODEL goes by.

    Without FILE: the strongest n-grams of each class (bag models). With FILE (- is stdin): for each
    text its label, then each word with what the log-odds of that label lose without it.
    """
    from seqtext.classifier import Classifier

    classifier = Classifier.load(model)
    if file is None:
        _show_ngrams(classifier, top)
    else:
        _show_words(classifier, file, inputs)


def _show_ngrams(classifier: Any, top: int) -> None:
    from seqtext.explanation import strongest_ngrams

    if not hasattr(classifier.model, "strongest"):
        cause = f"{classifier.spec} has no weights of n-grams"
        raise SeqtextError("explain", cause, "give it a FILE to explain text by text")
    for label, ngrams in strongest_ngrams(classifier, top):
        for ngram, weight in ngrams:
            click.echo(f"{label}\t{weight:+.3f}\t{ngram}")


def _show_words(classifier: Any, file: str, inputs: Any) -> None:
    from seqtext.explanation import occlusion
    from seqtext.formats import read_texts

    for text in read_texts(file, inputs):
        label, words = occlusion(classifier, text)
        click.echo(label + "\t" + " ".join(f"{word}({effect:+.2f})" for word, effect in words))
