"""Predictions: a file of labels as `seqtext predict` writes it, from any system."""

from seqtext.errors import SeqtextError
from seqtext.system.files import display_name
from seqtext.text.lines import Decoding, read_file_lines


def read_predictions(path: str, count: int, decoding: Decoding) -> list[str]:
    """The label of each line, before an optional TAB and probability.

    Raises SeqtextError for a line without a label, and if there are not `count` lines.
    """
    labels = []
    for number, line in enumerate(read_file_lines(path, decoding), 1):
        label = line.partition("\t")[0].strip()
        if not label:
            place = f"{display_name(path)}:{number}"
            raise SeqtextError(place, "no label", "write the label of a text on each line")
        labels.append(label)
    if len(labels) != count:
        cause = f"{len(labels):,} lines for {count:,} texts"
        raise SeqtextError(display_name(path), cause, "give one prediction per line")
    return labels
