"""Pretrained vectors: both text forms, what is missing, and what is refused with its line."""

import gzip

import numpy as np
import pytest
import torch
from torch import nn

from seqtext.errors import SeqtextError
from seqtext.networks.vectors import read_vectors, start_from

WORDS = ["<pad>", "<unk>", "sol", "año", ". . .", "7"]
GLOVE = "año 1 2.5 -3e-1\n. . . 4 5 6\nother 9 9 9\n7 7 7 7\naño 0 0 0\n"


@pytest.mark.parametrize(
    "content",
    [
        GLOVE,
        "5 3\n" + GLOVE,  # word2vec's header
        "5 3\r\n" + GLOVE.replace("\n", " \r\n"),  # its C program ends a line in a space
        "\ufeff" + GLOVE.rstrip("\n"),
    ],
)
def test_reads_both_forms_and_says_what_it_found(tmp_path, content):
    path = tmp_path / "some.vec"
    path.write_bytes(content.encode())
    matrix, found = read_vectors(str(path), WORDS, 3)
    assert found.tolist() == [False, False, False, True, True, True]
    expected = [[1, 2.5, -0.3], [4, 5, 6], [7, 7, 7]]
    np.testing.assert_allclose(matrix[found], expected, rtol=1e-6)


def test_an_embedding_starts_from_the_file_and_keeps_the_rest(tmp_path):
    path = tmp_path / "some.txt.gz"
    path.write_bytes(gzip.compress(GLOVE.encode()))
    embedding = nn.Parameter(torch.full((6, 3), 0.5))
    assert start_from(embedding, str(path), WORDS) == 3
    assert embedding[4].tolist() == [4, 5, 6]
    assert embedding[2].tolist() == [0.5, 0.5, 0.5]
    assert embedding.requires_grad


@pytest.mark.parametrize(
    ("content", "place", "cause"),
    [
        ("a 1 2 3\nb 1 2\n", ":2", "has 2 numbers where --embedding is 3"),
        ("a 1 2 3 4\n", ":1", "has 4 numbers where --embedding is 3"),
        ("1 4\na 1 2 3 4\n", ":2", "has 4 numbers"),
        ("sol 1 x 3\n", ":1", "not all numbers"),
        ("a 1 2 3\n\nsol 1 nan 3\n", ":3", "not finite"),
        ("sol 1 1e99 3\n", ":1", "not finite"),
        ("word\n", ":1", "has 0 numbers"),
    ],
)
def test_refuses_a_line_by_its_number(tmp_path, content, place, cause):
    path = tmp_path / "bad.vec"
    path.write_text(content)
    with pytest.raises(SeqtextError, match=cause) as caught:
        read_vectors(str(path), WORDS, 3)
    assert caught.value.place == f"{path}{place}"


def test_a_file_without_any_of_the_words_is_no_start(tmp_path):
    path = tmp_path / "other.vec"
    path.write_text("nowhere 1 2 3\n")
    embedding = torch.nn.Parameter(torch.zeros(len(WORDS), 3))
    with pytest.raises(SeqtextError, match="has a vector for none of the"):
        start_from(embedding, str(path), WORDS)
