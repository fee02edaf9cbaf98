"""Pretrained word vectors in text form: word2vec's `.vec` (with a header) and GloVe's `.txt`."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import nn

from seqtext.errors import SeqtextError
from seqtext.system.files import display_name
from seqtext.text.lines import Decoding, read_file_lines


def read_vectors(path: str, words: Sequence[str], size: int) -> tuple[np.ndarray, np.ndarray]:
    """The vectors of `words`: float32 [words, size], and bool [words], True if the file has one.

    A line is a word and `size` numbers, separated by single spaces; the word may contain spaces. A
    first line of two integers is a header. Of two equal words the first counts. Raises SeqtextError
    with file and line of what cannot be read.
    """
    index = {word: i for i, word in enumerate(words)}
    matrix = np.zeros((len(words), size), np.float32)
    present = np.zeros(len(words), bool)
    for place, line in _entries(path):
        word, *numbers = line.rsplit(" ", size)
        if len(numbers) != size or _ends_in_number(word):
            raise _wrong_size(place, line.count(" "), size)
        row = index.get(word)
        if row is not None and not present[row]:
            matrix[row], present[row] = _values(numbers, place), True
    return matrix, present


def start_from(embedding: nn.Parameter, path: str, words: Sequence[str]) -> int:
    """Copy the vectors of a file into an embedding [words, size]; returns the number of missing
    words.

    These keep their random initial values. Raises SeqtextError if the file has none of the words.
    """
    matrix, present = read_vectors(path, words, embedding.shape[1])
    if not present.any():
        cause = f"has a vector for none of the {len(words):,} words"
        raise SeqtextError(
            display_name(path),
            cause,
            "give vectors for the words of these texts, as a file and not as a pipe",
        )
    with torch.no_grad():
        embedding[torch.from_numpy(present)] = torch.from_numpy(matrix[present])
    return int((~present).sum())


def _entries(path: str) -> Iterator[tuple[str, str]]:
    """The lines after the header, each after its place, file:line; blank lines are skipped."""
    for number, line in enumerate(read_file_lines(path, Decoding()), start=1):
        line = line.rstrip(" ")
        header = number == 1 and len(line.split()) == 2 and line.replace(" ", "").isdecimal()
        if line and not header:
            yield f"{display_name(path)}:{number}", line


def _ends_in_number(word: str) -> bool:
    """True for "the 0.25": a word with spaces, but not ". . .", which some files contain."""
    _, space, last = word.rpartition(" ")
    try:
        return bool(space) and float(last) is not None
    except ValueError:
        return False


def _values(numbers: list[str], place: str) -> np.ndarray:
    try:
        with np.errstate(over="ignore"):  # what overflows is refused below
            values = np.array(numbers, dtype=np.float32)
    except ValueError:
        cause = f"the last {len(numbers)} fields are not all numbers"
        raise SeqtextError(place, cause, "fix that line, or give another --embedding") from None
    if not np.isfinite(values).all():
        raise SeqtextError(place, "holds a number that is not finite", "fix or remove that line")
    return values


def _wrong_size(place: str, size: int, expected: int) -> SeqtextError:
    remedy = "give the size of the vectors with --embedding, or fix that line"
    return SeqtextError(place, f"has {size} numbers where --embedding is {expected}", remedy)
