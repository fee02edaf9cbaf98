"""How the texts of a twin are rearranged."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtext.order.trainings.orders import blocks_order, order_of, random_order
from seqtext.order.trainings.results import LOCAL, ORDERED, SHUFFLED

IDS = st.lists(st.integers(0, 9), max_size=12).map(lambda ids: np.array(ids, np.int32))


@given(IDS, st.randoms(use_true_random=False), st.integers(0, 3), st.integers(1, 3))
def test_two_orders_of_one_bag_become_one_text(ids, random, seed, draw):
    other = np.array(random.sample(ids.tolist(), len(ids)), np.int32)
    order = random_order(seed, draw)
    assert np.array_equal(ids[order(ids)], other[order(other)])


@given(IDS, st.integers(1, 5), st.integers(0, 3))
def test_blocks_keep_their_tokens_side_by_side(ids, tokens, seed):
    places = blocks_order(tokens, seed, 1)(ids)
    assert sorted(places.tolist()) == list(range(len(ids)))
    broken = np.count_nonzero(np.diff(places) != 1)
    assert broken <= -(-len(ids) // tokens)  # borders: of the blocks, the first and last cut


def test_where_the_first_block_begins_is_drawn():
    ids = np.arange(9)
    first = Counter()
    for draw in range(300):
        places = blocks_order(3, 0, draw)(ids)
        cuts = np.flatnonzero(np.diff(places) != 1)
        first[len(cuts) + 1] += 1
    assert len(first) > 1


@pytest.mark.parametrize("trained", [ORDERED, SHUFFLED, f"{LOCAL}3"])
def test_draws_and_seeds_differ_and_a_draw_comes_again(trained):
    ids = np.arange(30)
    seen = {tuple(order_of(trained, seed, draw)(ids)) for seed in (0, 1) for draw in (0, 1, 2)}
    assert len(seen) == 6
    assert tuple(order_of(trained, 1, 2)(ids)) in seen
