"""Which cells stand for what."""

import numpy as np


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
