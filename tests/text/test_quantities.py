"""Counts with their nouns, by English grammar."""

import pytest

from seqtext.text.quantities import quantity


@pytest.mark.parametrize(
    ("count", "reported"),
    [(0, "0 epochs"), (1, "1 epoch"), (2, "2 epochs"), (1234, "1,234 epochs")],
)
def test_a_count_with_its_noun(count, reported):
    assert quantity(count, "epoch") == reported


def test_a_plural_of_its_own():
    assert quantity(2, "process", "processes") == "2 processes"
