"""seqtext score: log-probabilities of given translations under a translator."""

from typing import Any

import click

from seqtext.options import ComputeOptions

from .command import Command, note, print_notes
from .ending import print_result
from .options import pair_input_options
from .settings import device_option


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
    """Score the targets of sentence pairs with MODEL, a translator, by forced decoding.

    FILE is one file of pairs (source TAB target) or two aligned files. Writes one line per pair, in
    order: log-probability TAB tokens. The natural logarithms are summed over the tokens of the
    target, including the end of the sentence. A pair with an empty side is scored too.
    """
    from seqtext.tasks.translate.parallel import read_parallel
    from seqtext.tasks.translate.tally import Tally, were
    from seqtext.tasks.translate.translator import CHUNK, Translator

    translator = Translator.load(model)
    translator.place(ComputeOptions(device))
    pairs, tally = read_parallel(files, inputs), Tally("pair")
    for start in range(0, len(pairs), CHUNK):
        chunk = slice(start, start + CHUNK)
        scores = translator.scored(pairs.sources[chunk], pairs.targets[chunk])
        rows = zip(scores.log_probabilities.tolist(), scores.tokens.tolist(), strict=True)
        print_result("".join(f"{value:.4f}\t{tokens}\n" for value, tokens in rows), nl=False)
        tally.add(0, int(scores.cut.sum()), int(scores.unknown.sum()))
    incomplete = len(pairs) - len(pairs.whole())
    if incomplete:
        note(f"seqtext: {were(incomplete, 'pair')} scored with an empty side")
    print_notes(tally.notes(translator.max_length))
