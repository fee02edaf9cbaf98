"""seqtext score: how likely a translator finds given translations."""

from typing import Any

import click

from seqtext.options import ComputeOptions

from .command import Command, note
from .ending import answer
from .options import pair_input_options
from .settings import device_option
from .tally import Tally, were


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  seqtext score en-de.safetensors test.en test.de
  seqtext score en-es.safetensors pairs.tsv | paste - pairs.tsv | sort -g | head
""",
)
@click.argument("model", metavar="MODEL")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@device_option
@pair_input_options
def score(model: str, files: tuple[str, ...], device: str, inputs: Any) -> None:
    """Score the targets of sentence pairs by MODEL, a translator: forced decoding.

    FILE is one file of pairs (source TAB target), or two aligned ones. Writes a line a pair, in
    their order: log-probability TAB tokens. The logarithm is natural and sums over the tokens of
    the target, of which the end of the sentence is one. A pair with an empty side is scored too.
    """
    from seqtext.tasks.translate.parallel import read_parallel
    from seqtext.tasks.translate.translator import CHUNK, Translator

    translator = Translator.load(model)
    translator.place(ComputeOptions(device))
    pairs, tally = read_parallel(files, inputs), Tally("pair")
    for start in range(0, len(pairs), CHUNK):
        part = slice(start, start + CHUNK)
        found = translator.scored(pairs.sources[part], pairs.targets[part])
        rows = zip(found.log_probabilities.tolist(), found.tokens.tolist(), strict=True)
        answer("".join(f"{value:.4f}\t{tokens}\n" for value, tokens in rows), nl=False)
        tally.add(0, int(found.cut.sum()), int(found.unknown.sum()))
    half = len(pairs) - len(pairs.whole())
    if half:
        note(f"seqtext: {were(half, 'pair')} scored with an empty side")
    tally.tell(translator.max_length)
