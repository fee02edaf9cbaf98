"""Reading texts of any format: a label before each, where the format has one."""

import os
from collections.abc import Iterator

from seqtext.files import COMPRESSIONS
from seqtext.formats import InputOptions, read_examples, read_texts


def read_any(file: str, inputs: InputOptions) -> Iterator[tuple[str, str]]:
    """What stands before each text (a label and a tab, or nothing), and the text."""
    if _is_labelled(file, inputs):
        for example in read_examples([file], inputs):
            yield f"{example.label}\t", example.text
    else:
        for text in read_texts(file, inputs):
            yield "", text


def _is_labelled(file: str, inputs: InputOptions) -> bool:
    """Whether the named format, or else the extension, is one with labels; - is lines."""
    if inputs.format is not None:
        return inputs.format != "lines"
    stem, extension = os.path.splitext(file)
    if extension.lower() in COMPRESSIONS:
        extension = os.path.splitext(stem)[1]
    return file != "-" and extension.lower() != ".txt"
