"""Texts of any format, each with its label where the format has labels."""

from collections.abc import Iterator

from seqtext.text.formats import for_texts, read_records
from seqtext.text.inputs import InputOptions


def read_any(file: str, inputs: InputOptions) -> Iterator[tuple[str, str]]:
    """Yield each text with its prefix: the label and a tab, or an empty string."""
    for record in read_records(file, for_texts(file, inputs), ("text",)).records:
        label = record.values.get("label")
        yield "" if label is None else f"{label}\t", record.values["text"]
