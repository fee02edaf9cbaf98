"""seqtext split: divide a file into parts for training, development and test."""

from collections import Counter
from typing import Any

import click

from seqtext.text.quantities import quantity

from .command import Command, note
from .options import group_option, model_input_options, tokenizer_options
from .settings import split_seed_option

LISTED = 12  # labels whose number of texts is told
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
@click.option("--test-share", type=_SHARE, required=True, help="Set this share aside as the test.")
@click.option("--dev-share", type=_SHARE, help="Set this share of all aside for development, too.")
@click.option(
    "-o", "--output", metavar="FOLDER", required=True, help="Write the parts here; made if missing."
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
    """Divide FILE into train, dev and test, files of the same format, columns and header.

    Stratified by label. Texts of which models read the same stay together, whatever their case and
    white space, and so do those to which --group gives one name. A folder of classes is copied;
    files of classes, and aligned files, give a file each. The parts are not compressed, have the
    encoding of the input, and their lines end with a line feed alone. Nothing is overwritten.
    """
    from seqtext.errors import SeqtextError
    from seqtext.tasks.classify.dataset import Reading
    from seqtext.tasks.parts import divide_records, read_whole, write_parts
    from seqtext.tasks.split import copies
    from seqtext.tasks.translate.pair_reading import PairReading

    if test_share + (dev_share or 0) >= 1:
        cause = f"{test_share:g} and {dev_share:g} leave nothing for training"
        raise SeqtextError("--dev-share", cause, "take smaller shares")
    whole = read_whole(files, inputs.grouped(group))
    reading = PairReading(cased=tokenizer.cased)
    digests = reading.sources if whole.pairs else Reading(tokenizer).digests
    parts = divide_records(whole, test_share, dev_share or 0.0, digests, split_seed)
    paths = write_parts(whole, parts, output, inputs.decoding)
    for part, chosen in parts.items():
        classes = Counter(whole.labels[i] for i in chosen).most_common()
        size = quantity(len(chosen), "record")
        note(f"seqtext: {', '.join(paths[part])}: {size}{_listed(classes)}")
        repeated = copies(digests([whole.texts[i] for i in chosen]))
        if part != "train" and repeated:
            note(f"seqtext: {part}: {repeated:,} of them read like one before")


def _listed(classes: list[tuple[str, int]]) -> str:
    if not any(label for label, _ in classes):
        return ""
    more = ", …" if len(classes) > LISTED else ""
    return f" ({', '.join(f'{label} {n:,}' for label, n in classes[:LISTED])}{more})"
