"""Which signals wait for the end of a step, and which do not."""

import signal
from collections.abc import Iterator

import pytest

from seqtext.system.signals import WAITING, Deferred

INT, TERM = signal.SIGINT, signal.SIGTERM


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """The signals that took their effect; the handlers of before come back."""
    seen, before = list[int](), [signal.getsignal(number) for number in WAITING]
    for number in WAITING:
        signal.signal(number, lambda number, frame: seen.append(number))
    yield seen
    for number, handler in zip(WAITING, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.parametrize(
    ("sent", "at_once", "in_the_end"),
    [
        ([], [], []),
        ([INT], [], [INT]),
        ([TERM], [], [TERM]),
        ([TERM, TERM], [], [TERM]),
        ([INT, INT], [INT], [INT]),
        ([TERM, INT], [INT], [INT]),
    ],
)
def test_one_waits_and_a_second_ctrl_c_does_not(heard, sent, at_once, in_the_end) -> None:
    with Deferred():
        for number in sent:
            signal.raise_signal(number)
        assert heard == at_once
    assert heard == in_the_end
    signal.raise_signal(TERM)
    assert heard == [*in_the_end, TERM]  # nothing waits any more


def test_to_obey_ends_the_waiting(heard) -> None:
    with Deferred() as signals:
        signal.raise_signal(TERM)
        assert signals.came == TERM
        signals.obey()
        assert heard == [TERM]
    assert heard == [TERM]


def test_what_is_ignored_stays_ignored(heard) -> None:
    signal.signal(INT, signal.SIG_IGN)
    with Deferred() as signals:
        signal.raise_signal(INT)
        assert signals.came is None
