"""Which cells stand for what."""

import numpy as np
import pytest

from seqtext.order.trainings.results import same_bits


def test_a_blind_model_stands_for_itself_shuffled(make_cell, make_results):
    cells = [
        make_cell("gru", [0, 1], seed=2),
        make_cell("gru", [0, 1], seed=0),
        make_cell("gru", [1, 1], seed=0, trained="shuffled"),
        make_cell("dan", [0, 0], seed=1),
        make_cell("dan", [0, 0], seed=0),
    ]
    results = make_results(cells, np.array([0, 1]))
    assert [cell.seed for cell in results.select("gru", "ordered")] == [0, 2]
    assert results.select("gru", "shuffled") == (cells[2],)
    assert [c.seed for c in results.select("dan", "shuffled")] == [0, 1]


@pytest.mark.parametrize(
    ("shuffled", "same"),
    [([1.5, np.nan], True), ([1.5, 2.0], False), ([np.nan, np.nan], False), ([1.6, np.nan], False)],
)
def test_what_is_no_number_is_the_same_as_itself(shuffled, same):
    assert same_bits(np.array([[1.5, np.nan], shuffled], np.float32)) == same
