"""seqtext split: divide a file into training, development and test sets."""

from collections import Counter
from typing import Any

import click

from seqtext.text.quantities import quantity

from .command import Command, note
from .options import group_option, model_input_options, tokenizer_options
from .settings import split_seed_option

LISTED = 12  # most labels in a message
_SHARE = click.FloatRange(0, 1, min_open=True, max_open=True)


@click.command(
    cls=Command,
    epilog="""\b
Examples:
  seqtext split reviews.csv.gz --test-share 0.2 -o parts
  seqtext split reviews.tsv --test-share 0.1 --dev-share 0.1 --columns label,user,text \\
      --group 2 -o parts
  seqtext split pos=good.txt neg=bad.txt --test-share 0.2 -o parts
  seqtext split all.en all.de --test-share 0.1 -o parts
""",
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--test-share", type=_SHARE, required=True, help="Share of the test set.")
@click.option("--dev-share", type=_SHARE, help="Share of the development set.")
@click.option(
    "-o", "--output", metavar="FOLDER", required=True, help="Output folder; created if missing."
)
@split_seed_option
@group_option
@tokenizer_options
@model_input_options
def split(
    files: tuple[str, ...],
    test_share: float,
    dev_share: float | None,
    output: str,
    split_seed: int,
    group: str | None,
    tokenizer: Any,
    inputs: Any,
) -> None:
    """Split FILE into train, dev and test, with the same format, columns and header.

    The split is stratified by label. Texts that models read alike (equal up to case and white
    space) stay together, and so do records with the same value of --group. For a folder of classes
    each part is such a folder; for files of classes and for aligned files, each part has as many
    files. The parts are uncompressed and in the encoding of the input; their lines end with a line
    feed. Nothing is overwritten.
    """
    from seqtext.errors import SeqtextError
    from seqtext.tasks.classify.dataset import Reading
    from seqtext.tasks.parts import divide_records, read_whole, write_parts
    from seqtext.tasks.split import copies
    from seqtext.tasks.translate.pair_reading import PairReading

    if test_share + (dev_share or 0) >= 1:
        cause = f"{test_share:g} and {dev_share:g} leave nothing for training"
        raise SeqtextError("--dev-share", cause, "use smaller shares")
    data = read_whole(files, inputs.grouped(group))
    reading = PairReading(cased=tokenizer.cased)
    digests = reading.digests if data.pairs else Reading(tokenizer).digests
    parts = divide_records(data, test_share, dev_share or 0.0, digests, split_seed)
    paths = write_parts(data, parts, output, inputs.decoding)
    for part, members in parts.items():
        classes = Counter(data.labels[i] for i in members).most_common()
        size = quantity(len(members), "record")
        note(f"seqtext: {', '.join(paths[part])}: {size}{_listed(classes)}")
        repeated = copies(digests([data.texts[i] for i in members]))
        if part != "train" and repeated:
            note(f"seqtext: {part}: {repeated:,} of them repeat an earlier text")


def _listed(classes: list[tuple[str, int]]) -> str:
    if not any(label for label, _ in classes):
        return ""
    more = ", …" if len(classes) > LISTED else ""
    return f" ({', '.join(f'{label} {n:,}' for label, n in classes[:LISTED])}{more})"
