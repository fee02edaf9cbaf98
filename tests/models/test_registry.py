"""Names of models: what they see, and what their options make of them."""

import pytest

from seqtext.errors import SeqtextError
from seqtext.models import CLASSIFIERS, NETWORKS, ModelSpec, parse_list
from seqtext.options import NetworkOptions


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
