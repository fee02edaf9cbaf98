"""Names of models: what they see, and what their options make of them."""

import pytest

from seqtext.errors import SeqtextError
from seqtext.models import (
    CLASSIFIERS,
    NETWORKS,
    ModelSpec,
    parse_list,
    sees_order,
    translator_under,
)
from seqtext.options import NetworkOptions, TranslatorOptions


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
    with pytest.raises(SeqtextError, match=f"--pooling: {name} has no '{pooling}'"):
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
    made = translator_under(name, TranslatorOptions(positions=positions))
    assert made == expected
    assert sees_order(made) is ("blind" not in expected)


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


def test_every_network_is_in_both_registries():
    assert set(NETWORKS) == {name for name in CLASSIFIERS if ModelSpec(name).varies}
