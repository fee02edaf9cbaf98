"""Names of models: what they see, and what their options make of them."""

from dataclasses import replace

import pytest

from seqtext.errors import SeqtextError
from seqtext.network_options import NetworkOptions, TranslatorOptions
from seqtext.options import Settings
from seqtext.order.comparison import forecast
from seqtext.order.trainings.material import divide
from seqtext.order.trainings.plan import Plan
from seqtext.order.trainings.work import Work
from seqtext.registry import CLASSIFIERS, ModelSpec, parse_list
from seqtext.tasks.classify.dataset import Dataset, Reading
from seqtext.tasks.task import task_named
from seqtext.translators import TranslatorSpec
from seqtext_cli.settings import models_help


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("cnn", {}, "cnn"),
        ("cnn", {"width": "1"}, "cnn-blind"),
        ("cnn", {"width": "1,2"}, "cnn"),
        ("cnn-blind", {"width": "3"}, "cnn-blind"),
        ("transformer", {"positions": "rotary"}, "transformer"),
        ("transformer", {"positions": "none"}, "transformer-blind"),
        ("lstm", {"width": "1", "positions": "none"}, "lstm"),
        ("nbsvm:2", {"pooling": "first"}, "nbsvm:2"),
    ],
)
def test_an_option_that_hides_order_makes_the_blind_model(name, options, expected):
    assert str(ModelSpec.parse(name).under(NetworkOptions(**options))) == expected


@pytest.mark.parametrize(
    ("name", "pooling"), [("cnn", "last"), ("transformer", "last"), ("lstm", "first")]
)
def test_a_pooling_that_a_model_lacks_is_refused(name, pooling):
    with pytest.raises(SeqtextError, match=f"--pooling: {name} has no pooling '{pooling}'"):
        ModelSpec(name).under(NetworkOptions(pooling=pooling))


@pytest.mark.parametrize(
    ("name", "positions", "expected"),
    [
        ("transformer", "rotary", "transformer"),
        ("transformer", "none", "transformer-blind"),
        ("transformer-transformer", "none", "transformer-blind"),
        ("transformer-blind", "none", "transformer-blind"),
        ("transformer-gru", "none", "blind-gru"),
        ("gru-transformer", "none", "gru-transformer"),  # a recurrent encoder sees order
        ("seq2seq-gru", "none", "seq2seq-gru"),
    ],
)
def test_an_encoder_without_positions_makes_the_blind_translator(name, positions, expected):
    made = TranslatorSpec(name).under(TranslatorOptions(positions=positions))
    assert str(made) == expected
    assert made.encoder.blind is ("blind" in expected)


def test_what_the_models_see():
    models = parse_list("majority,nbsvm:1,nbsvm:2,cnn-blind,transformer-blind,cnn,wavenet")
    assert [m.set for m in models] == [
        "blind",
        "blind",
        "ngram",
        "blind",
        "blind",
        "aware",
        "aware",
    ]


def test_a_model_is_added_by_one_record(monkeypatch, tmp_path):
    """As CONTRIBUTING says: then `compare` forecasts it and the help names it."""
    toy = replace(CLASSIFIERS["dan"], blind=False, cost=1000, summary="a toy")
    monkeypatch.setitem(CLASSIFIERS, "toy", toy)
    data = Dataset(tuple(f"text {i}" for i in range(40)), ("+", "-") * 20)
    plan = Plan(task_named("classify"), parse_list("bow:1,toy"), (0, 1), Reading(), Settings())
    fingerprint = dict.fromkeys(("compute", "machine"))
    work = Work(plan, divide(plan, data, None, None), tmp_path, fingerprint)
    *names, told, expected = forecast(work, 1)
    assert {name for name in names if name.startswith("toy")} == {
        f"toy.{kind}.fold0.seed{seed}"
        for kind in ("ordered", "shuffled", "local-3")
        for seed in (0, 1)
    }
    assert told.startswith("8 trainings, 0 done before; ")
    # 3 s for a process, 0.2 s for each training; 58 tokens at 1,000 s a million are next to nothing
    assert expected.startswith("about 5 s with 1 process and ")
    assert "toy                a toy" in models_help(task_named("classify"))
