"""Matched sizes: counts by the formulas of the lectures, the bound, and what cannot be matched."""

import pytest

from seqtext.errors import SeqtextError
from seqtext.network_options import NetworkOptions
from seqtext.options import Settings
from seqtext.order.trainings.matching import matched_sizes
from seqtext.order.trainings.plan import Plan
from seqtext.registry import parse_list
from seqtext.tasks.classify.dataset import Reading
from seqtext.tasks.task import task_named

EMBEDDING, CLASSES = 32, 3


def plan(models: str, **options) -> Plan:
    network = NetworkOptions(embedding=EMBEDDING, **options)
    return Plan(
        task_named("classify"), parse_list(models), (0,), Reading(), Settings(network=network)
    )


def gated(gates: int, hidden: int) -> int:
    """Both directions of gates x (W x + U h + b), and the output layer."""
    return 2 * gates * hidden * (EMBEDDING + hidden + 1) + (2 * hidden + 1) * CLASSES


def filters(hidden: int) -> int:
    """Widths 3, 4 and 5, and the output layer."""
    return hidden * (12 * EMBEDDING + 3) + (3 * hidden + 1) * CLASSES


def encoder(h: int) -> int:
    """Widening; three norms; attention; feed-forward of four times the width; output."""
    attention, inner = 4 * (h * h + h), 8 * h * h + 5 * h
    return (EMBEDDING + 1) * h + 6 * h + attention + inner + (h + 1) * CLASSES


COUNTED = {
    "dan": lambda h: (EMBEDDING + 1) * h + (h + 1) * CLASSES,
    "rnn": lambda h: gated(1, h),
    "lstm": lambda h: gated(4, h),
    "cnn": filters,
    "transformer": encoder,
}


@pytest.mark.parametrize("hidden", [32, 128])
def test_the_sizes_meet_by_the_formulas(hidden: int) -> None:
    chosen = dict(
        matched_sizes(plan(",".join(["bow:1", "mlp:2", *COUNTED]), hidden=hidden), CLASSES)
    )
    assert set(chosen) == set(COUNTED)  # bags stay as they are
    counts = {model: COUNTED[model](size) for model, size in chosen.items()}
    assert max(counts.values()) <= 1.2 * min(counts.values())
    assert chosen["transformer"] % 8 == 0  # four heads of an even size


def test_they_meet_near_the_median_of_what_was_set() -> None:
    chosen = dict(matched_sizes(plan("rnn,lstm,dan", hidden=64), CLASSES))
    middle = sorted([gated(1, 64), gated(4, 64), COUNTED["dan"](64)])[1]
    for model, size in chosen.items():
        assert COUNTED[model](size) == pytest.approx(middle, rel=0.1)


REFUSED = {
    "one network": ("bow:1,lstm", {}, "needs at least two networks"),
    "heads that do not fit": ("lstm,transformer", {"hidden": 30}, "4 heads cannot share"),
}


@pytest.mark.parametrize(("models", "options", "cause"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_matched_is_refused_in_one_line(models, options, cause) -> None:
    with pytest.raises(SeqtextError, match=cause) as refused:
        matched_sizes(plan(models, **options), CLASSES)
    assert "\n" not in str(refused.value)
    assert refused.value.remedy
