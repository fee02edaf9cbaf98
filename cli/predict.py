"""seqtext predict: label the texts of a file or a pipe, one line out for each line in."""

from typing import Any

import click

from seqtext.options import ComputeOptions

from .command import Command, note
from .options import input_options
from .settings import device_option


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  echo "not bad at all" | seqtext predict model.safetensors -
  seqtext predict model.safetensors reviews.txt.gz | cut -f1 | sort | uniq -c
  seqtext predict model.safetensors --format tsv test.tsv > labels.tsv
""",
)
@click.argument("model", metavar="MODEL")
@click.argument("file", metavar="FILE")
@device_option
@input_options
def predict(model: str, file: str, device: str, inputs: Any) -> None:
    """Label the texts of FILE (- is stdin): label TAB probability, one line a text."""
    from seqtext.blocks import read_blocks
    from seqtext.classifier import Classifier

    classifier = Classifier.load(model)
    classifier.place(ComputeOptions(device))
    cut = 0
    for chunk in classifier.predict(read_blocks(file, inputs)):
        answers = zip(chunk.labels, chunk.probabilities, strict=True)
        lines = (f"{label}\t{p:.4f}\n" for label, p in answers)
        click.echo("".join(lines), nl=False)
        cut += chunk.cut
    if cut:
        note(f"seqtext: {cut} texts were cut after {classifier.max_length} tokens")
