"""Reading texts of any format: a label before each, where the format has one."""

from collections.abc import Iterator

from seqtext.text.formats import for_texts, read_records
from seqtext.text.inputs import InputOptions


def read_any(file: str, inputs: InputOptions) -> Iterator[tuple[str, str]]:
    """What stands before each text (a label and a tab, or nothing), and the text."""
    for record in read_records(file, for_texts(file, inputs), ("text",)).records:
        label = record.values.get("label")
        yield "" if label is None else f"{label}\t", record.values["text"]
