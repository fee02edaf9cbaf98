"""Pretrained word vectors in text form: word2vec's `.vec` (with a header) and GloVe's `.txt`."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import nn

from seqtext.errors import SeqtextError
from seqtext.text import Decoding, lines


def read_vectors(path: str, words: Sequence[str], size: int) -> tuple[np.ndarray, np.ndarray]:
    """The vectors of `words`: float32 [words, size], and bool [words], True where the file has one.

    A line is a word and `size` numbers between single spaces; the word itself may hold spaces. A
    first line of two whole numbers is a header. The first of two equal words counts. SeqtextError
    names the file and line of what cannot be read.
    """
    index = {word: i for i, word in enumerate(words)}
    matrix = np.zeros((len(words), size), np.float32)
    found = np.zeros(len(words), bool)
    for number, line in _entries(path):
        parts = line.rsplit(" ", size)
        if len(parts) != size + 1:
            raise _wrong_size(f"{path}:{number}", len(parts) - 1, size)
        row = index.get(parts[0])
        if row is None or found[row]:
            continue
        matrix[row] = _numbers(parts[1:], f"{path}:{number}")
        found[row] = True
    return matrix, found


def start_from(embedding: nn.Parameter, path: str, words: Sequence[str]) -> int:
    """Put the vectors of a file into an embedding [words, size]; answers how many words it lacks.

    Those keep their random first values.
    """
    matrix, found = read_vectors(path, words, embedding.shape[1])
    with torch.no_grad():
        embedding[torch.from_numpy(found)] = torch.from_numpy(matrix[found])
    return int((~found).sum())


def _entries(path: str) -> Iterator[tuple[int, str]]:
    """The lines after the header with their numbers, from 1; blank ones are left out."""
    for number, line in enumerate(lines(path, Decoding()), start=1):
        line = line.rstrip(" ")
        header = number == 1 and len(line.split()) == 2 and line.replace(" ", "").isdecimal()
        if line and not header:
            yield number, line


def _numbers(texts: list[str], place: str) -> np.ndarray:
    try:
        values = np.array(texts, dtype=np.float32)
    except ValueError:
        raise _wrong_size(place, None, len(texts)) from None
    if not np.isfinite(values).all():
        raise SeqtextError(place, "holds a number that is not finite", "mend or drop that line")
    return values


def _wrong_size(place: str, size: int | None, wanted: int) -> SeqtextError:
    found = "holds something else than numbers" if size is None else f"has {size} numbers"
    remedy = f"--embedding is {wanted}: give the size of the vectors, or mend that line"
    return SeqtextError(place, found, remedy)
